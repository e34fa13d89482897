from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from retake_gui.domain.span import Span
from retake_gui.ui.later import AfterPaint
from retake_gui.ui.timeline import TimelineWidget
from retake_gui.ui.timeline.lanes import MARGIN
from retake_gui.ui.timeline.marks import Marks
from retake_gui.viewmodels.segment_drag import Grip
from tests.facts import a_clip
from tests.gui.finding import child
from tests.gui.painted import PlayerStage, move_held

_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[PlayerStage]:
    made = PlayerStage()
    made.open(a_clip(), Span(96, 144))
    with qtbot.waitExposed(made.window):
        made.window.show()
    made.window.activateWindow()
    yield made
    made.close()


def test_a_handle_dragged_with_alt_goes_frame_by_frame(stage: PlayerStage) -> None:
    stage.drag(stage.edge(144) + QPoint(5, 0), stage.edge(157) + QPoint(5, 0), _ALT)
    assert stage.document.segment == Span(96, 157)
    stage.drag(stage.edge(96) - QPoint(5, 0), stage.edge(91) - QPoint(5, 0), _ALT)
    assert stage.document.segment == Span(91, 157)


def test_a_handle_dragged_without_alt_takes_the_length_to_whole_seconds(stage: PlayerStage) -> None:
    stage.drag(stage.edge(144) + QPoint(5, 0), stage.edge(165) + QPoint(5, 0))
    assert stage.document.segment == Span(96, 168)
    stage.undo.undo()
    assert stage.document.segment == Span(96, 144)
    assert "end" in stage.undo.redoText()


def test_whole_seconds_are_named_at_the_pointer_while_they_hold_the_length(stage: PlayerStage) -> None:
    free, grip, said = Qt.KeyboardModifier.NoModifier, QPoint(5, 0), "whole seconds · Alt for any length"
    stage.timeline.toggle_marker(200)
    QTest.mouseMove(stage.canvas, stage.edge(144) + grip)
    card = child(stage.window, QWidget, "timelineHover")
    QTest.mousePress(stage.canvas, _LEFT, free, stage.edge(144) + grip)
    assert said not in card.accessibleName()
    heights = {}
    for to, held, holds in ((150, free, True), (150, _ALT, False), (165, free, True), (200, free, False)):
        move_held(stage.canvas, stage.edge(to) + grip, held)
        assert (said in card.accessibleName()) is holds
        heights[holds] = card.height()
    assert heights[True] > heights[False], "on a line of its own"
    move_held(stage.canvas, stage.edge(165) + grip, free)
    QTest.mouseRelease(stage.canvas, _LEFT, free, stage.edge(165) + grip)
    assert said not in card.accessibleName()
    stage.drag(stage.edge(120), stage.edge(131))
    assert said not in card.accessibleName()


def test_the_body_moves_the_range_and_a_click_on_it_only_the_playhead(stage: PlayerStage) -> None:
    stage.drag(stage.edge(120), stage.edge(131), _ALT)
    assert stage.document.segment == Span(107, 155)
    QTest.mouseClick(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, stage.edge(120) + QPoint(1, 0))
    assert stage.document.segment == Span(107, 155)
    assert stage.player.position == 120


def test_shift_draws_a_new_range_even_over_the_old_one(stage: PlayerStage) -> None:
    stage.drag(stage.edge(110), stage.edge(130), _ALT | _SHIFT)
    assert stage.document.segment == Span(110, 130)


def test_the_ruler_scrubs(stage: PlayerStage) -> None:
    ruler = stage.canvas.lanes.ruler.center().y() - 6
    QTest.mousePress(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, QPoint(stage.edge(10).x() + 1, ruler))
    assert stage.player.position == 10
    move_held(stage.canvas, QPoint(stage.edge(200).x() + 1, ruler), Qt.KeyboardModifier.NoModifier)
    assert stage.player.position == 200
    QTest.mouseRelease(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, QPoint(stage.edge(200).x() + 1, ruler))
    assert stage.document.segment == Span(96, 144)


