from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QLineEdit, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from retake_gui.domain.compare import CompareMode, Side
from retake_gui.domain.span import Span
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.course import Turn
from tests.facts import a_clip
from tests.gui.painted import PlayerStage

_NAMES = (
    "viewer",
    "viewerSource",
    "viewerTake",
    "timeline",
    "playButton",
    "loopButton",
    "timecode",
    "compareMode",
    "compareSideBySide",
    "compareWipe",
    "compareFlip",
    "compareDifference",
)


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[PlayerStage]:
    made = PlayerStage()
    made.open(a_clip(), Span(96, 144))
    with qtbot.waitExposed(made.window):
        made.window.show()
    yield made
    made.close()


def click(stage: PlayerStage, name: str) -> QAbstractButton:
    """Press a button by its object name."""
    button = stage.window.findChild(QAbstractButton, name)
    assert isinstance(button, QAbstractButton), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return button


def test_every_promised_object_name_is_there_once(stage: PlayerStage) -> None:
    for name in _NAMES:
        assert len(stage.window.findChildren(QWidget, name)) == 1, name


def test_every_interactive_widget_has_a_name_for_scripts_and_one_for_people(stage: PlayerStage) -> None:
    for kind in (QAbstractButton, QAbstractSlider, QLineEdit):
        for widget in stage.window.findChildren(kind):
            assert widget.objectName(), widget
            assert widget.accessibleName(), widget.objectName()


def test_the_play_button_plays_and_says_so(stage: PlayerStage) -> None:
    button = click(stage, "playButton")
    assert stage.player.playing
    assert button.accessibleName() == "Pause"
    click(stage, "playButton")
    assert not stage.player.playing
    assert button.accessibleName() == "Play"


