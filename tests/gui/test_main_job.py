"""The main job with mouse and keys: open, drag a range, write, retake, compare, export."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from retake_gui.app import Program
from retake_gui.domain.compare import CompareMode, Side
from retake_gui.domain.span import Span
from retake_gui.media.probe import probe
from retake_gui.ui.export import ExportSheet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.frames import Picture
from retake_gui.viewmodels.takes import TakesModel
from tests.clips import ClipOptions, numbered_clip, read_number
from tests.gui.finding import child
from tests.gui.stage import drag, running, until

LEFT = Qt.MouseButton.LeftButton
FRAMES = 96


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "shot.mp4"
    numbered_clip(path, frames=FRAMES, options=ClipOptions(sound=48000))
    return path


def click(parent: QWidget, kind: type[QWidget], name: str) -> None:
    button = child(parent, kind, name)
    assert button.isEnabled(), f"{name} is disabled"
    QTest.mouseClick(button, LEFT)


def mode(program: Program) -> CompareMode:
    return program.models.player.compare.mode


def drag_end_of_range(program: Program, to_frame: int) -> None:
    """Take the range's right handle and let it go elsewhere; the length snaps to whole seconds."""
    canvas, timeline = program.window.timeline.canvas, program.models.timeline
    scale = timeline.scale
    assert scale is not None
    left, middle = canvas.lanes.strip.left(), canvas.lanes.body.center().y()
    grip = QPointF(left + scale.x_of(timeline.segment.end) + 5, middle)
    target = QPointF(left + scale.x_of(to_frame) + 5, middle)
    drag(canvas, grip, target)


def show_range(program: Program, start: str, length: str) -> None:
    for name, text in (("startField", start), ("durationField", length)):
        field = child(program.window, QLineEdit, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)


async def retake(program: Program, prompt: str) -> None:
    editor = child(program.window, QPlainTextEdit, "promptEditor")
    QTest.mouseClick(editor.viewport(), LEFT)
    editor.selectAll()
    QTest.keyClicks(editor, prompt)
    before = len(program.models.takes.takes)
    click(program.window, QPushButton, "retakeButton")
    takes: TakesModel = program.models.takes
    await until(
        lambda: len(takes.takes) > before or bool(program.window.notices.texts),
        takes.takesChanged,
        program.desk.tasks.failed,
        program.desk.retaking.jobFailed,
    )
    assert not program.window.notices.texts
    player = program.models.player
    await until(lambda: player.settled, player.settledChanged)


