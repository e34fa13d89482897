"""Comparing beyond two sides: the grid, pixels, a shift of a frame, the heat map."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from retake_gui.domain.compare import CompareMode
from retake_gui.domain.span import Span
from retake_gui.ui.viewer.inspector import Inspector
from retake_gui.viewmodels.compare_model import Result, ShownTake
from tests.facts import a_clip
from tests.gui.finding import child
from tests.gui.painted import OTHER_COLOURS, SOURCE_COLOUR, TAKE_COLOUR, PlayerStage, no_pictures
from tests.gui.seeing import colours

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[PlayerStage]:
    made = PlayerStage()
    made.open(a_clip(), Span(96, 144))
    with qtbot.waitExposed(made.window):
        made.window.show()
    made.show_take()
    made.viewer.setFocus()
    qtbot.waitUntil(lambda: made.player.settled)
    yield made
    made.close()


def show_grid(stage: PlayerStage, count: int) -> None:
    assert stage.player.take is not None
    takes = [stage.player.take, *(ShownTake(f"Take {number}", key=number) for number in range(2, count + 1))]
    stage.player.set_grid([Result(take, no_pictures) for take in takes])
    QTest.keyClick(stage.window, Qt.Key.Key_7)


def test_three_results_share_the_grid_with_the_source(stage: PlayerStage, qtbot: QtBot) -> None:
    show_grid(stage, 3)
    assert stage.player.compare.mode is CompareMode.GRID
    assert child(stage.window, QAbstractButton, "compareGrid").isChecked()
    qtbot.waitUntil(lambda: stage.player.settled)
    board = stage.viewer.board
    shown = [board.source, board.take, *board.others[:2]]
    assert all(pane.isVisible() for pane in shown)
    assert [pane.label for pane in shown] == ["Source", "Take 1", "Take 2", "Take 3"]
    assert {pane.size() for pane in shown} == {board.source.size()}
    assert {SOURCE_COLOUR, TAKE_COLOUR, *OTHER_COLOURS[:2]} <= colours(stage.viewer)
    stage.player.seek(77)
    qtbot.waitUntil(lambda: stage.player.settled)
    assert {pane.number for pane in shown} == {77}


def test_four_results_fill_the_grid(stage: PlayerStage, qtbot: QtBot) -> None:
    show_grid(stage, 4)
    qtbot.waitUntil(lambda: stage.player.settled)
    board = stage.viewer.board
    assert not board.source.isVisible()
    assert all(pane.isVisible() for pane in board.others)
    assert {TAKE_COLOUR, *OTHER_COLOURS} <= colours(stage.viewer)


def test_a_click_in_the_grid_chooses_a_take(stage: PlayerStage, qtbot: QtBot) -> None:
    show_grid(stage, 3)
    with qtbot.waitSignal(stage.player.takeWanted) as wanted:
        QTest.mouseClick(stage.viewer.board, _LEFT, Qt.KeyboardModifier.NoModifier, stage.viewer.board.others[1].pos())
    assert wanted.args == [3]


def test_without_other_results_the_grid_is_source_and_take(stage: PlayerStage) -> None:
    QTest.keyClick(stage.window, Qt.Key.Key_7)
    board = stage.viewer.board
    assert board.source.isVisible()
    assert board.take.isVisible()
    assert not any(pane.isVisible() for pane in board.others)


def test_the_inspector_tells_both_sides_values_and_their_difference(stage: PlayerStage) -> None:
    QTest.keyClick(stage.window, Qt.Key.Key_C)
    board = stage.viewer.board
    assert board.inspecting
    middle = QPointF(board.take.pos()) + board.take.area.center()
    QTest.mouseMove(board, middle.toPoint())
    QTest.mouseMove(board, middle.toPoint() + QPoint(1, 0))
    inspector = child(board, Inspector, "pixelInspector")
    assert inspector.isVisible()
    place, source, take, difference = inspector.words
    assert place.startswith("Pixel 64")
    assert source.split()[-3:] == ["200", "60", "40"]
    assert take.split()[-3:] == ["40", "60", "200"]
    assert difference.split()[-3:] == ["-160", "+0", "+160"]
    QTest.keyClick(stage.window, Qt.Key.Key_C)
    assert not inspector.isVisible()


def test_a_nudge_shifts_the_take_against_the_source_and_says_so(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.player.seek(50)
    QTest.keyClick(stage.window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: stage.player.settled)
    board = stage.viewer.board
    assert (board.source.number, board.take.number) == (50, 51)
    assert "+1 f" in board.take.accessibleName()
    button = child(stage.window, QAbstractButton, "compareNudge")
    assert button.isVisible()
    QTest.mouseClick(button, _LEFT)
    qtbot.waitUntil(lambda: stage.player.settled)
    assert board.take.number == 50
    assert "+" not in board.take.accessibleName()
    assert not button.isVisible()


def test_a_side_that_has_not_begun_holds_and_says_so(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.player.nudge(-2)
    qtbot.waitUntil(lambda: stage.player.settled)
    board = stage.viewer.board
    assert board.take.number == 0
    assert "holds frame 0" in board.take.accessibleName()
    assert "holds" not in board.source.accessibleName()


def test_the_heat_map_is_a_look_of_the_difference(stage: PlayerStage, qtbot: QtBot) -> None:
    QTest.keyClick(stage.window, Qt.Key.Key_D)
    assert stage.player.compare.mode is CompareMode.DIFFERENCE
    qtbot.waitUntil(lambda: stage.player.settled)
    plain = colours(stage.viewer)
    QTest.keyClick(stage.window, Qt.Key.Key_D)
    assert stage.player.compare.gain == 8
    QTest.keyClick(stage.window, Qt.Key.Key_E)
    assert stage.player.compare.heat
    assert child(stage.window, QAbstractButton, "compareHeat").isVisible()
    assert colours(stage.viewer) != plain


def test_another_take_starts_in_step(stage: PlayerStage) -> None:
    stage.player.nudge(3)
    stage.player.set_take(no_pictures, None, ShownTake("Take 2", key=2))
    assert stage.player.compare.nudge == 0
