"""What the service marked is blurred in the viewer until it is asked for; what is dropped finds its place."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from retake_gui.ui.notifier import Notifier
from retake_gui.ui.viewer.pane import PicturePane
from retake_gui.ui.viewer.veil import blurred
from tests.clips import numbered_clip
from tests.gui.finding import child
from tests.gui.stage import running, until
from tests.gui.test_main_job import retake

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=96, rate=24)


def test_nothing_can_be_made_out_of_a_blurred_picture(qapp: object) -> None:
    image = QImage(180, 180, QImage.Format.Format_RGB32)
    for x in range(180):
        for y in range(180):
            image.setPixelColor(x, y, QColor(Qt.GlobalColor.white if (x + y) % 2 else Qt.GlobalColor.black))
    small = blurred(image)
    levels = {small.pixelColor(x, y).lightness() for x in range(small.width()) for y in range(small.height())}
    assert max(levels) - min(levels) < 16
    assert small.width() < 12


def test_a_veiled_pane_says_why_and_offers_to_show(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(400, 300)
    pane = PicturePane("viewerTake", "Take", clips=True, parent=parent)
    pane.resize(400, 300)
    parent.show()
    assert not pane.veiled
    pane.set_veiled(veiled=True)
    show = child(pane, QPushButton, "viewerTakeShow")
    assert show.isVisible()
    with qtbot.waitSignal(pane.unveilWanted):
        qtbot.mouseClick(show, LEFT)
    pane.set_veiled(veiled=False)
    assert not show.isVisible()


async def test_a_marked_take_is_shown_only_when_asked_for(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        await retake(program, "Fog")
        takes, player = program.models.takes, program.models.player
        take = takes.shown
        assert take is not None
        takes.update(replace(take, nsfw=True))
        program.desk.comparing.show_again(takes.takes[0])
        pane = child(program.window, PicturePane, "viewerTake")
        await until(lambda: pane.veiled, player.takeChanged)
        QTest.mouseClick(child(pane, QPushButton, "viewerTakeShow"), LEFT)
        await until(lambda: not pane.veiled, player.takeChanged)


async def test_a_dropped_picture_becomes_the_first_frame_and_can_be_undone(
    qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "first.png"
    image = QImage(16, 9, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(picture))
    async with running(clip) as program:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(picture))])
        none = Qt.KeyboardModifier.NoModifier
        drop = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, LEFT, none)
        program.window.dropEvent(drop)
        document = program.models.document
        assert document.settings.frame_images[0].value == str(picture)
        assert document.undo.undoText() == "Set the first frame"
        document.undo.undo()
        assert document.settings.frame_images == ()


def test_the_desktop_is_told_only_behind_another_window_and_never_fails(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    notifier = Notifier(window)
    assert notifier.tell("Done", "Fog")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not notifier.tell("Done", "Fog")
