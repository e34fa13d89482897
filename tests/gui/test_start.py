"""The first thing that is seen: the window with its panels, before the program behind it is loaded."""

import asyncio
import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from retake_gui import app
from retake_gui.app import Options, Program
from retake_gui.foreground import Foreground
from retake_gui.start import first_window, main
from retake_gui.store.project_file import ProjectFile
from retake_gui.ui.main_window import MainWindow
from retake_gui.ui.viewer.notice import Notice
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.desk import Stage
from retake_gui.viewmodels.preferences import PreferencesModel
from tests.clips import numbered_clip
from tests.gui.finding import child
from tests.gui.stage import running, until

_PROGRAM = """
import sys
from retake_gui.start import first_window
shown = first_window()
assert shown.window.was_painted
assert shown.window.viewer.isVisible() and shown.window.retake.isVisible()
heavy = {"av", "cv2", "numpy", "httpx", "pydantic", "sqlite3", "asyncio", "retake_gui.app", "PySide6.QtMultimedia"}
print(sorted(heavy & set(sys.modules)))
"""


def test_the_panels_are_painted_before_anything_heavy_is_loaded() -> None:
    told = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


_CLASSES = """
from retake_gui.start import first_window
first_window()
import enum, gc
made = {thing.__qualname__ for thing in gc.get_objects() if isinstance(thing, enum.EnumMeta)}
assert "Qt.Key" in made
print(sorted(made & {"QStyle.PixelMetric", "QStyle.StandardPixmap", "QWizard.WizardButton", "QFileDialog.Option"}))
from PySide6.QtWidgets import QApplication
QApplication.instance().setStyleSheet("")
print(QApplication.style().name())
"""


