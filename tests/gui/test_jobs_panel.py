"""The queue in the window: order, pauses, batches, money, keys; and many jobs at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from retake_gui.app import Program
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.job import Job, JobFailure, JobResult, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.events import JobEvent, Stage
from retake_gui.ui.elided import ElidedLabel
from retake_gui.ui.jobs import JobPanel
from retake_gui.ui.jobs.card import JobCard
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.job_news import JobNews
from retake_gui.viewmodels.jobs import JobRow, JobsModel, Queue
from tests.clips import numbered_clip
from tests.gui.finding import child
from tests.gui.stage import running, until

LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def a_job(name: str, state: JobState = JobState.QUEUED, minute: int = 0, **changes: object) -> Job:
    when = NOW + timedelta(minutes=minute)
    made = Job(name, 1, Span(0, 24), RetakeSettings(prompt=f"Prompt {name}"), "runware", state, when, when)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def jobs(qapp: object) -> JobsModel:
    return JobsModel()


@pytest.fixture
def panel(jobs: JobsModel, qtbot: QtBot) -> JobPanel:
    made = JobPanel()
    made.watch(jobs)
    qtbot.addWidget(made)
    made.resize(400, 420)
    made.show()
    qtbot.waitExposed(made)
    return made


def card_of(panel: JobPanel, name: str) -> JobCard:
    panel.list.place()
    return next(card for card in panel.findChildren(JobCard) if card.task_uuid == name and card.isVisible())


def words_of(card: JobCard) -> str:
    return child(card, ElidedLabel, "jobState").whole_text


def test_the_queue_says_places_and_is_moved_with_buttons(panel: JobPanel, jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.reset([a_job("a", minute=1), a_job("b", minute=2)])
    jobs.set_queue(Queue(("a", "b")))
    assert "next" in words_of(card_of(panel, "a"))
    assert "place 2" in words_of(card_of(panel, "b"))
    assert not child(card_of(panel, "a"), QToolButton, "jobUp").isVisible()
    with qtbot.waitSignal(panel.moveWanted) as moved:
        qtbot.mouseClick(child(card_of(panel, "b"), QToolButton, "jobUp"), LEFT)
    assert moved.args == ["b", -1]
    jobs.set_queue(Queue(("b", "a")))
    assert card_of(panel, "b").y() < card_of(panel, "a").y()


def test_a_job_is_held_back_and_let_go(panel: JobPanel, jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.reset([a_job("a")])
    for held in (False, True):
        jobs.set_queue(Queue(("a",), frozenset("a") if held else frozenset()))
        with qtbot.waitSignal(panel.holdWanted) as wanted:
            qtbot.mouseClick(child(card_of(panel, "a"), QToolButton, "jobHold"), LEFT)
        assert wanted.args == ["a", not held]
    assert "keeps its place" in words_of(card_of(panel, "a"))


def test_a_refusal_is_called_what_it_is_and_the_exchange_is_copied(
    panel: JobPanel, jobs: JobsModel, qtbot: QtBot
) -> None:
    failure = JobFailure("safety", "contentPolicyViolation", "The prompt was refused.", details="POST … 400")
    jobs.reset([a_job("a", JobState.FAILED, failures=(failure,))])
    card = card_of(panel, "a")
    assert words_of(card) == "Failed · Refused by the safety check"
    assert not child(card, QToolButton, "jobKey").isVisible()
    qtbot.mouseClick(child(card, QToolButton, "jobCopy"), LEFT)
    assert "POST … 400" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(panel.editWanted):
        qtbot.mouseClick(child(card, QToolButton, "jobEdit"), LEFT)


@pytest.mark.parametrize("category", ["authentication", "quota"])
def test_another_key_is_offered_where_it_helps(panel: JobPanel, jobs: JobsModel, qtbot: QtBot, category: str) -> None:
    failure = JobFailure(category, "x", "No.")
    jobs.reset([a_job("a", JobState.WAITING, failures=(failure,))])
    with qtbot.waitSignal(panel.keyWanted):
        qtbot.mouseClick(child(card_of(panel, "a"), QToolButton, "jobKey"), LEFT)


def test_what_waits_says_why_and_what_to_do(panel: JobPanel, jobs: JobsModel) -> None:
    jobs.update(JobRow(a_job("a", JobState.WAITING), problem="There is no network. The job is kept."))
    assert "no network" in child(card_of(panel, "a"), QLabel, "jobFailure").text()
    assert child(card_of(panel, "a"), QToolButton, "jobRetry").text() == "Try now"


def test_partial_results_are_kept_and_the_rest_asked_for(panel: JobPanel, jobs: JobsModel) -> None:
    settings = RetakeSettings(prompt="x", results=3)
    result = JobResult("v", "https://x/v", Decimal("0.605"))
    failure = JobFailure("provider", "inferenceError", "It failed.")
    jobs.reset([a_job("a", JobState.PARTIAL, settings=settings, results=(result,), failures=(failure, failure))])
    card = card_of(panel, "a")
    assert words_of(card) == "Partly done · 1 of 3 takes · cost $0.605"
    assert child(card, QToolButton, "jobRetry").text() == "Ask again for 2"


def test_a_cancelled_job_that_the_service_has_says_so(panel: JobPanel, jobs: JobsModel) -> None:
    jobs.reset([a_job("a", JobState.CANCELLED, accepted=True)])
    card = card_of(panel, "a")
    assert "bill" in child(card, QLabel, "jobFailure").text()
    assert child(card, QToolButton, "jobRetry").text() == "Fetch the result"


def test_keys_choose_a_job_and_dismiss_it(panel: JobPanel, jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.reset([a_job("a", JobState.FAILED, 2), a_job("b", JobState.FAILED, 1)])
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.list.current == "b"
    with qtbot.waitSignal(panel.removeWanted) as removed:
        qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert removed.args == ["b"]


def test_many_jobs_need_no_more_cards_than_can_be_seen(panel: JobPanel, jobs: JobsModel) -> None:
    many = [a_job(f"{number:02}", minute=number) for number in range(50)]
    jobs.reset(many)
    jobs.set_queue(Queue(tuple(job.task_uuid for job in many)))
    panel.list.place()
    assert 3 <= panel.list.cards <= 14
    panel.list.verticalScrollBar().setValue(panel.list.verticalScrollBar().maximum())
    assert words_of(card_of(panel, "49")).startswith("In the queue · place 50")
    assert panel.list.cards <= 16
    panel.resize(300, 300)
    panel.list.place()
    shown = [card for card in panel.findChildren(JobCard) if card.isVisible()]
    assert shown
    assert {card.width() for card in shown} == {panel.list.viewport().width()}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=120, rate=24)


async def start_three(program: Program) -> None:
    """Pause the queue, and describe three retakes with the sheet."""
    program.desk.queue.pause(pause=True)
    await until(lambda: program.models.jobs.queue.paused, program.models.jobs.countChanged)
    program.desk.actions[ActionId.BATCH].trigger()
    sheet = child(program.window, QDialog, "batchSheet")
    prompts = child(sheet, QPlainTextEdit, "batchPrompts")
    prompts.selectAll()
    QTest.keyClicks(prompts, "Fog")
    QTest.keyClick(prompts, Qt.Key.Key_Return)
    QTest.keyClicks(prompts, "Rain")
    QTest.keyClick(prompts, Qt.Key.Key_Return)
    QTest.keyClicks(prompts, "Snow")
    ranges = child(sheet, QPlainTextEdit, "batchRanges")
    ranges.setPlainText("1 - 2\nnonsense")
    assert "Line 2" in child(sheet, QLabel, "batchProblem").text()
    assert not child(sheet, QPushButton, "batchStart").isEnabled()
    ranges.setPlainText("1 - 2")
    assert child(sheet, QLabel, "batchSum").text().startswith("3 jobs · free drafts")
    QTest.mouseClick(child(sheet, QPushButton, "batchStart"), LEFT)
    jobs = program.models.jobs
    signals = (jobs.countChanged, jobs.dataChanged, jobs.layoutChanged)
    await until(lambda: len(jobs.queue.waiting) == 3, *signals, patience=15)


async def test_a_prompt_is_awaited_silently_until_one_was_begun(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        program.desk.actions[ActionId.BATCH].trigger()
        sheet = child(program.window, QDialog, "batchSheet")
        prompts, problem = child(sheet, QPlainTextEdit, "batchPrompts"), child(sheet, QLabel, "batchProblem")
        assert not problem.isVisible()
        assert not child(sheet, QPushButton, "batchStart").isEnabled()
        child(sheet, QPlainTextEdit, "batchRanges").setPlainText("nonsense")
        assert "nonsense" in problem.text()
        assert problem.isVisible()
        child(sheet, QPlainTextEdit, "batchRanges").setPlainText("1 - 2")
        assert not problem.isVisible()
        QTest.keyClicks(prompts, "x")
        QTest.keyClick(prompts, Qt.Key.Key_Backspace)
        assert problem.isVisible()
        assert problem.text() == "Write at least one prompt."


@pytest.mark.parametrize("after", [JobState.CANCELLED, JobState.SUCCEEDED, JobState.PREPARING, None])
async def test_a_failure_is_said_until_its_job_goes_on_or_is_gone(
    qtbot: QtBot, clip: Path, after: JobState | None
) -> None:
    problem = RetakeError("The service cannot be reached.")
    async with running(clip) as program:
        jobs, retaking, notices = program.models.jobs, program.desk.retaking, program.window.notices
        job, other = a_job("x", JobState.FAILED), a_job("y", JobState.FAILED)
        jobs.update(JobRow(job), JobRow(other))
        retaking.jobFailed.emit(problem, "x")
        retaking.jobMoved.emit()
        assert notices.texts == (problem.sentence,)
        if after is None:
            jobs.remove("x")
        else:
            jobs.update(JobRow(replace(job, state=after)))
            retaking.jobMoved.emit()
        assert not notices.texts


async def test_a_failure_is_not_said_any_more_of_what_is_tried_again(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        program.models.jobs.update(JobRow(a_job("x", JobState.FAILED)))
        program.desk.retaking.jobFailed.emit(RetakeError("The service cannot be reached."), "x")
        program.window.jobs.retryWanted.emit("x")
        assert program.window.notices.texts == ()


def prompts_of(jobs: JobsModel) -> list[str]:
    return [row.job.settings.prompt for row in jobs.rows]


async def test_a_batch_waits_in_a_paused_queue_and_is_put_in_order(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        jobs = program.models.jobs
        signals = (jobs.countChanged, jobs.dataChanged, jobs.layoutChanged)
        await start_three(program)
        assert prompts_of(jobs) == ["Fog", "Rain", "Snow"]
        snow = jobs.rows[2].job.task_uuid
        program.desk.queue.put(snow, 0)
        await until(lambda: prompts_of(jobs) == ["Snow", "Fog", "Rain"], *signals)
        for name in prompts_of(jobs)[1:]:
            row = next(row for row in jobs.rows if row.job.settings.prompt == name)
            program.window.jobs.cancelWanted.emit(row.job.task_uuid)
        await until(lambda: jobs.active == 1, *signals)
        QTest.mouseClick(child(program.window, QToolButton, "queuePause"), LEFT)
        await until(lambda: bool(program.models.takes.takes), program.models.takes.takesChanged)
        assert program.models.takes.takes[0].settings.prompt == "Snow"


async def test_cancelling_what_the_service_has_is_asked_about(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        jobs = program.models.jobs
        jobs.update(JobRow(a_job("far", JobState.RUNNING)))
        program.window.jobs.cancelWanted.emit("far")
        box = child(program.window, QMessageBox, "cancelQuestion")
        assert "billed" in box.text()
        keep = next(button for button in box.buttons() if "Keep" in button.text())
        QTest.mouseClick(keep, LEFT)
        assert not box.isVisible()
        jobs.remove("far")


async def test_a_failed_job_is_put_into_the_panel_again(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        document, clip_id = program.models.document, program.desk.sessions.clip_id
        assert clip_id is not None
        settings = RetakeSettings(prompt="Hail", results=2)
        job = a_job("x", JobState.FAILED, clip_id=clip_id, segment=Span(24, 48), settings=settings)
        program.models.jobs.update(JobRow(job))
        program.window.jobs.editWanted.emit("x")
        assert (document.settings.prompt, document.settings.results) == ("Hail", 2)
        assert document.segment == Span(24, 48)
        assert document.undo.undoText() == "Use the job's settings"


def test_a_waiting_job_says_why_after_a_start(jobs: JobsModel, panel: JobPanel) -> None:
    why = JobFailure("authentication", "missingApiKey", "There is no API key.")
    jobs.reset([a_job("a", JobState.WAITING, problem=why)])
    card = card_of(panel, "a")
    assert child(card, QLabel, "jobFailure").text() == "There is no API key."
    assert child(card, QToolButton, "jobKey").isVisibleTo(card)


def test_a_job_whose_results_are_here_is_fitted_and_downloads_no_more(panel: JobPanel, jobs: JobsModel) -> None:
    fetching = a_job("a", JobState.FETCHING)
    jobs.update(JobRow(fetching, 0.5))
    assert words_of(card_of(panel, "a")) == "Downloading 50 %"
    news = JobNews(jobs)
    news.told.connect(lambda told: jobs.update(*told.rows.values()))
    news.take_in(JobEvent(fetching, Stage.FITTING))
    assert words_of(card_of(panel, "a")) == "Fitting into the clip"
    news.clear()