async def test_from_clip_to_exported_take(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    async with running(clip) as program:
        window, models = program.window, program.models
        player = models.player
        show_range(program, "24f", "24f")
        drag_end_of_range(program, 82)
        assert models.document.segment == Span(24, 84)
        segment = models.document.segment
        await retake(program, "Night falls")

        assert mode(program) is CompareMode.SIDE_BY_SIDE
        assert child(window, QWidget, "viewerSource").isVisible()
        assert child(window, QWidget, "viewerTake").isVisible()
        pair = player.pair
        assert pair is not None
        assert pair.take is not None
        assert pair.number == player.position
        assert player.position in segment

        window.viewer.setFocus()
        QTest.keyClick(window, Qt.Key.Key_QuoteLeft)
        assert mode(program) is CompareMode.FLIP
        shown = player.compare.shown
        QTest.keyClick(window, Qt.Key.Key_QuoteLeft)
        assert player.compare.shown is shown.other
        click(window, QToolButton, "compareWipe")
        assert mode(program) is CompareMode.WIPE
        player.hear(Side.SOURCE)

        click(window, QPushButton, "exportButton")
        sheet = window.findChild(QDialog, "exportSheet")
        assert isinstance(sheet, ExportSheet)
        target = tmp_path / "shot_take.mp4"
        path = child(sheet, QLineEdit, "exportPath")
        path.selectAll()
        QTest.keyClicks(path, str(target))
        with_file = program.desk.exporting.exported
        QTest.mouseClick(child(sheet, QPushButton, "exportConfirm"), LEFT)
        await until(lambda: target.exists(), with_file)  # noqa: PLW0108 - looked up anew
        QTest.mouseClick(child(sheet, QPushButton, "exportClose"), LEFT)

    source, fitted = probe(clip), probe(target)
    assert (fitted.frames, fitted.rate) == (source.frames, source.rate)
    assert (fitted.width, fitted.height) == (source.width, source.height)
    assert fitted.sound[0].sample_rate == source.sound[0].sample_rate


async def test_space_after_a_retake_plays_and_starts_no_second_one(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        await retake(program, "Fog")
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Space)
        assert program.models.player.playing
        assert len(program.models.jobs.rows) == 1
        program.models.player.pause()


async def test_with_a_take_the_window_still_fits_a_small_screen(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        await retake(program, "Fog")
        assert program.window.minimumSizeHint().height() <= 768 - 3 * 40, "title bar, panel, and what fonts differ by"


async def test_what_gives_way_does_not_keep_the_window_wide(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        window = program.window
        window.resize(1480, 900)
        await retake(program, "Fog")
        assert window.transport.timecode.total.isVisible()
        assert window.minimumSizeHint().width() <= 1024 - 60, "what fonts differ by"
        window.resize(window.minimumSizeHint())
        await until(lambda: not window.transport.timecode.total.isVisible(), window.transport.timecode.done, patience=5)


async def test_tab_goes_through_a_take_as_one_reads(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        await retake(program, "Fog")
        await until(lambda: bool(program.desk.seams.lamps), program.desk.seams.changed)
        lamps = program.window.findChild(QWidget, "takeLamps")
        assert lamps is not None
        (first, *_, last) = [f"lamp_{lamp.name}" for lamp in program.desk.seams.lamps]
        qtbot.waitUntil(child(lamps, QToolButton, last).isVisible)
        child(program.window, QLineEdit, "takeNote").setFocus()
        reached: list[str] = []
        while "starButton" not in reached and len(reached) < 20:
            QTest.keyClick(program.window, Qt.Key.Key_Tab)
            focused = QApplication.focusWidget()
            assert focused is not None
            reached.append(focused.objectName())
        assert reached[0] == first
        assert reached[-3:] == [last, "seamsButton", "starButton"]


async def test_what_was_done_is_there_again_at_the_next_start(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        show_range(program, "1.0", "1.0")
        await retake(program, "Fog")
        segment = program.models.document.segment
        program.models.timeline.toggle_marker(12)
        program.desk.actions[ActionId.SCRUB_SOUND].trigger()
        program.models.player.set_margin(Fraction(1, 2))
    async with running() as again:
        document, takes = again.models.document, again.models.takes
        assert document.clip is not None
        assert document.segment == segment
        assert [marker.frame for marker in again.models.timeline.markers] == [12]
        assert not again.desk.actions[ActionId.SCRUB_SOUND].isChecked()
        assert not again.models.player.scrub_sound
        assert again.models.player.margin == Fraction(1, 2)
        assert document.settings.prompt == "Fog"
        assert [take.title for take in takes.takes] == ["Take 1"]
        assert takes.shown is not None
        view = child(again.window, QListView, "takeList")
        assert view.currentIndex().row() == 0


async def test_the_take_shows_the_sources_frames_outside_the_range(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        show_range(program, "36f", "24f")
        await retake(program, "Rain")
        player = program.models.player
        for frame in (0, 35, 60, FRAMES - 1):
            player.seek(frame)
            await until(lambda: player.settled, player.settledChanged)
            pair = player.pair
            assert pair is not None
            assert pair.take is not None
            for picture in (pair.source, pair.take):
                assert read_number(_bgr(picture)) == frame


async def test_a_file_that_is_no_clip_is_said_and_the_old_clip_stays(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a clip at all" * 50)
    async with running(clip) as program:
        before = program.models.document.clip
        program.window.filesDropped.emit([broken])
        await until(lambda: bool(program.window.notices.texts), program.desk.sessions.clipRefused)
        assert "broken.mp4" in program.window.notices.texts[0]
        said = program.window.viewer.findChild(QWidget, "viewerError")
        assert said is not None
        assert not said.isVisible(), "once is enough"
        assert program.models.document.clip is before
        program.window.filesDropped.emit([clip])
        await until(lambda: program.models.document.clip is not before, program.models.document.clipChanged)
        assert program.window.notices.texts == ()


async def test_a_clip_that_was_cut_off_is_opened_as_far_as_it_goes_and_that_is_said(
    qtbot: QtBot, tmp_path: Path
) -> None:
    whole = numbered_clip(tmp_path / "whole.mkv", frames=90)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    async with running(whole) as program:
        shown = program.models.document.clip
        assert shown is not None
        (words,) = program.window.notices.texts
        assert words.startswith(f"“whole.mkv” was cut off: {float(shown.duration):.1f} of 3.0 seconds are there.")


async def test_the_empty_window_teaches(qtbot: QtBot) -> None:
    async with running() as program:
        assert program.models.document.clip is None
        assert not child(program.window, QPushButton, "retakeButton").isEnabled()
        assert not child(program.window, QToolButton, "batchButton").isEnabled()
        assert any("drop" in label.text().lower() for label in program.window.viewer.findChildren(QLabel))
        assert QApplication.activeModalWidget() is None


def _bgr(picture: Picture) -> npt.NDArray[np.uint8]:
    rows = np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.stride)
    return rows[:, : picture.width * 4].reshape(picture.height, picture.width, 4)


async def test_a_take_is_retaken(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        models, actions = program.models, program.desk.actions
        show_range(program, "24f", "60f")
        await retake(program, "Night falls")
        before = models.document.clip
        actions[ActionId.RETAKE_TAKE].trigger()
        document = models.document
        await until(
            lambda: document.clip is not before and document.settings.prompt == "Night falls",
            document.clipChanged,
            document.settingsChanged,
            program.desk.tasks.failed,
        )
        further = document.clip
        assert before is not None
        assert further is not None
        assert Path(further.source).name == f"{clip.stem}_take_001{clip.suffix}"
        assert (further.frames, further.rate) == (before.frames, before.rate)
        assert document.segment == Span(24, 84)
        assert not models.takes.takes
        await retake(program, "It rains")
        assert [take.title for take in models.takes.takes] == ["Take 1"]
        written = Path(further.source).stat().st_mtime_ns
        await program.desk.sessions.open_clip(clip)
        await until(lambda: bool(models.takes.takes), models.takes.takesChanged)
        models.takes.show(models.takes.takes[0])
        dragged = models.takes.mimeData([models.takes.index(0)]).urls()
        assert [url.toLocalFile() for url in dragged] == [further.source], "the fitted clip, since it is there"
        actions[ActionId.RETAKE_TAKE].trigger()
        await until(lambda: document.clip is not None and document.clip.source == further.source, document.clipChanged)
        assert Path(further.source).stat().st_mtime_ns == written, "it is written once"
        assert models.document.settings.prompt == "It rains", "what was worked on there is not replaced"