def test_stepping_by_button_and_by_key(stage: PlayerStage) -> None:
    click(stage, "stepForwardButton")
    assert stage.player.position == 1
    stage.viewer.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_Right)
    QTest.keyClick(stage.window, Qt.Key.Key_Period)
    assert stage.player.position == 3
    QTest.keyClick(stage.window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert stage.player.position == 27
    QTest.keyClick(stage.window, Qt.Key.Key_End)
    assert stage.player.position == 239
    QTest.keyClick(stage.window, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    assert stage.player.position == 96


def test_j_k_l_shuttle_and_k_held_steps(stage: PlayerStage) -> None:
    stage.viewer.setFocus()
    stage.player.seek(120)
    QTest.keyClick(stage.window, Qt.Key.Key_L)
    QTest.keyClick(stage.window, Qt.Key.Key_L)
    assert stage.player.speed == 2
    QTest.keyPress(stage.window, Qt.Key.Key_K)
    assert not stage.player.playing
    here = stage.player.position
    QTest.keyClick(stage.window, Qt.Key.Key_L)
    assert stage.player.position == here + 1
    assert not stage.player.playing
    QTest.keyRelease(stage.window, Qt.Key.Key_K)


def test_the_loop_button_loops_the_range_with_its_seams(stage: PlayerStage) -> None:
    button = click(stage, "loopButton")
    assert button.isChecked()
    assert stage.player.loop == Span(72, 168)
    click(stage, "loopButton")
    assert not stage.player.looping


def test_the_timecode_stays_under_the_pointer_while_clicks_change_the_unit(stage: PlayerStage) -> None:
    button = stage.window.findChild(QAbstractButton, "timecode")
    assert isinstance(button, QAbstractButton)
    places = set()
    for _ in range(4):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        places.add((button.mapTo(stage.window, button.rect().topLeft()).toTuple(), button.size().toTuple()))
    assert len(places) == 1


def test_the_timecode_counts_and_its_click_changes_the_unit(stage: PlayerStage) -> None:
    button = stage.window.findChild(QAbstractButton, "timecode")
    assert isinstance(button, QAbstractButton)
    stage.player.seek(60)
    assert button.text() == "00:00:02:12"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() == "60f"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() == "2.500s"


def test_going_to_a_typed_time(stage: PlayerStage) -> None:
    stage.viewer.setFocus()
    QApplication.processEvents()
    height = stage.viewer.height()
    QTest.keyClick(stage.window, Qt.Key.Key_G)
    field = stage.window.findChild(QLineEdit, "goToField")
    assert isinstance(field, QLineEdit)
    assert field.hasFocus()
    QApplication.processEvents()
    assert stage.viewer.height() == height, "the picture stays where it is"
    assert field.fontMetrics().horizontalAdvance(field.placeholderText()) < field.width() - 12
    QTest.keyClicks(field, "nonsense")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    field.clear()
    QTest.keyClicks(field, "00:00:04:00")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stage.player.position == 96
    assert not field.isVisible()
    assert stage.viewer.hasFocus()


def test_compare_buttons_wake_with_a_take_and_switch(stage: PlayerStage) -> None:
    for name in _NAMES[-4:]:
        assert not stage.window.findChild(QAbstractButton, name).isEnabled()  # type: ignore[union-attr]
    stage.show_take()
    for name, mode in zip(
        _NAMES[-4:],
        (CompareMode.SIDE_BY_SIDE, CompareMode.WIPE, CompareMode.FLIP, CompareMode.DIFFERENCE),
        strict=True,
    ):
        button = click(stage, name)
        assert stage.player.compare.mode is mode
        assert button.isChecked()
    click(stage, "hearSource")
    assert stage.player.compare.heard is Side.SOURCE
    click(stage, "compareGain")
    assert stage.player.compare.gain == 8


def test_volume_and_mute(stage: PlayerStage) -> None:
    slider = stage.window.findChild(QAbstractSlider, "volumeSlider")
    assert isinstance(slider, QAbstractSlider)
    slider.setValue(40)
    assert stage.player.volume == pytest.approx(0.4)
    click(stage, "muteButton")
    assert stage.player.muted
    slider.setValue(50)
    assert not stage.player.muted


def choose(stage: PlayerStage, menu: str, words: str) -> None:
    """Trigger an entry of a menu by its words."""
    found = stage.window.findChild(QMenu, menu)
    assert isinstance(found, QMenu)
    (entry,) = [action for action in found.actions() if action.text() == words]
    entry.trigger()


def test_the_speed_is_chosen_kept_and_shown(stage: PlayerStage) -> None:
    button = stage.window.findChild(QAbstractButton, "speedButton")
    assert isinstance(button, QAbstractButton)
    choose(stage, "speedMenu", "0.5×")
    assert button.text() == "0.5×"
    stage.player.play()
    assert stage.player.speed == Fraction(1, 2)
    stage.viewer.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_J)
    assert button.text() == "◀ 0.5×"
    QTest.keyClick(stage.window, Qt.Key.Key_K)
    assert button.text() == "0.5×"
    QTest.keyRelease(stage.window, Qt.Key.Key_K)
    stage.actions[ActionId.FASTER].trigger()
    assert stage.player.rate == Fraction(3, 4)
    QTest.keyClick(stage.window, Qt.Key.Key_Slash)
    assert stage.player.rate == 1


def test_the_loop_button_says_when_a_place_is_looped_and_leads_back_to_the_range(stage: PlayerStage) -> None:
    button = stage.window.findChild(QToolButton, "loopButton")
    assert button is not None
    stage.player.loop_over(Span(90, 100))
    assert button.text().strip().endswith("here")
    choose(stage, "loopMenu", "Range and 1 s around it")
    assert stage.player.loop == Span(72, 168)
    assert "±1 s" in button.text()


def test_how_much_is_looped_around_the_range_can_be_set(stage: PlayerStage) -> None:
    button = click(stage, "loopButton")
    assert "±1 s" in button.text()
    choose(stage, "loopMenu", "Range and 0.5 s around it")
    assert stage.player.loop == Span(84, 156)
    assert "±0.5 s" in button.text()
    choose(stage, "loopMenu", "Range alone")
    assert stage.player.loop == Span(96, 144)
    stage.viewer.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert stage.player.margin == Fraction(1, 2)


def test_a_loop_can_run_to_and_fro(stage: PlayerStage) -> None:
    stage.actions[ActionId.PING_PONG].trigger()
    assert stage.actions[ActionId.PING_PONG].isChecked()
    turns = [stage.player.turn]
    stage.actions[ActionId.PING_PONG].trigger()
    assert [*turns, stage.player.turn] == [Turn.PING_PONG, Turn.LOOP]


def test_each_side_has_a_volume_of_its_own(stage: PlayerStage) -> None:
    slider = stage.window.findChild(QAbstractSlider, "levelTake")
    assert isinstance(slider, QAbstractSlider)
    slider.setValue(30)
    assert stage.player.levels.level(Side.TAKE) == pytest.approx(0.3)
    assert stage.player.levels.level(Side.SOURCE) == 1
    match = stage.window.findChild(QAbstractButton, "matchLoudness")
    assert isinstance(match, QAbstractButton)
    match.click()
    assert stage.player.levels.matching
    assert stage.actions[ActionId.MATCH_LOUDNESS].isChecked()


def test_a_narrow_bar_hides_the_least_needed_and_shortens_no_word(stage: PlayerStage) -> None:
    stage.show_take()
    stage.player.set_mode(CompareMode.DIFFERENCE)
    slider = stage.window.findChild(QAbstractSlider, "volumeSlider")
    take = stage.window.findChild(QAbstractButton, "hearTake")
    assert isinstance(slider, QAbstractSlider)
    assert isinstance(take, QAbstractButton)
    stage.window.resize(1000, 640)
    QApplication.processEvents()
    assert slider.isVisible()
    stage.window.resize(560, 640)
    QApplication.processEvents()
    assert not slider.isVisible()
    assert take.width() >= take.sizeHint().width()
    stage.window.resize(1000, 640)
    QApplication.processEvents()
    assert slider.isVisible()


def test_a_narrow_bar_leaves_the_clips_length_out_before_the_position_is_cut(stage: PlayerStage) -> None:
    bar, timecode = stage.transport, stage.transport.timecode
    wide = bar.sizeHint().width() + 200
    for width, hidden in ((wide, False), (timecode.button.width() + 200, True), (wide, False)):
        bar.resize(width, bar.height())
        assert timecode.total.isHidden() is hidden
    QApplication.processEvents()
    assert timecode.button.geometry().right() < timecode.total.geometry().left()
