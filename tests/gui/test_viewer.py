import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from retake_gui.domain.compare import CompareMode, Side
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.domain.span import Span
from retake_gui.ui import theme
from retake_gui.viewmodels.frames import Pair
from tests.facts import a_clip
from tests.gui.painted import SOURCE_COLOUR, TAKE_COLOUR, Painted, PlayerStage, move_held
from tests.gui.seeing import colours

_LEFT = Qt.MouseButton.LeftButton
_PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[PlayerStage]:
    made = PlayerStage()
    made.open(a_clip(), Span(96, 144))
    with qtbot.waitExposed(made.window):
        made.window.show()
    qtbot.waitUntil(lambda: made.player.settled)
    yield made
    made.close()


def mode(stage: PlayerStage) -> CompareMode:
    """How it is looked at now."""
    return stage.player.compare.mode


def heard(stage: PlayerStage) -> Side:
    """Whose sound is heard now."""
    return stage.player.compare.heard


def settle(qtbot: QtBot, stage: PlayerStage) -> None:
    qtbot.waitUntil(lambda: stage.player.settled)


def test_a_take_comes_up_side_by_side_with_its_name_and_draft_mark(stage: PlayerStage, qtbot: QtBot) -> None:
    assert mode(stage) is CompareMode.SOURCE
    stage.show_take()
    settle(qtbot, stage)
    assert mode(stage) is CompareMode.SIDE_BY_SIDE
    source, take = stage.viewer.board.source, stage.viewer.board.take
    assert source.isVisible()
    assert take.isVisible()
    assert source.width() == take.width()
    assert "Take 1" in take.accessibleName()
    assert "DRAFT" in take.accessibleName()
    assert {SOURCE_COLOUR, TAKE_COLOUR} <= colours(stage.viewer)