def test_escape_during_a_drag_restores_the_range(stage: PlayerStage) -> None:
    canvas = stage.canvas
    QTest.mousePress(canvas, _LEFT, _ALT, stage.edge(144) + QPoint(5, 0))
    move_held(canvas, stage.edge(170), _ALT)
    assert stage.document.segment.end > 160
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert stage.document.segment == Span(96, 144)
    QTest.mouseRelease(canvas, _LEFT, _ALT, stage.edge(170))
    assert stage.document.segment == Span(96, 144)


@pytest.mark.parametrize("span", [Span(0, 1), Span(120, 121), Span(239, 240), Span(0, 240)])
@pytest.mark.parametrize("width", [300, 1000])
def test_both_handles_can_be_taken_over_ten_pixels_at_any_width(stage: PlayerStage, span: Span, width: int) -> None:
    stage.window.resize(width, 640)
    QApplication.processEvents()
    stage.document.edit_segment(span, "Set")
    pointer, lanes = stage.canvas.pointer, stage.canvas.lanes
    y = lanes.strip.center().y()
    grips = [pointer.grip_at(QPointF(x, y), lanes, Qt.KeyboardModifier.NoModifier) for x in range(stage.canvas.width())]
    assert grips.count(Grip.START) >= 10
    assert grips.count(Grip.END) >= 10


def test_playing_goes_on_while_a_handle_is_dragged(stage: PlayerStage) -> None:
    stage.player.play()
    stage.drag(stage.edge(144) + QPoint(5, 0), stage.edge(170) + QPoint(5, 0), _ALT)
    assert stage.player.playing
    assert stage.document.segment == Span(96, 170)


def test_marks_by_key_at_the_playhead(stage: PlayerStage) -> None:
    stage.viewer.setFocus()
    stage.player.seek(60)
    QTest.keyClick(stage.window, Qt.Key.Key_I)
    assert stage.document.segment == Span(60, 144)
    stage.player.seek(99)
    QTest.keyClick(stage.window, Qt.Key.Key_O)
    assert stage.document.segment == Span(60, 100)
    QTest.keyClick(stage.window, Qt.Key.Key_X)
    assert not stage.document.segment


def test_handles_are_sliders_that_arrows_move_by_a_frame(stage: PlayerStage) -> None:
    start = stage.strip.findChild(QSlider, "segmentStartSlider")
    assert isinstance(start, QSlider)
    start.setFocus()
    QTest.keyClick(start, Qt.Key.Key_Right)
    QTest.keyClick(start, Qt.Key.Key_Right)
    QTest.keyClick(start, Qt.Key.Key_Left, _SHIFT)
    assert stage.document.segment == Span(74, 144)
    assert start.value() == 74
    start.setValue(100)
    assert stage.document.segment == Span(100, 144)
    assert start.accessibleName() == "Start of the range"


def test_ctrl_and_wheel_zoom_at_the_pointer_and_keys_fit(stage: PlayerStage) -> None:
    place = QPointF(stage.edge(180))
    event = QWheelEvent(
        place,
        QPointF(stage.canvas.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        _CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own
    )
    QApplication.sendEvent(stage.canvas, event)
    scale = stage.timeline.scale
    assert scale is not None
    assert not scale.is_fitted
    assert abs(MARGIN + scale.x_of(180) - place.x()) <= 1
    stage.viewer.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_Z)
    zoomed = stage.timeline.scale
    assert zoomed is not None
    assert zoomed.visible.covers(Span(96, 144))
    QTest.keyClick(stage.window, Qt.Key.Key_Backslash)
    fitted = stage.timeline.scale
    assert fitted is not None
    assert fitted.is_fitted


def test_the_pointer_shows_the_time_under_it(stage: PlayerStage) -> None:
    QTest.mouseMove(stage.canvas, stage.edge(50) + QPoint(1, 0))
    card = stage.window.findChild(QWidget, "timelineHover")
    assert isinstance(card, QWidget)
    assert card.isVisible()


