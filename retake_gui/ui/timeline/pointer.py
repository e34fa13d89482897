"""What a hand on the timeline means, from press to release."""

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from retake_gui.domain.span import Span
from retake_gui.ui.timeline.lanes import MARGIN, REACH, Lanes
from retake_gui.ui.timeline.marks import FLAG
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.segment_drag import Grip
from retake_gui.viewmodels.time_scale import TimeScale
from retake_gui.viewmodels.timeline import TimelineModel

if TYPE_CHECKING:
    from retake_gui.domain.markers import Marker

_SNAP_PIXELS = 8
_SEEK_SNAP_PIXELS = 5
_CLICK_PIXELS = 4
_NOTCH = 120
_ZOOM_PER_NOTCH = 1.25
_PAN_PER_NOTCH = 90


class _Doing(Enum):
    NOTHING = auto()
    SCRUBBING = auto()
    PRESSED_BODY = auto()
    EDITING = auto()
    PANNING = auto()


class Pointer(QObject):
    """Turns mouse events into calls of the models."""

    def __init__(self, timeline: TimelineModel, player: PlayerModel, parent: QObject) -> None:
        super().__init__(parent)
        self._timeline = timeline
        self._player = player
        self._doing = _Doing.NOTHING
        self._pressed = QPointF()
        self._last = QPointF()
        self._offset = 0.0

    @property
    def busy(self) -> bool:
        """Whether a button is held for something."""
        return self._doing is not _Doing.NOTHING

    @property
    def scrubbing(self) -> bool:
        """Whether the hand has the playhead."""
        return self._doing is _Doing.SCRUBBING

    def grip_at(self, position: QPointF, lanes: Lanes, modifiers: Qt.KeyboardModifier) -> Grip | None:
        """What of the range a press would take."""
        scale = self._timeline.scale
        bar = lanes.ruler.bottom() - 7
        if scale is None or position.y() < bar or position.y() > lanes.takes.top():
            return None
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return Grip.NEW
        return grip_under(scale, self._timeline.segment, position.x() - MARGIN)

    def marker_at(self, position: QPointF, lanes: Lanes) -> "Marker | None":
        """The marker whose flag on the ruler lies under a place."""
        scale = self._timeline.scale
        if scale is None or not lanes.ruler.bottom() - FLAG <= position.y() <= lanes.ruler.bottom() + 1:
            return None
        far = {marker: abs(MARGIN + scale.x_of(marker.frame) - position.x()) for marker in self._timeline.markers}
        nearest = min(far, key=lambda marker: far[marker], default=None)
        return nearest if nearest is not None and far[nearest] <= FLAG / 2 else None

    def press(self, event: QMouseEvent, lanes: Lanes) -> None:
        """A button went down."""
        scale = self._timeline.scale
        if scale is None or self.busy:
            return
        self._pressed = self._last = event.position()
        if event.button() is Qt.MouseButton.MiddleButton:
            self._doing = _Doing.PANNING
        elif event.button() is Qt.MouseButton.LeftButton:
            grip = self.grip_at(event.position(), lanes, event.modifiers())
            if grip is None:
                self._doing = _Doing.SCRUBBING
                self._player.begin_scrub()
                self._seek(event)
            elif grip is Grip.BODY:
                self._doing = _Doing.PRESSED_BODY
            else:
                self._doing = _Doing.EDITING
                x = event.position().x() - MARGIN
                self._offset = x - _edge_x(scale, self._timeline.segment, grip, x)
                self._timeline.begin_drag(grip, scale.edge_at(x))

    def move(self, event: QMouseEvent) -> None:
        """The hand moved with a button held."""
        scale = self._timeline.scale
        if scale is None:
            return
        position = event.position()
        if self._doing is _Doing.PRESSED_BODY and abs(position.x() - self._pressed.x()) >= _CLICK_PIXELS:
            self._doing = _Doing.EDITING
            self._offset = 0.0
            self._timeline.begin_drag(Grip.BODY, scale.edge_at(self._pressed.x() - MARGIN))
        if self._doing is _Doing.SCRUBBING:
            self._seek(event)
        elif self._doing is _Doing.PANNING:
            self._timeline.pan(self._last.x() - position.x())
        elif self._doing is _Doing.EDITING:
            self._drag(position, free=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        self._last = position

    def release(self, event: QMouseEvent) -> None:
        """The button went up."""
        if self._doing is _Doing.PRESSED_BODY:
            self._seek(event)
        elif self._doing is _Doing.EDITING:
            self._timeline.end_drag()
        elif self._doing is _Doing.SCRUBBING:
            self._player.end_scrub()
        self._doing = _Doing.NOTHING

    def cancel(self) -> bool:
        """Esc while something is held: back to before."""
        if self._doing is not _Doing.EDITING:
            return False
        self._timeline.cancel_drag()
        self._doing = _Doing.NOTHING
        return True

    def wheel(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the pointer, else the view moves."""
        angle, pixels = event.angleDelta(), event.pixelDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = (angle.y() or angle.x()) / _NOTCH
            self._timeline.zoom(_ZOOM_PER_NOTCH**notches, event.position().x() - MARGIN)
        elif not pixels.isNull():
            self._timeline.pan(-(pixels.x() or pixels.y()))
        else:
            self._timeline.pan(-(angle.x() or angle.y()) / _NOTCH * _PAN_PER_NOTCH)
        event.accept()

    def _seek(self, event: QMouseEvent) -> None:
        """The playhead follows the hand, drawn to marks by less than edges are; Alt frees it, Shift insists."""
        scale, held = self._timeline.scale, event.modifiers()
        if scale is None:
            return
        frame = scale.frame_at(event.position().x() - MARGIN)
        is_free = bool(held & Qt.KeyboardModifier.AltModifier) or not self._timeline.snapping
        if not is_free or held & Qt.KeyboardModifier.ShiftModifier:
            frame = self._timeline.snapped(frame, _reach(scale, _SEEK_SNAP_PIXELS))
        self._timeline.seekRequested.emit(frame)

    def _drag(self, position: QPointF, *, free: bool) -> None:
        scale = self._timeline.scale
        if scale is None:
            return
        x = position.x() - MARGIN
        if not 0 <= x <= scale.width:
            self._timeline.pan((x if x < 0 else x - scale.width) / 3)
            scale = self._timeline.scale or scale
        x -= self._offset
        self._timeline.drag_to(scale.edge_at(x), self._player.position, _reach(scale), free=free)


def _reach(scale: TimeScale, pixels: int = _SNAP_PIXELS) -> int:
    """Frames within the pixels over which marks attract."""
    return int(pixels * scale.per_pixel / float(scale.clip.step))


def _edge_x(scale: TimeScale, segment: Span, grip: Grip, x: float) -> float:
    """Where the taken edge lies, so that taking a handle at its rim does not make it jump."""
    if grip is Grip.START:
        return scale.x_of(segment.start)
    return scale.x_of(segment.end) if grip is Grip.END else x


def grip_under(scale: TimeScale, segment: Span, x: float) -> Grip | None:
    """Which part of the range lies under a pixel; ends keep their reach outside, and a third of it inside."""
    if not segment:
        return None
    left, right = scale.x_of(segment.start), scale.x_of(segment.end)
    inside = min(4.0, (right - left) / 3)
    if left - REACH <= x <= left + inside:
        return Grip.START
    if right - inside <= x <= right + REACH:
        return Grip.END
    return Grip.BODY if left < x < right else None
