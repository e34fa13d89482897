import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QUndoStack
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.job import Job, JobFailure, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.media.forecast import Forecast
from retake_gui.ui import theme
from retake_gui.ui.elided import ElidedLabel
from retake_gui.ui.export import ExportSheet
from retake_gui.ui.jobs import JobPanel
from retake_gui.ui.keys_sheet import KeysSheet
from retake_gui.ui.notices import NoticeStrip
from retake_gui.ui.reveal import show_folder
from retake_gui.ui.takes import TakePanel
from retake_gui.ui.takes.words import all_facts, facts
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, When
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.export import ExportModel
from retake_gui.viewmodels.export_forms import ExportGroup, ExportItem, Render
from retake_gui.viewmodels.jobs import JobRow, JobsModel
from retake_gui.viewmodels.takes import TakesModel
from tests.disks import answered
from tests.facts import a_clip, a_take
from tests.gui.finding import child

LEFT = Qt.MouseButton.LeftButton


def a_job(state: JobState = JobState.RUNNING) -> Job:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Job("job", 1, Span(0, 24), RetakeSettings(prompt="Rain"), "draft", state, now, now)


@pytest.fixture
def jobs(qapp: object) -> JobsModel:
    return JobsModel()


@pytest.fixture
def job_panel(jobs: JobsModel, qtbot: QtBot) -> JobPanel:
    panel = JobPanel()
    panel.watch(jobs)
    qtbot.addWidget(panel)
    panel.resize(400, 240)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_a_job_shows_stage_progress_and_time_left(job_panel: JobPanel, jobs: JobsModel) -> None:
    jobs.update(JobRow(a_job(JobState.UPLOADING), 0.63, 12.0, "3.1 of 5.0 MB"))
    job_panel.list.place()
    words = child(job_panel, ElidedLabel, "jobState").whole_text
    assert words == "Uploading 63 % · 12 s left · 3.1 of 5.0 MB"
    bar = child(job_panel, QProgressBar, "jobProgress")
    assert bar.value() / bar.maximum() == pytest.approx(0.63)
    assert not child(job_panel, QToolButton, "jobRetry").isVisible()


def test_a_job_is_cancelled_with_the_mouse(job_panel: JobPanel, jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.update(JobRow(a_job()))
    job_panel.list.place()
    with qtbot.waitSignal(job_panel.cancelWanted) as wanted:
        qtbot.mouseClick(child(job_panel, QToolButton, "jobCancel"), LEFT)
    assert wanted.args == ["job"]


def test_a_failure_says_why_and_can_be_tried_again(job_panel: JobPanel, jobs: JobsModel, qtbot: QtBot) -> None:
    failure = JobFailure("safety", "contentPolicyViolation", "The prompt was refused.")
    jobs.update(JobRow(replace(a_job(JobState.FAILED), failures=(failure,))))
    job_panel.list.place()
    assert child(job_panel, QLabel, "jobFailure").text() == "The prompt was refused."
    assert not child(job_panel, QProgressBar, "jobProgress").isVisible()
    with qtbot.waitSignal(job_panel.retryWanted):
        qtbot.mouseClick(child(job_panel, QToolButton, "jobRetry"), LEFT)
    qtbot.mouseClick(child(job_panel, QToolButton, "jobCopy"), LEFT)
    assert "contentPolicyViolation" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(job_panel.removeWanted):
        qtbot.mouseClick(child(job_panel, QToolButton, "jobRemove"), LEFT)


def test_a_dismissed_job_leaves_the_hint(job_panel: JobPanel, jobs: JobsModel) -> None:
    jobs.update(JobRow(a_job(JobState.FAILED)))
    jobs.remove("job")
    assert any("Nothing is being made" in label.text() for label in job_panel.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def takes(qapp: object) -> TakesModel:
    return TakesModel()


@pytest.fixture
def actions(qapp: object) -> ActionSet:
    return ActionSet()


@pytest.fixture
def take_panel(takes: TakesModel, actions: ActionSet, qtbot: QtBot) -> TakePanel:
    document = DocumentModel(QUndoStack())
    document.open(a_clip())
    panel = TakePanel(actions)
    panel.watch(takes, document)
    qtbot.addWidget(panel)
    panel.resize(400, 360)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_a_take_is_chosen_with_the_mouse(take_panel: TakePanel, takes: TakesModel, qtbot: QtBot) -> None:
    takes.reset([a_take(1), a_take(2, report={"notes": ["The rate was restored."]})])
    view = child(take_panel, QListView, "takeList")
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(takes.index(0)).center())
    assert takes.shown == takes.take_at(0)
    assert child(take_panel, QLabel, "takeReport").text() == "The rate was restored."
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(takes.index(2)).center())
    assert takes.shown is None


def test_the_list_follows_what_is_shown(take_panel: TakePanel, takes: TakesModel) -> None:
    takes.reset([a_take(1), a_take(2)])
    takes.show(takes.takes[1])
    assert child(take_panel, QListView, "takeList").currentIndex().row() == 1