def test_the_card_leaves_the_position_in_sight(stage: PlayerStage) -> None:
    position = stage.transport.timecode
    shown = QRect(position.mapTo(stage.window, QPoint()), position.size())
    stage.strip.keep_clear(position)
    QTest.mouseMove(stage.canvas, QPoint(shown.center().x(), stage.edge(0).y()))
    card = child(stage.window, QWidget, "timelineHover")
    assert card.isVisible()
    assert card.geometry().left() < shown.right()
    assert card.geometry().right() > shown.left()
    assert not card.geometry().intersects(shown)


def test_while_the_hand_scrubs_no_card_hides_the_position(stage: PlayerStage) -> None:
    ruler = QPoint(stage.edge(50).x(), stage.canvas.lanes.ruler.top() + 4)
    QTest.mouseMove(stage.canvas, ruler)
    card = child(stage.window, QWidget, "timelineHover")
    assert card.isVisible()
    QTest.mousePress(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, ruler)
    assert not card.isVisible()
    move_held(stage.canvas, ruler + QPoint(80, 0), Qt.KeyboardModifier.NoModifier)
    assert not card.isVisible()
    QTest.mouseRelease(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, ruler + QPoint(80, 0))
    assert card.isVisible()


def test_the_length_and_its_limit_are_written_apart(stage: PlayerStage, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: dict[str, QRectF] = {}
    write = Marks._tag

    def written(marks: Marks, x: float, y: float, words: str, tone: QColor) -> None:
        metrics = marks._painter.fontMetrics()
        boxes[words] = QRectF(x + 5, y, metrics.horizontalAdvance(words) + 10, metrics.height() + 3)
        write(marks, x, y, words, tone)

    monkeypatch.setattr(Marks, "_tag", written)
    stage.open(a_clip(frames=2400), Span(0, 800))
    stage.canvas.grab()
    first, second = boxes.values()
    assert not first.intersects(second)
    assert all(stage.canvas.lanes.body.contains(box.toRect()) for box in boxes.values())


def test_a_range_that_is_too_long_is_drawn_as_such(stage: PlayerStage) -> None:
    stage.open(a_clip(frames=2400), Span(0, 1000))
    limit = stage.timeline.limit
    assert limit is not None
    assert limit.end < 1000
    assert stage.document.refusals
    assert not stage.canvas.grab().isNull()


def test_a_constant_rate_of_23_976_drags_by_frame_too(stage: PlayerStage) -> None:
    stage.open(a_clip(rate=Fraction(24000, 1001)), Span(96, 144))
    stage.drag(stage.edge(144) + QPoint(5, 0), stage.edge(158) + QPoint(5, 0), _ALT)
    assert stage.document.segment == Span(96, 158)


def test_markers_are_set_found_and_removed_by_key(stage: PlayerStage) -> None:
    stage.viewer.setFocus()
    for frame in (30, 70):
        stage.player.seek(frame)
        QTest.keyClick(stage.window, Qt.Key.Key_M)
    assert [(marker.frame, marker.name) for marker in stage.timeline.markers] == [(30, "Marker 1"), (70, "Marker 2")]
    stage.player.seek(50)
    QTest.keyClick(stage.window, Qt.Key.Key_M, _SHIFT)
    assert stage.player.position == 70
    QTest.keyClick(stage.window, Qt.Key.Key_M, _CTRL | _SHIFT)
    assert stage.player.position == 30
    QTest.keyClick(stage.window, Qt.Key.Key_M)
    assert [marker.frame for marker in stage.timeline.markers] == [70]


def test_a_marker_is_renamed_on_its_flag(stage: PlayerStage) -> None:
    stage.timeline.toggle_marker(60)
    flag = QPoint(stage.edge(60).x(), stage.canvas.lanes.ruler.bottom() - 5)
    QTest.mouseDClick(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, flag)
    field = child(stage.canvas, QLineEdit, "markerName")
    assert field.isVisible()
    QTest.keyClicks(field, "the bell")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stage.timeline.markers[0].name == "the bell"
    assert not field.isVisible()
    QTest.mouseDClick(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, flag)
    QTest.keyClicks(field, "other")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert stage.timeline.markers[0].name == "the bell"


def test_edges_are_drawn_to_markers_and_cuts_over_pixels_and_alt_frees_them(stage: PlayerStage) -> None:
    stage.timeline.toggle_marker(157)
    stage.timeline.set_cuts((61, 62))
    grip = QPoint(5, 0)
    stage.drag(stage.edge(144) + grip, stage.edge(157) + grip + QPoint(5, 0))
    assert stage.document.segment == Span(96, 157)
    stage.drag(stage.edge(96) - grip, stage.edge(61) - grip - QPoint(4, 0))
    assert stage.document.segment == Span(61, 157)
    stage.drag(stage.edge(157) + grip, stage.edge(159) + grip, _ALT)
    assert stage.document.segment == Span(61, 159)


def test_scrubbing_is_drawn_to_marks_until_alt_or_the_switch_frees_it(stage: PlayerStage) -> None:
    stage.timeline.toggle_marker(30)
    stage.timeline.set_cuts((200,))
    ruler = stage.canvas.lanes.ruler.top() + 4

    def clicked(mark: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> int:
        QTest.mouseClick(stage.canvas, _LEFT, modifier, QPoint(stage.edge(mark).x() + 5, ruler))
        return stage.player.position

    marks = (30, 96, 144, 200)
    assert [clicked(mark) for mark in marks] == [*marks]
    assert [clicked(mark, _ALT) for mark in marks] == [mark + 1 for mark in marks]
    stage.viewer.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_N)
    assert not stage.timeline.snapping
    assert [clicked(mark) for mark in marks] == [mark + 1 for mark in marks]
    assert [clicked(mark, _SHIFT) for mark in marks] == [*marks]


def test_the_playhead_stays_at_a_mark_only_over_some_pixels_while_it_is_dragged(stage: PlayerStage) -> None:
    ruler = stage.canvas.lanes.ruler.top() + 4
    start = stage.edge(96).x()
    QTest.mousePress(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, QPoint(start - 30, ruler))
    seen = set()
    for x in range(start - 30, start + 30):
        move_held(stage.canvas, QPoint(x, ruler), Qt.KeyboardModifier.NoModifier)
        seen.add(stage.player.position)
    QTest.mouseRelease(stage.canvas, _LEFT, Qt.KeyboardModifier.NoModifier, QPoint(start + 30, ruler))
    assert 96 in seen
    assert {90, 93, 99, 101} <= seen


def test_another_clip_has_other_markers(stage: PlayerStage) -> None:
    stage.timeline.toggle_marker(60)
    stage.timeline.set_cuts((12,))
    stage.open(a_clip(source="/clips/other.mp4"), Span(0, 24))
    assert stage.timeline.markers == ()
    assert stage.timeline.cuts == ()


def test_handles_made_after_the_first_paint_can_be_reached_with_tab(qtbot: QtBot) -> None:
    stage, later = PlayerStage(), AfterPaint()
    stage.open(a_clip(), Span(96, 144))
    strip = TimelineWidget(stage.timeline, stage.player, None, stage.window, later)
    layout = stage.window.layout()
    assert layout is not None
    layout.addWidget(strip)
    with qtbot.waitExposed(stage.window):
        stage.window.show()
    later.make_all()
    for name in ("playheadSlider", "segmentStartSlider", "segmentEndSlider"):
        slider = child(strip, QSlider, name)
        assert slider.isVisible()
        slider.setFocus(Qt.FocusReason.TabFocusReason)
        assert slider.hasFocus()
    stage.close()
