from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from retake_gui.domain.lamps import Lamp, LampState
from retake_gui.domain.settings import Seam
from retake_gui.ui.takes.seam_panel import SeamPanel
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.jobs import JobsModel
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.seams import SeamsModel
from retake_gui.viewmodels.takes import TakesModel
from retake_gui.viewmodels.tasks import Tasks
from retake_gui.viewmodels.timeline import TimelineModel
from tests.facts import a_clip, a_take
from tests.gui.finding import child

LEFT = Qt.MouseButton.LeftButton
LAMPS = (
    Lamp("edge_head", LampState.GOOD, 0.2, 1.0, "ΔE", 48, "The start is fine."),
    Lamp("click_tail", LampState.BAD, 9.0, 3.5, "×", 120, "There is a click at the end of the new sound."),
)


@pytest.fixture
def models(qapp: object) -> Iterator[Models]:
    made = Models(DocumentModel(QUndoStack()), PlayerModel(), TimelineModel(), JobsModel(), TakesModel())
    made.document.open(a_clip())
    made.player.load(a_clip())
    report = {"lamps": [lamp.as_dict() for lamp in LAMPS]}
    made.takes.reset([a_take(1, fit={"shift": 0}, report=report), a_take(2, fit={"shift": 0}, report=report)])
    yield made
    made.player.close()


@pytest.fixture
def panel(models: Models, qtbot: QtBot) -> Iterator[SeamPanel]:
    model = SeamsModel(models, Tasks())
    made = SeamPanel(model)
    qtbot.addWidget(made)
    models.takes.show(models.takes.takes[1])
    made.resize(380, 260)
    made.show()
    qtbot.waitExposed(made)
    yield made
    model.close()


def test_a_lamp_says_what_is_wrong_and_leads_there(panel: SeamPanel, models: Models, qtbot: QtBot) -> None:
    bad = child(panel, QToolButton, "lamp_click_tail")
    assert bad.text() == "✕ Click, end"
    assert bad.accessibleName().startswith("Bad: There is a click")
    assert child(panel, QLabel, "lampSentence").text() == LAMPS[1].sentence
    qtbot.mouseClick(bad, LEFT)
    assert models.player.looping
    assert models.player.playing, "a click is heard, not seen"
    assert models.player.position < 120
    models.player.pause()
    qtbot.mouseClick(child(panel, QToolButton, "lamp_edge_head"), LEFT)
    assert models.player.position == 48
    assert not models.player.playing
    assert child(panel, QLabel, "lampSentence").text() == LAMPS[0].sentence


def test_the_lamp_that_is_looked_at_is_marked_until_its_loop_is_left(
    panel: SeamPanel, models: Models, qtbot: QtBot
) -> None:
    head, tail = child(panel, QToolButton, "lamp_edge_head"), child(panel, QToolButton, "lamp_click_tail")
    assert not head.isChecked()
    qtbot.mouseClick(head, LEFT)
    assert (head.isChecked(), tail.isChecked()) == (True, False)
    qtbot.mouseClick(head, LEFT)
    assert head.isChecked(), "looked at once more"
    qtbot.mouseClick(tail, LEFT)
    assert (head.isChecked(), tail.isChecked()) == (False, True)
    models.player.pause()
    assert tail.isChecked(), "the loop stays"
    models.player.set_looping(False)
    assert not tail.isChecked()
    models.player.set_looping(True)
    assert not tail.isChecked()


def test_an_edge_is_chosen_and_its_length_typed(panel: SeamPanel, models: Models, qtbot: QtBot) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "seamsButton"), LEFT)
    kind, frames = child(panel, QComboBox, "seamHead"), child(panel, QSpinBox, "seamHeadFrames")
    assert not frames.isVisible()
    kind.setCurrentIndex(kind.findData(Seam.DISSOLVE))
    kind.activated.emit(kind.currentIndex())
    assert frames.isVisible()
    frames.setFocus()
    frames.selectAll()
    qtbot.keyClicks(frames, "12")
    qtbot.keyClick(frames, Qt.Key.Key_Return)
    shown = models.takes.shown
    assert shown is not None
    assert (shown.seams.head.kind, shown.seams.head.frames) == (Seam.DISSOLVE, 12)
    models.document.undo.undo()
    assert frames.value() == 6


def test_what_is_pressed_with_the_mouse_leaves_space_to_the_player(panel: SeamPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "seamsButton"), LEFT)
    match, kind = child(panel, QCheckBox, "seamMatch"), child(panel, QComboBox, "seamHead")
    qtbot.mouseClick(match, LEFT)
    assert not match.hasFocus()
    qtbot.mouseClick(kind, LEFT)
    kind.hidePopup()
    assert not kind.hasFocus()
    frames = child(panel, QSpinBox, "seamFade")
    qtbot.mouseClick(frames, LEFT)
    assert frames.hasFocus(), "one types in it"


def test_the_sound_of_another_take_is_offered(panel: SeamPanel, models: Models) -> None:
    sound = child(panel, QComboBox, "seamSound")
    assert [sound.itemText(row) for row in range(sound.count())] == [
        "Its own sound",
        "The source's sound",
        "Sound of Take 2",
    ]
    sound.setCurrentIndex(2)
    sound.activated.emit(2)
    assert models.takes.shown is not None
    assert models.takes.shown.sound_of == 2


def test_nothing_is_offered_for_the_source(panel: SeamPanel, models: Models) -> None:
    models.takes.show(None)
    assert not panel.isVisible()


def test_one_mixed_frame_is_a_frame(panel: SeamPanel, qtbot: QtBot) -> None:
    child(panel, QToolButton, "seamsButton").setChecked(True)
    kind, frames = child(panel, QComboBox, "seamHead"), child(panel, QSpinBox, "seamHeadFrames")
    kind.setCurrentIndex(kind.findData(Seam.DISSOLVE))
    kind.activated.emit(kind.currentIndex())
    for count, words in ((3, "3 frames"), (1, "1 frame"), (2, "2 frames")):
        frames.setValue(count)
        assert frames.text() == words
