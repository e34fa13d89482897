"""The overview bar: the whole clip in a line, and which part of it is in view."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from retake_gui.domain.span import Span
from retake_gui.ui import theme
from retake_gui.ui.timeline.lanes import MARGIN
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.time_scale import TimeScale
from retake_gui.viewmodels.timeline import TimelineModel

_HEIGHT = 16
_GRIP = 7
_LEAST = 14.0


class OverviewBar(QWidget):
    """Drag the window to move the view, its ends to zoom, or click to go there."""

    def __init__(self, timeline: TimelineModel, player: PlayerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("timelineOverview")
        self.setAccessibleName(self.tr("Overview of the clip"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._timeline, self._player = timeline, player
        self._taken: str = ""
        self._last = QPointF()
        for signal in (
            timeline.clipChanged,
            timeline.scaleChanged,
            timeline.segmentChanged,
            player.positionChanged,
        ):
            signal.connect(self.update)

    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(300, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The clip, the range, the playhead, and the window over them."""
        del event
        with QPainter(self) as painter:
            theme.fill(painter, self.rect(), theme.GROUND)
            whole = self._whole()
            if whole is None:
                return
            track = QRectF(MARGIN, 4, whole.width, _HEIGHT - 8)
            painter.fillRect(track, theme.colour(theme.FIELD))
            segment = self._timeline.segment
            if segment:
                left, right = whole.x_of(segment.start), whole.x_of(segment.end)
                area = QRectF(MARGIN + left, track.top(), max(2.0, right - left), track.height())
                painter.fillRect(area, theme.colour(theme.ACCENT, 0.85))
            x = MARGIN + whole.x_of(self._player.position)
            painter.fillRect(QRectF(x - 0.5, 2, 1.5, _HEIGHT - 4), theme.colour(theme.PLAYHEAD))
            window = self._window(whole)
            if window is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.colour(theme.MUTED), 1))
                painter.setBrush(theme.colour(theme.TEXT, 0.16))
                painter.drawRoundedRect(window, 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the window, an end of it, or go where it was pressed."""
        self._last = event.position()
        self._taken = self._part_at(event.position().x())
        if self._taken == "outside":
            self._centre(event.position().x())
            self._taken = "window"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was taken."""
        whole, scale = self._whole(), self._timeline.scale
        x = event.position().x()
        if whole is None or scale is None:
            return
        if not self._taken:
            ends = self._part_at(x) in ("left", "right")
            self.setCursor(Qt.CursorShape.SizeHorCursor if ends else Qt.CursorShape.ArrowCursor)
        elif self._taken == "window":
            self._timeline.pan((x - self._last.x()) * whole.per_pixel / scale.per_pixel)
        else:
            self._stretch(whole, scale, x - MARGIN)
        self._last = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        del event
        self._taken = ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole clip."""
        del event
        self._timeline.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self._timeline.zoom(1.25 ** (event.angleDelta().y() / 120))
        event.accept()

    def _whole(self) -> TimeScale | None:
        clip = self._timeline.clip
        if clip is None or not clip.frames:
            return None
        return TimeScale.fitted(clip, self.width() - 2 * MARGIN)

    def _window(self, whole: TimeScale) -> QRectF | None:
        scale = self._timeline.scale
        if scale is None or scale.is_fitted:
            return None
        left, right = whole.x_of_time(scale.left), whole.x_of_time(scale.left + scale.seconds)
        width = max(_LEAST, right - left)
        left = min(left, whole.width - width)
        return QRectF(MARGIN + left, 1.5, width, _HEIGHT - 3)

    def _part_at(self, x: float) -> str:
        whole = self._whole()
        window = self._window(whole) if whole is not None else None
        if window is None:
            return "outside"
        if abs(x - window.left()) <= _GRIP and x < window.center().x():
            return "left"
        if abs(x - window.right()) <= _GRIP:
            return "right"
        return "window" if window.left() < x < window.right() else "outside"

    def _centre(self, x: float) -> None:
        whole, scale = self._whole(), self._timeline.scale
        if whole is not None and scale is not None:
            moment = whole.time_at(x - MARGIN)
            self._timeline.pan((moment - scale.left - scale.seconds / 2) / scale.per_pixel)

    def _stretch(self, whole: TimeScale, scale: TimeScale, x: float) -> None:
        frame = whole.edge_at(x)
        shown = scale.visible
        if self._taken == "left":
            shown = Span(min(frame, shown.end - 1), shown.end)
        else:
            shown = Span(shown.start, max(frame, shown.start + 1))
        self._timeline.show_span(shown)
