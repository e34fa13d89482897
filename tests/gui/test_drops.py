"""Files dropped on the window: always taken as copies, wherever on it they fall."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from retake_gui.ui import theme
from tests.clips import numbered_clip
from tests.gui.finding import child
from tests.gui.stage import running, until

BUTTON, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
OFFERED = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


@pytest.mark.parametrize("over_viewer", [False, True])
async def test_a_dropped_file_is_never_taken_away(qtbot: QtBot, tmp_path: Path, over_viewer: bool) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"footage")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    async with running() as program:
        window = program.window
        target = window.viewer if over_viewer else window
        moving = Qt.DropAction.MoveAction
        enter = QDragEnterEvent(QPoint(9, 9), OFFERED, data, BUTTON, PLAIN)
        move = QDragMoveEvent(QPoint(10, 10), OFFERED, data, BUTTON, PLAIN)
        drop = QDropEvent(QPointF(10, 10), OFFERED, data, BUTTON, PLAIN)
        for event in (enter, move):
            event.setDropAction(moving)
            QApplication.sendEvent(target, event)
            assert event.isAccepted()
            assert event.dropAction() is Qt.DropAction.CopyAction
        drop.setDropAction(moving)
        with qtbot.waitSignal(window.filesDropped) as dropped:
            QApplication.sendEvent(target, drop)
        assert dropped.args == [[file]]
        assert drop.isAccepted()
        assert drop.dropAction() is Qt.DropAction.CopyAction
    assert file.read_bytes() == b"footage"


async def test_a_clip_that_is_open_is_framed_while_another_is_held_over_it(qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "clip.mp4"))])
    async with running(numbered_clip(tmp_path / "open.mp4", frames=30)) as program:
        viewer = program.window.viewer

        def edge() -> set[int]:
            image = viewer.grab().toImage()
            return {image.pixel(x, image.height() - 3) for x in range(image.width())}

        accent = theme.colour(theme.ACCENT).rgb()
        assert accent not in edge()
        QApplication.sendEvent(viewer, QDragEnterEvent(QPoint(9, 9), OFFERED, data, BUTTON, PLAIN))
        assert accent in edge()
        QApplication.sendEvent(viewer, QDragLeaveEvent())
        assert accent not in edge()


async def test_what_is_no_file_is_not_taken(qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText("words")
    async with running() as program:
        enter = QDragEnterEvent(QPoint(9, 9), OFFERED, data, BUTTON, PLAIN)
        enter.ignore()
        QApplication.sendEvent(program.window, enter)
        assert not enter.isAccepted()


@pytest.mark.parametrize("name", ["promptEditor", "startField", "durationField", "timecode", "jobList", "takePanel"])
async def test_a_file_that_falls_on_a_field_is_for_the_window(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    file = tmp_path / "clip.mp4"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    data.setText(str(file))
    async with running(numbered_clip(tmp_path / "open.mp4", frames=30)) as program:
        window = program.window
        field = child(window, QWidget, name)
        place = field.mapTo(window, field.rect().center())
        before = [line.text() for line in window.findChildren(QLineEdit)]
        enter = QDragEnterEvent(place, OFFERED, data, BUTTON, PLAIN)
        drop = QDropEvent(QPointF(place), OFFERED, data, BUTTON, PLAIN)
        QApplication.sendEvent(window.windowHandle(), enter)
        assert enter.isAccepted()
        with qtbot.waitSignal(window.filesDropped) as dropped:
            QApplication.sendEvent(window.windowHandle(), drop)
        assert dropped.args == [[file]]
        assert child(window, QPlainTextEdit, "promptEditor").toPlainText() == ""
        assert [line.text() for line in window.findChildren(QLineEdit)] == before


async def test_of_several_files_the_one_that_is_taken_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    files = [numbered_clip(tmp_path / name, frames=30) for name in ("one.mp4", "two.mp4")]
    async with running() as program:
        notices, document = program.window.notices, program.models.document
        program.window.filesDropped.emit(files)
        await until(lambda: document.clip is not None, document.clipChanged)
        assert document.clip is not None
        assert document.clip.source == str(files[0])
        (words,) = notices.texts
        assert "“one.mp4” was taken" in words