def test_both_sides_always_show_the_same_frame(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.show_take()
    for frame in (0, 100, 101, 100, 239):
        stage.player.seek(frame)
        settle(qtbot, stage)
        assert stage.viewer.board.source.number == frame
        assert stage.viewer.board.take.number == frame


def test_flipping_by_key_swaps_picture_and_sound_in_place(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.show_take()
    settle(qtbot, stage)
    stage.viewer.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_1)
    assert heard(stage) is Side.SOURCE
    assert TAKE_COLOUR not in colours(stage.viewer)
    QTest.keyClick(stage.window, Qt.Key.Key_QuoteLeft)
    assert heard(stage) is Side.TAKE
    assert SOURCE_COLOUR not in colours(stage.viewer)
    QTest.keyClick(stage.window, Qt.Key.Key_2)
    assert stage.player.compare.shown is Side.TAKE


def test_the_wipe_is_dragged_and_turned(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.show_take()
    stage.player.set_mode(CompareMode.WIPE)
    settle(qtbot, stage)
    assert {SOURCE_COLOUR, TAKE_COLOUR} <= colours(stage.viewer)
    board = stage.viewer.board
    area = board.take.area
    line = QPoint(round(area.center().x()), round(area.center().y()))
    QTest.mousePress(board, _LEFT, _PLAIN, line)
    move_held(board, QPoint(round(area.left() + area.width() / 4), line.y()), _PLAIN)
    QTest.mouseRelease(board, _LEFT, _PLAIN, QPoint(round(area.left() + area.width() / 4), line.y()))
    assert stage.player.compare.wipe == pytest.approx(0.25, abs=0.01)
    quarter = QPoint(round(area.left() + area.width() / 4), line.y())
    QTest.mouseDClick(board, _LEFT, _PLAIN, quarter)
    assert not stage.player.compare.wipe_vertical
    board.source.grab()


def test_the_wipe_stays_in_the_hand_for_all_of_a_drag(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.show_take()
    stage.player.set_mode(CompareMode.WIPE)
    settle(qtbot, stage)
    pane, screen = stage.viewer.board.take, stage.window.windowHandle()
    area, height = pane.area, round(pane.area.center().y())

    def at(part: float) -> QPoint:
        """A part of the picture's width, in the window: what is held must come from the press on."""
        return pane.mapTo(stage.window, QPoint(round(area.left() + area.width() * part), height))

    QTest.mousePress(screen, _LEFT, _PLAIN, at(0.5))
    for part in (0.45, 0.4, 0.3, 0.2):
        QTest.mouseMove(screen, at(part))
    QTest.mouseRelease(screen, _LEFT, _PLAIN, at(0.2))
    assert stage.player.compare.wipe == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("turned", [False, True])
def test_the_take_keeps_its_label_under_a_wipe_however_it_is_turned(
    stage: PlayerStage, qtbot: QtBot, turned: bool
) -> None:
    stage.show_take()
    stage.player.set_mode(CompareMode.WIPE)
    if turned:
        stage.player.turn_wipe()
    settle(qtbot, stage)
    badge = QColor(theme.ACCENT)
    image = stage.viewer.board.take.grab().toImage()
    places = itertools.product(range(image.width()), range(image.height()))
    assert any(QColor(image.pixel(x, y)) == badge for x, y in places)


def test_the_difference_of_like_pictures_is_black_and_of_unlike_ones_is_not(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.show_take()
    stage.player.set_mode(CompareMode.DIFFERENCE)
    settle(qtbot, stage)
    assert stage.player.compare.gain == 4
    seen = colours(stage.viewer)
    assert (255, 0, 255) in seen
    stage.player.change_gain(-2)
    assert (160, 0, 160) in colours(stage.viewer)


def test_zoom_is_at_the_pointer_and_shared_by_both_sides(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.show_take()
    settle(qtbot, stage)
    board = stage.viewer.board
    at = QPointF(board.source.geometry().center()) + QPointF(60, 20)
    before = board.source.area
    part = (at.x() - before.x()) / before.width()
    wheel = QWheelEvent(
        at,
        QPointF(board.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 720),
        Qt.MouseButton.NoButton,
        _PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own
    )
    QApplication.sendEvent(board, wheel)
    after = board.source.area
    assert after.width() > 2 * before.width()
    assert (at.x() - after.x()) / after.width() == pytest.approx(part, abs=0.01)
    assert board.take.area == after
    QTest.mousePress(board, Qt.MouseButton.MiddleButton, _PLAIN, at.toPoint())
    QTest.mouseMove(board, at.toPoint() - QPoint(40, 0))
    QTest.mouseRelease(board, Qt.MouseButton.MiddleButton, _PLAIN, at.toPoint() - QPoint(40, 0))
    QTest.keyClick(stage.window, Qt.Key.Key_F)
    assert board.fitted


def test_actual_size_asks_for_full_pictures(stage: PlayerStage, qtbot: QtBot) -> None:
    QTest.keyClick(stage.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert stage.viewer.board.scale == pytest.approx(1)
    qtbot.waitUntil(lambda: stage.desk.asked[-1][1] == (1280, 720))


def test_without_a_clip_the_viewer_teaches_and_errors_are_sentences(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.document.close_clip()
    assert stage.viewer.empty.isVisible()
    with qtbot.waitSignal(stage.viewer.sampleRequested):
        button = stage.viewer.findChild(QWidget, "viewerSampleButton")
        assert isinstance(button, QWidget)
        QTest.mouseClick(button, _LEFT)
    stage.viewer.show_error(UnreadableMedia("notes.txt is no video.", do="Choose another file."))
    assert stage.viewer.empty.accessibleName() == "notes.txt is no video."


def test_clearing_the_take_leaves_the_source_alone(stage: PlayerStage, qtbot: QtBot) -> None:
    stage.show_take()
    stage.player.clear_take()
    settle(qtbot, stage)
    assert mode(stage) is CompareMode.SOURCE
    assert not stage.viewer.board.take.isVisible()
    assert TAKE_COLOUR not in colours(stage.viewer)


def test_the_caption_says_while_proxies_play(stage: PlayerStage) -> None:
    source = stage.viewer.board.source
    small = Painted(7, 64, 36, SOURCE_COLOUR)
    stage.player.framesReady.emit(Pair(7, small, proxy=True))
    assert "proxy" not in source.accessibleName(), "the full picture is on its way"
    stage.player.framesReady.emit(Pair(7, small, proxy=True, eased=True))
    assert source.accessibleName() == "Picture: Source · proxy"
    stage.player.framesReady.emit(Pair(7, small))
    assert source.accessibleName() == "Picture: Source"


def test_a_glimpse_of_the_clip_that_is_being_opened_gives_way_to_it(stage: PlayerStage) -> None:
    stage.viewer.show_opening("long.mkv")
    stage.viewer.show_glimpse(Painted(0, 64, 36, SOURCE_COLOUR))
    glimpse = stage.viewer.findChild(QWidget, "viewerGlimpse")
    assert glimpse is not None
    assert glimpse.isVisible()
    assert SOURCE_COLOUR in colours(glimpse)
    stage.viewer.show_error(UnreadableMedia("It cannot be read."))
    assert not glimpse.isVisible()
    stage.viewer.show_glimpse(Painted(0, 64, 36, SOURCE_COLOUR))
    stage.open(a_clip(), Span(0, 10))
    assert not glimpse.isVisible()
    assert stage.viewer.board.isVisible()