def test_takes_that_arrive_do_not_push_the_shown_one_out_of_sight(take_panel: TakePanel, takes: TakesModel) -> None:
    takes.reset([a_take(1)])
    takes.show(takes.takes[0])
    for number in range(2, 8):
        takes.add(a_take(number))
    view = child(take_panel, QListView, "takeList")
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_the_shown_take_stays_in_sight_in_less_room(take_panel: TakePanel, takes: TakesModel, qtbot: QtBot) -> None:
    takes.reset([a_take(number) for number in range(1, 8)])
    take_panel.resize(400, 800)
    takes.show(takes.takes[5])
    view = child(take_panel, QListView, "takeList")
    qtbot.waitUntil(lambda: view.height() > view.visualRect(view.currentIndex()).bottom() > 250)
    take_panel.resize(400, 360)
    qtbot.waitUntil(lambda: view.height() < 250)
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_export_follows_its_action(take_panel: TakePanel, actions: ActionSet, qtbot: QtBot) -> None:
    button = child(take_panel, QPushButton, "exportButton")
    assert not button.isEnabled()
    actions.hold({When.TAKE: True})
    with qtbot.waitSignal(actions[ActionId.EXPORT].triggered):
        qtbot.mouseClick(button, LEFT)


def test_the_sheet_says_what_is_written_and_shows_progress(qtbot: QtBot, tmp_path: Path) -> None:
    model = answered(ExportModel(a_clip(), a_take(3), tmp_path))
    sheet = ExportSheet(model)
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitExposed(sheet)
    assert child(sheet, QComboBox, "exportCodec").itemText(0) == "As the clip (H.264)"
    words = child(sheet, QLabel, "exportStatement")
    assert "frames 48 to 119" in words.text()
    with qtbot.waitSignal(model.wanted):
        qtbot.mouseClick(child(sheet, QPushButton, "exportConfirm"), LEFT)
    model.tell_progress(0.5, 12)
    assert child(sheet, QProgressBar, "exportProgress").isVisible()
    assert "50 %" in words.text()
    assert "12 s left" in words.text()
    with qtbot.waitSignal(model.cancelWanted):
        qtbot.mouseClick(child(sheet, QPushButton, "exportClose"), LEFT)
    model.tell_stopped("")
    assert "nothing was left behind" in words.text()
    assert sheet.isVisible()


def test_the_sheet_draws_which_frames_are_encoded(qtbot: QtBot, tmp_path: Path) -> None:
    clip = a_clip()
    model = ExportModel(clip, a_take(3), tmp_path)
    sheet = ExportSheet(model)
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitExposed(sheet)
    drawn = child(sheet, QWidget, "exportMap")

    def tone(frame: int, line: int = 7) -> str:
        place = QPoint(round((frame + 0.5) * drawn.width() / clip.frames), line)
        return drawn.grab().toImage().pixelColor(place).name()

    model.tell_forecast(Forecast(clip.frames, (Span(40, 140),), 1000))
    assert [tone(frame) for frame in (20, 39, 41, 138, 142)] == [
        theme.EDGE, theme.EDGE, theme.WAVE, theme.WAVE, theme.EDGE
    ]  # fmt: skip
    assert [tone(frame, 17) == theme.ACCENT for frame in (45, 50, 117, 123)] == [False, True, True, False]
    assert "100 encoded anew" in drawn.toolTip()
    model.set_render(Render.SEGMENT)
    model.tell_forecast(Forecast(72, (Span(48, 120),), 1000))
    assert [tone(frame) for frame in (40, 60, 130)] == [theme.FIELD, theme.WAVE, theme.FIELD]
    model.set_render(Render.AS_RETURNED)
    assert not drawn.isVisible()


def test_the_sheet_refuses_an_existing_name(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "there.mp4").touch()
    sheet = ExportSheet(answered(ExportModel(a_clip(), a_take(3), tmp_path)))
    qtbot.addWidget(sheet)
    sheet.open()
    path = child(sheet, QLineEdit, "exportPath")
    path.selectAll()
    qtbot.keyClicks(path, str(tmp_path / "there.mp4"))
    assert not child(sheet, QPushButton, "exportConfirm").isEnabled()
    assert "overwritten" in child(sheet, QLabel, "exportStatement").text()


def test_a_tilde_of_nobody_is_a_name_like_any_other(qtbot: QtBot, tmp_path: Path) -> None:
    model = answered(ExportModel(a_clip(), a_take(3), tmp_path))
    sheet = ExportSheet(model)
    qtbot.addWidget(sheet)
    sheet.open()
    path = child(sheet, QLineEdit, "exportPath")
    path.selectAll()
    qtbot.keyClicks(path, "~nobody-here/new.mp4")
    assert path.text() == "~nobody-here/new.mp4"
    assert model.target == Path("~nobody-here/new.mp4")


def test_keys_are_found_and_done(qtbot: QtBot, actions: ActionSet) -> None:
    actions.hold({When.CLIP: True})
    sheet = KeysSheet(actions)
    qtbot.addWidget(sheet)
    sheet.open()
    search = child(sheet, QLineEdit, "keysSearch")
    qtbot.keyClicks(search, "loop the")
    view = child(sheet, QTreeView, "keysList")
    assert view.model().rowCount() == 1
    with qtbot.waitSignal(actions[ActionId.LOOP].triggered):
        qtbot.keyClick(search, Qt.Key.Key_Return)