def test_pyside_makes_no_classes_that_the_empty_window_has_no_use_for() -> None:
    told = subprocess.run([sys.executable, "-c", _CLASSES], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ["[]", "fusion"]


async def test_the_program_goes_on_with_the_window_that_is_shown(qtbot: QtBot) -> None:
    shown = first_window()
    program = Program(Options(), foreground=shown)
    assert program.window is shown.window
    program.becameReady.connect(program.window.close)
    assert await program.run() == 0


class Shown(QObject):
    """Counts how often a widget is shown."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.times += event.type() is QEvent.Type.Show
        return super().eventFilter(watched, event)


async def test_a_window_that_is_closed_before_the_program_is_loaded_stays_closed(qtbot: QtBot) -> None:
    foreground = first_window()
    foreground.window.close()
    shown = Shown(foreground.window)
    program = Program(Options(), foreground=foreground)
    assert await program.run() == 0
    assert shown.times == 0


async def test_a_window_that_is_closed_as_the_program_begins_ends_it(qtbot: QtBot) -> None:
    program = Program(Options(), foreground=first_window())
    shown = Shown(program.window)
    run = asyncio.create_task(program.run())
    await asyncio.sleep(0)
    program.window.close()
    async with asyncio.timeout(60):
        assert await run == 0
    assert shown.times == 0, "it was shown already, and is not again"


async def test_what_is_done_before_the_program_is_loaded_is_not_lost(qtbot: QtBot) -> None:
    foreground = first_window()
    more = child(foreground.window, QToolButton, "moreButton")
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        place, left = QPointF(more.rect().center()), Qt.MouseButton.LeftButton
        held = left if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        event = QMouseEvent(kind, place, more.mapToGlobal(place), left, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.postEvent(more, event)
    program = Program(Options(), foreground=foreground)
    run = asyncio.create_task(program.run())
    await until(more.isChecked, more.toggled)
    program.window.close()
    assert await run == 0


async def test_a_key_pressed_before_the_program_is_loaded_is_not_lost(qtbot: QtBot) -> None:
    foreground = first_window()
    QTimer.singleShot(0, lambda: QTest.keyClick(foreground.window, Qt.Key.Key_U))
    program = Program(Options(), foreground=foreground)
    run = asyncio.create_task(program.run())
    mute = program.desk.actions[ActionId.MUTE]
    await until(mute.isChecked, mute.toggled)
    program.window.close()
    assert await run == 0


async def test_nothing_moves_when_what_was_hidden_is_made(qtbot: QtBot) -> None:
    foreground = first_window()
    window = foreground.window
    assert window.findChild(QWidget, "takeList") is None, "it is hidden at first"
    before = window.grab().toImage()
    program = Program(Options(), foreground=foreground)
    assert child(window, QWidget, "takeList").isHidden()
    QCoreApplication.processEvents()
    assert window.grab().toImage() == before
    program.becameReady.connect(window.close)
    assert await program.run() == 0


async def test_what_is_made_late_is_reached_by_tab_in_its_place(qtbot: QtBot) -> None:
    program = Program(Options(), foreground=first_window())
    names: list[str] = []
    widget = program.window.viewer.nextInFocusChain()
    while widget is not None and widget is not program.window.viewer:
        names.append(widget.objectName())
        widget = widget.nextInFocusChain()
    wanted = ["hearTake", "levelsButton", "viewerZoom", "muteButton", "volumeSlider", "goStartButton", "playButton"]
    wanted += ["loopButton", "speedButton", "timecode", "goToField", "playheadSlider", "segmentStartSlider"]
    wanted += ["segmentEndSlider", "modeAudio", "modeVideo", "modeBoth", "moreButton", "contextField", "formatField"]
    wanted += ["taskUuidField", "keepAllMade", "retakeButton", "jobList", "batchButton", "takeList", "takeNote"]
    wanted += ["starButton", "exportButton"]
    assert [name for name in names if name in wanted] == wanted
    program.becameReady.connect(program.window.close)
    assert await program.run() == 0


async def shows_a_clip_without_asking(foreground: Foreground, options: Options) -> None:
    """From the first paint to the clip; the page that asks for one is never seen."""
    viewer = foreground.window.viewer
    asked = Shown(viewer.empty)
    program = Program(options, foreground=foreground)
    run = asyncio.create_task(program.run())
    await until(lambda: program.ready, program.becameReady)
    assert asked.times == 0
    assert viewer.board.isVisible()
    program.window.close()
    assert await run == 0


async def test_a_clip_that_was_named_is_waited_for_without_asking_for_one(qtbot: QtBot, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "named.mp4", frames=30, rate=30)
    foreground = first_window(path.name)
    viewer = foreground.window.viewer
    assert not viewer.empty.isVisible()
    assert child(viewer, Notice, "viewerBusy").text == "Opening named.mp4…"
    await shows_a_clip_without_asking(foreground, Options(path))


async def left_open(path: Path) -> None:
    """A program was closed with this clip open."""
    program = Program(Options(path), foreground=first_window(path.name))
    program.becameReady.connect(program.window.close)
    assert await program.run() == 0


async def test_the_clip_that_was_open_last_is_waited_for_without_asking_for_one(qtbot: QtBot, tmp_path: Path) -> None:
    await left_open(numbered_clip(tmp_path / "last.mp4", frames=30, rate=30))
    foreground = first_window()
    viewer = foreground.window.viewer
    assert child(viewer, Notice, "viewerBusy").text == "Opening last.mp4…"
    await shows_a_clip_without_asking(foreground, Options())


async def test_the_clip_that_was_open_last_need_not_be_the_newest(qtbot: QtBot, tmp_path: Path) -> None:
    first, newer = (numbered_clip(tmp_path / f"{frames}.mp4", frames=frames, rate=30) for frames in (30, 36))
    for path in (first, newer, first):
        await left_open(path)
    async with running() as program:
        clip = program.models.document.clip
        assert clip is not None
        assert clip.source == str(first)


async def test_a_clip_that_was_open_last_and_is_gone_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "last.mp4", frames=30, rate=30)
    await left_open(path)
    path.unlink()
    program = Program(Options(), foreground=first_window())
    run = asyncio.create_task(program.run())
    await until(lambda: program.ready, program.becameReady)
    viewer = program.window.viewer
    assert viewer.empty.isVisible()
    assert "last.mp4" in viewer.empty.accessibleName()
    assert "takes are kept" in viewer.empty.accessibleDescription()
    program.window.close()
    assert await run == 0


async def test_a_project_without_a_clip_is_no_longer_waited_for(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "bare.retake"
    ProjectFile.create(path).close()
    program = Program(Options(path), foreground=first_window(path.name))
    viewer = program.window.viewer
    assert not viewer.empty.isVisible()
    run = asyncio.create_task(program.run())
    await until(lambda: program.ready, program.becameReady)
    assert viewer.empty.isVisible()
    assert not child(viewer, Notice, "viewerBusy").text
    program.window.close()
    assert await run == 0


async def test_a_named_file_that_is_no_video_is_explained(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no video")
    foreground = first_window(path.name)
    program = Program(Options(path), foreground=foreground)
    run = asyncio.create_task(program.run())
    await until(lambda: program.ready, program.becameReady)
    assert program.window.viewer.empty.isVisible()
    assert "notes.txt" in program.window.viewer.empty.accessibleName()
    program.window.close()
    assert await run == 0


async def test_a_window_that_is_closed_while_the_rooms_load_opens_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(Options())
    opened: list[object] = []
    program.desk.sessions.opened.connect(opened.append)
    load = app._load

    def load_while_it_is_closed(preferences: PreferencesModel) -> Stage:
        closed = threading.Event()
        program.window.closing.connect(closed.set, Qt.ConnectionType.DirectConnection)
        QTimer.singleShot(0, program.window, program.window.close)
        assert closed.wait(30)
        return load(preferences)

    monkeypatch.setattr(app, "_load", load_while_it_is_closed)
    assert await program.run() == 0
    assert opened == []


def test_the_collector_rests_only_while_the_program_starts(tmp_path: Path) -> None:
    assert main([str(tmp_path / "nowhere.mp4")]) == 2
    assert gc.isenabled()


def test_imports_are_pythons_own_once_the_window_is_there() -> None:
    program = "import builtins, retake_gui.ui.main_window; print('feature' in repr(builtins.__import__))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "False"


def test_a_mistake_on_the_command_line_opens_no_window(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "nowhere.mp4")]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_the_window_is_never_larger_than_the_screen(qtbot: QtBot) -> None:
    before = MainWindow()
    qtbot.addWidget(before)
    before.resize(5000, 4000)
    window = MainWindow()
    qtbot.addWidget(window)
    window.restore_place(bytes(before.saveGeometry().data()))
    room = window.screen().availableGeometry()
    assert window.width() <= room.width()
    assert window.height() < room.height(), "there is room for a title bar"
    assert room.contains(window.geometry().topLeft())


def test_a_new_window_is_left_for_the_window_manager_to_place(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.restore_place(b"")
    assert not window.testAttribute(Qt.WidgetAttribute.WA_Moved)
    assert window.height() < window.screen().availableGeometry().height()


async def test_the_balance_is_shown_whole(qtbot: QtBot) -> None:
    async with running() as program:
        header = program.window.header
        label = child(program.window, QLabel, "balanceLabel")
        for words in ("balance $1000.00", "balance $1,000,000.00"):
            header.show_balance(words)
            await until(lambda: label.width() >= label.sizeHint().width(), header.widthChanged)
            right = label.mapTo(header, label.rect().topRight()).x()
            assert right < header.width(), words
            assert header.mapTo(program.window, header.rect().topRight()).x() < program.window.width()


async def test_a_long_name_of_a_project_leaves_the_menus_their_place(qtbot: QtBot) -> None:
    async with running() as program:
        window = program.window
        menus, name = window.menuBar(), child(window, QLabel, "projectName")
        long = "Feature film, reel three, final picture lock, version twelve with changes"
        window.resize(1100, 800)
        window.header.show_project(long)
        last = menus.actions()[-1]
        await until(lambda: menus.actionGeometry(last).right() < window.header.x(), window.header.widthChanged)
        assert "…" in name.text()
        assert name.toolTip() == name.accessibleName() == long
        window.resize(2400, 800)
        await until(lambda: name.text() == long, window.header.widthChanged)


_REST = """
import enum, gc, sys, threading
from retake_gui.start import first_window
first_window()
from retake_gui.ui.loading import load_rest
thread = threading.Thread(target=load_rest)
thread.start()
thread.join()
made = {thing.__qualname__ for thing in gc.get_objects() if isinstance(thing, enum.EnumMeta)}
print(sorted({"QStyle.StateFlag"} - made), sorted({"retake_gui.ui.export.sheet"} - set(sys.modules)))
"""


def test_what_the_first_take_needs_is_loaded_on_a_thread_behind_the_window() -> None:
    told = subprocess.run([sys.executable, "-c", _REST], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ["[]", "[]"]
