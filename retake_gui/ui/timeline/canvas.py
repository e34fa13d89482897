"""The timeline's drawing area: a still backdrop, marks over it, and the hand's events."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from retake_gui.ui import theme
from retake_gui.ui.timeline.backdrop import Backdrop, ruler_font
from retake_gui.ui.timeline.lanes import MARGIN, Lanes
from retake_gui.ui.timeline.marks import Marks, length_words
from retake_gui.ui.timeline.pointer import Pointer
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.segment_drag import Grip
from retake_gui.viewmodels.time_scale import TimeScale
from retake_gui.viewmodels.timeline import TimelineModel

if TYPE_CHECKING:
    from retake_gui.ui.timeline.marker_field import MarkerField

_HEAD = 9
_RENEW_MS = 120
_CURSORS = {
    Grip.START: Qt.CursorShape.SizeHorCursor,
    Grip.END: Qt.CursorShape.SizeHorCursor,
    Grip.BODY: Qt.CursorShape.OpenHandCursor,
    Grip.NEW: Qt.CursorShape.CrossCursor,
}


class TimelineCanvas(QWidget):
    """Paints the models and hands events to the pointer.

    Signals:
        hovered: The pointer is over a moment (x in pixels, frame), or left (-1, -1).
    """

    hovered = Signal(float, int)

    def __init__(self, timeline: TimelineModel, player: PlayerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("timelineCanvas")
        self.setAccessibleName(self.tr("Timeline"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._timeline, self._player = timeline, player
        self.backdrop = Backdrop()
        self.pointer = Pointer(timeline, player, self)
        self._lanes = Lanes.of(self.size())
        self._hover: QPointF | None = None
        self._grip: Grip | None = None
        self._focus: str = ""
        self._painted_at = 0
        self._teaches = True
        self._cached: list[tuple[float, float]] = []
        timeline.clipChanged.connect(self.renew)
        self._renewing = QTimer(self)
        self._renewing.setSingleShot(True)
        self._renewing.setInterval(_RENEW_MS)
        self._renewing.timeout.connect(self.renew)
        timeline.mediaChanged.connect(self._renew_soon)
        for signal in (
            timeline.scaleChanged,
            timeline.segmentChanged,
            timeline.planChanged,
            timeline.markersChanged,
            timeline.cutsChanged,
            timeline.dragEnded,
            timeline.displayChanged,
        ):
            signal.connect(self.update)
        timeline.takesChanged.connect(lambda: self.update(self._lanes.takes))
        player.positionChanged.connect(self._follow)

    @property
    def lanes(self) -> Lanes:
        """Where things lie."""
        return self._lanes

    def sizeHint(self) -> QSize:
        """Room for a filmstrip in which one sees something."""
        return QSize(900, 150)

    def minimumSizeHint(self) -> QSize:
        """No lane may vanish."""
        return QSize(240, Lanes.least_height())

    def set_focus(self, part: str) -> None:
        """Which part has the keyboard: ``playhead``, ``start``, ``end`` or none."""
        if part != self._focus:
            self._focus = part
            self.update()

    def set_cached(self, parts: list[tuple[float, float]]) -> None:
        """Which parts of the clip can be scrubbed at once, in seconds."""
        self._cached = parts
        self.update(self._lanes.cache)

    def set_teaching(self, teaches: bool) -> None:
        """Say what to do here while no clip is open, or stay silent since one is on its way."""
        self._teaches = teaches
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blit the backdrop and draw what moves."""
        with QPainter(self) as painter:
            scale = self._timeline.scale
            if scale is None:
                self._paint_empty(painter)
                return
            ratio = self.devicePixelRatioF()
            rect = event.rect()
            source = QRect(rect.topLeft() * ratio, rect.size() * ratio)
            kept = self.backdrop.pixmap(self, scale, self._lanes, self._timeline.display)
            if ratio == int(ratio):
                painter.drawPixmap(rect, kept, source)
            else:
                painter.drawPixmap(0, 0, kept)
            painter.setFont(ruler_font(self))
            self._paint_marks(painter, scale)

    def _paint_empty(self, painter: QPainter) -> None:
        theme.fill(painter, self.rect(), theme.GROUND)
        theme.fill(painter, self._lanes.ruler, theme.PANEL)
        theme.fill(painter, self._lanes.strip, theme.PICTURE)
        theme.fill(painter, self._lanes.wave, theme.FIELD)
        if self._teaches:
            painter.setPen(theme.colour(theme.MUTED))
            words = self.tr("Open a clip, then drag here to choose what to retake")
            painter.drawText(self._lanes.strip, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_marks(self, painter: QPainter, scale: TimeScale) -> None:
        timeline, marks = self._timeline, Marks(painter, scale, self._lanes)
        segment, dragging = timeline.segment, timeline.dragging
        painter.save()
        painter.setClipRect(self._lanes.body.adjusted(-MARGIN, -40, MARGIN, 40))
        self._paint_cached(painter, scale)
        marks.shade(segment)
        marks.touched(segment, timeline.touched)
        marks.takes(timeline.takes)
        marks.cuts(timeline.cuts)
        focused = {"start": Grip.START, "end": Grip.END}.get(self._focus)
        marks.segment(segment, dragging or self._grip, focused)
        marks.limit(segment, timeline.limit, dragging=dragging in (Grip.END, Grip.NEW))
        if segment:
            marks.length(segment, length_words(scale, segment, timeline.display))
        if self._hover is not None and not self.pointer.busy and self._grip is None:
            marks.hover(self._hover.x())
        painter.restore()
        marks.markers(tuple(marker.frame for marker in timeline.markers))
        self._painted_at = self._player.position
        marks.playhead(self._painted_at, focused=self._focus == "playhead")

    def _paint_cached(self, painter: QPainter, scale: TimeScale) -> None:
        lane = self._lanes.cache
        for start, end in self._cached:
            left, right = scale.x_of_time(start), scale.x_of_time(end)
            area = QRect(lane.left() + round(left), lane.top() + 1, max(1, round(right - left)), 2)
            painter.fillRect(area.intersected(lane), theme.colour(theme.GOOD, 0.7))

    def _renew_soon(self) -> None:
        """Pictures come one by one: paint the backdrop anew for several of them together."""
        if not self._renewing.isActive():
            self._renewing.start()

    def renew(self) -> None:
        """Paint the backdrop anew."""
        self.backdrop.forget()
        self.update()

    def _follow(self, frame: int) -> None:
        """Repaint only where the playhead was and is."""
        if self._player.playing:
            self._timeline.reveal(frame)
        scale = self._timeline.scale
        if scale is None:
            return
        for moment in (self._painted_at, frame):
            x = round(MARGIN + scale.x_of(min(moment, scale.clip.frames)))
            self.update(QRect(x - _HEAD, 0, 2 * _HEAD + 1, self.height()))

    # Hands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The axis has another width."""
        super().resizeEvent(event)
        self._lanes = Lanes.of(self.size())
        self._timeline.set_width(self._lanes.strip.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A hand takes hold."""
        self.pointer.press(event, self._lanes)
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hand moves."""
        if self.pointer.busy:
            self.pointer.move(event)
        self._point(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The hand lets go."""
        self.pointer.release(event)
        self._point(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a marker: give it another name; elsewhere the second click is one like the first."""
        marker = self.pointer.marker_at(event.position(), self._lanes)
        if marker is None or event.button() is not Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
        else:
            self._naming.ask(marker, round(event.position().x()), self._lanes.ruler.bottom() + 4)

    @cached_property
    def _naming(self) -> "MarkerField":
        from retake_gui.ui.timeline.marker_field import MarkerField

        return MarkerField(self._timeline, self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom or pan."""
        self.pointer.wheel(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing has to be painted."""
        super().hideEvent(event)
        self._renewing.stop()
        self.backdrop.forget()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._hover, self._grip = None, None
        self.hovered.emit(-1.0, -1)
        self.update()

    def event(self, event: QEvent) -> bool:
        """While something is held, Esc is the canvas's own and no shortcut takes it."""
        overriding = event.type() is QEvent.Type.ShortcutOverride and self.pointer.busy
        if overriding and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc regrets a drag."""
        if event.key() != Qt.Key.Key_Escape or not self.pointer.cancel():
            super().keyPressEvent(event)

    def _point(self, event: QMouseEvent) -> None:
        scale = self._timeline.scale
        if scale is None:
            return
        position = event.position()
        self._hover = position
        if not self.pointer.busy:
            self._grip = self.pointer.grip_at(position, self._lanes, event.modifiers())
            self._set_cursor(self._grip)
        elif self._timeline.dragging is Grip.BODY:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._tell_hovered(scale, position)
        self.update()

    def _tell_hovered(self, scale: TimeScale, position: QPointF) -> None:
        """Which frame is pointed at. While the hand scrubs the viewer shows it, and the position must stay readable."""
        held = {Grip.START: self._timeline.segment.start, Grip.END: self._timeline.segment.end - 1}
        dragged = held.get(self._timeline.dragging) if self._timeline.dragging is not None else None
        if self.pointer.scrubbing:
            self.hovered.emit(-1.0, -1)
        else:
            frame = scale.frame_at(position.x() - MARGIN) if dragged is None else max(0, dragged)
            self.hovered.emit(position.x(), frame)

    def _set_cursor(self, grip: Grip | None) -> None:
        if grip is None:
            self.unsetCursor()
        else:
            self.setCursor(_CURSORS[grip])