def test_errors_are_said_once_and_dismissed(qtbot: QtBot) -> None:
    strip = NoticeStrip()
    qtbot.addWidget(strip)
    error = RetakeError("The file is gone.", kept="Its takes are kept.", do="Find it again.", details="ENOENT")
    strip.show_error(error)
    strip.show_error(error)
    assert strip.texts == ("The file is gone. Its takes are kept. Find it again.",)
    qtbot.mouseClick(child(strip, QToolButton, "noticeCopy"), LEFT)
    assert "ENOENT" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(child(strip, QToolButton, "noticeDismiss"), LEFT)
    assert not strip.texts
    assert not strip.isVisible()


def test_an_error_is_said_as_long_as_one_of_its_causes_lasts(qtbot: QtBot) -> None:
    strip = NoticeStrip()
    qtbot.addWidget(strip)
    error = RetakeError("The service cannot be reached.")
    strip.show_error(error, "a")
    strip.show_error(error, "b")
    strip.end_cause("a")
    assert strip.texts == (error.sentence,)
    strip.end_cause("b")
    assert not strip.texts
    strip.show_error(error)
    strip.show_error(error, "a")
    strip.end_cause("a")
    assert strip.texts == (error.sentence,), "it was said of something else, too"


def test_where_no_folder_can_be_shown_the_path_is_said_and_copied(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = tmp_path / "xdg-open"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    strip, file = NoticeStrip(), tmp_path / "take.mp4"
    qtbot.addWidget(strip)
    opener.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/asked\nexit 3\n')
    opener.chmod(0o755)
    show_folder(tmp_path, strip, lambda: strip.show_place(file))
    qtbot.waitUntil(lambda: bool(strip.texts))
    assert (tmp_path / "asked").read_text() == f"{tmp_path}\n"
    assert str(file) in strip.texts[0]
    qtbot.mouseClick(child(strip, QToolButton, "noticeAction"), LEFT)
    assert QGuiApplication.clipboard().text() == str(file)


def test_the_sheet_offers_takes_together_and_handles(qtbot: QtBot, tmp_path: Path) -> None:
    item = ExportItem(a_take(1), Path("/clips/other.mov"))
    model = ExportModel(a_clip(), a_take(3), tmp_path, [ExportGroup("All chosen takes (1)", (item,))])
    sheet = ExportSheet(model)
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitExposed(sheet)
    template, handles = child(sheet, QLineEdit, "exportTemplate"), child(sheet, QSpinBox, "exportHandles")
    assert not template.isVisible()
    assert not handles.isVisible()
    model.set_render(Render.SEGMENT)
    assert handles.isVisible()
    which = child(sheet, QComboBox, "exportTakes")
    which.setCurrentIndex(1)
    which.activated.emit(1)
    template.selectAll()
    qtbot.keyClicks(template, "{n}-{clip}")
    assert "One file: 1-other_segment.mov" in child(sheet, QLabel, "exportStatement").text()


def test_a_note_is_written_with_keys_and_taken_back_with_escape(
    take_panel: TakePanel, takes: TakesModel, qtbot: QtBot
) -> None:
    takes.reset([a_take(1)])
    note = child(take_panel, QLineEdit, "takeNote")
    assert not note.isVisible()
    takes.show(takes.takes[0])
    qtbot.keyClicks(note, "too wet")
    with qtbot.waitSignal(take_panel.noteWritten) as written:
        qtbot.keyClick(note, Qt.Key.Key_Return)
    assert written.args == ["too wet"]
    qtbot.keyClicks(note, " indeed")
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert note.text() == "too wet"


def test_a_marked_take_says_so_and_is_shown_when_asked_for(
    take_panel: TakePanel, takes: TakesModel, qtbot: QtBot
) -> None:
    takes.reset([a_take(1, nsfw=True)])
    takes.show(takes.takes[0])
    button = child(take_panel, QPushButton, "takeReveal")
    assert button.isVisible()
    with qtbot.waitSignal(take_panel.revealWanted):
        qtbot.mouseClick(button, LEFT)
    takes.reveal(takes.takes[0])
    assert not button.isVisible()


def test_everything_about_a_take_can_be_read(take_panel: TakePanel) -> None:
    words = all_facts(a_take(3, seed=77, note="good", cost=None, nsfw=True), a_clip())
    for part in ("Take 3", "both", "Draft", "lightricks:3@1", "2026-01-0", "77", "good", "NSFW", "Prompt 3"):
        assert part in words


def test_a_draft_is_free_and_says_on_demand_what_the_real_model_would_cost() -> None:
    draft = a_take(3, is_draft=True, cost=Decimal("0.548"))
    assert facts(draft, a_clip()).endswith("· free")
    assert "would cost $0.548" in all_facts(draft, a_clip())
    real = replace(draft, is_draft=False)
    assert facts(real, a_clip()).endswith("· $0.548")
    assert "would cost" not in all_facts(real, a_clip())
