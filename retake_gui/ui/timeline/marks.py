"""What moves over filmstrip and waveform: the range, what a retake would touch, limits, takes and the playhead."""

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from retake_gui.domain.span import Span
from retake_gui.domain.timebase import TimeDisplay
from retake_gui.ui import theme
from retake_gui.ui.timeline.lanes import HANDLE, MARGIN, Lanes
from retake_gui.viewmodels.segment_drag import Grip
from retake_gui.viewmodels.time_scale import TimeScale
from retake_gui.viewmodels.timeline import TakeMark, Touched

_BAR = 6
FLAG = 11
"""Height of a marker's flag."""


class Marks:
    """Paints on one canvas at one view."""

    def __init__(self, painter: QPainter, scale: TimeScale, lanes: Lanes) -> None:
        self._painter = painter
        self._scale = scale
        self._lanes = lanes

    def area(self, span: Span) -> QRectF:
        """Where frames lie on filmstrip and waveform, cut off a little outside of the view."""
        body = self._lanes.body
        far = self._scale.width + 4 * MARGIN
        left = min(max(self._scale.x_of(span.start), -4.0 * MARGIN), far)
        right = min(max(self._scale.x_of(span.end), -4.0 * MARGIN), far)
        return QRectF(MARGIN + left, body.top(), right - left, body.height())

    def shade(self, segment: Span) -> None:
        """Darken what is not selected a little, so that the range stands out without covering the picture."""
        if not segment:
            return
        clip = self._scale.clip
        for span in (Span(0, segment.start), Span(segment.end, clip.frames)):
            self._painter.fillRect(self.area(span), QColor(0, 0, 0, 90))

    def touched(self, segment: Span, touched: Touched | None) -> None:
        """The spill: lighter than the range, hatched, so that it is told apart without colour too."""
        if touched is None:
            return
        for span, alpha in ((touched.altered, 0.10), (touched.made, 0.16)):
            for part in _outside(span, segment):
                area = self.area(part)
                self._painter.fillRect(area, theme.colour(theme.ACCENT, alpha))
                self._painter.fillRect(area, QBrush(theme.colour(theme.ACCENT, 0.45), Qt.BrushStyle.BDiagPattern))
        sent = self.area(touched.sent)
        y = self._lanes.ruler.bottom() - 1.5
        self._painter.setPen(QPen(theme.colour(theme.ACCENT, 0.75), 1, Qt.PenStyle.DashLine))
        self._painter.drawLine(QPointF(sent.left(), y), QPointF(sent.right(), y))
        self._painter.setPen(QPen(theme.colour(theme.ACCENT, 0.75), 1))
        for x in (sent.left(), sent.right()):
            self._painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 3))

    def segment(self, segment: Span, hovered: Grip | None, focused: Grip | None) -> None:
        """The range: tinted, with a bar on the ruler and a handle at each end."""
        if not segment:
            return
        painter, area = self._painter, self.area(segment)
        strong = hovered is Grip.BODY
        painter.fillRect(area, theme.colour(theme.ACCENT, 0.16 if strong else 0.10))
        ruler = self._lanes.ruler
        bar = QRectF(area.left(), ruler.bottom() + 1 - _BAR, area.width(), _BAR)
        painter.fillRect(bar, theme.colour(theme.ACCENT_BRIGHT if strong else theme.ACCENT))
        for y in (area.top(), area.bottom() - 1):
            painter.fillRect(QRectF(area.left(), y, area.width(), 1), theme.colour(theme.ACCENT, 0.8))
        self._handle(area.left(), -1, lit=hovered is Grip.START, focused=focused is Grip.START)
        self._handle(area.right(), 1, lit=hovered is Grip.END, focused=focused is Grip.END)

    def _handle(self, x: float, side: int, *, lit: bool, focused: bool) -> None:
        """A tab outside the range whose inner edge is exactly the frame's border."""
        painter, body, ruler = self._painter, self._lanes.body, self._lanes.ruler
        top = ruler.bottom() + 1 - _BAR
        left = x - HANDLE if side < 0 else x
        tab = QRectF(left, top, HANDLE, body.bottom() + 1 - top)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.FOCUS), 2) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.ACCENT_BRIGHT if lit or focused else theme.ACCENT))
        painter.drawRoundedRect(tab, 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRect(QRectF(x - 2 if side < 0 else x, top, 2, tab.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(theme.colour(theme.ON_ACCENT, 0.75), 1))
        middle = tab.center()
        for shift in (-1.5, 1.5):
            painter.drawLine(QLineF(middle.x() + shift, middle.y() - 7, middle.x() + shift, middle.y() + 7))

    def limit(self, segment: Span, limit: Span | None, *, dragging: bool) -> None:
        """How long a range may be: a dashed ghost while an end is dragged, and always where it is passed."""
        if limit is None:
            return
        too_long = segment.end > limit.end
        if too_long:
            over = self.area(Span(limit.end, segment.end))
            self._painter.fillRect(over, theme.colour(theme.ERROR, 0.22))
            self._painter.fillRect(over, QBrush(theme.colour(theme.ERROR, 0.8), Qt.BrushStyle.DiagCrossPattern))
        if not (too_long or dragging) or limit.end >= self._scale.clip.frames:
            return
        area = self.area(limit)
        tone = theme.colour(theme.ERROR if too_long else theme.TEXT, 0.9)
        self._painter.setPen(QPen(tone, 1, Qt.PenStyle.DashLine))
        self._painter.drawLine(area.topRight(), area.bottomRight())
        seconds = float(self._scale.clip.span_seconds(limit))
        words = QCoreApplication.translate("Timeline", "at most {0} s").format(f"{seconds:.1f}")
        under_length = area.bottom() - self._painter.fontMetrics().height() - 6
        self._tag(area.right(), under_length, words, tone)

    def length(self, segment: Span, words: str) -> None:
        """The range's length, in its middle, where it fits."""
        area = self.area(segment).intersected(QRectF(self._lanes.body))
        width = self._painter.fontMetrics().horizontalAdvance(words) + 14
        if width + 8 < area.width():
            self._tag(area.center().x() - width / 2 - 5, area.top() + 5, words, theme.colour(theme.ACCENT_BRIGHT))

    def takes(self, takes: tuple[TakeMark, ...]) -> None:
        """A thin line for each take, newest on top; the one that is shown is full."""
        lane = self._lanes.takes
        for row, take in enumerate(reversed(takes[-3:])):
            area = self.area(take.span)
            line = QRectF(area.left(), lane.top() + 1 + row * 3, max(2.0, area.width()), 2)
            self._painter.fillRect(line, theme.colour(theme.TEXT if take.shown else theme.FADED))

    def cuts(self, cuts: tuple[int, ...]) -> None:
        """A notch at each scene cut, over and under the filmstrip."""
        strip = self._lanes.strip
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(theme.colour(theme.TEXT, 0.85))
        for x in self._visible(cuts):
            for y, way in ((strip.top(), 1), (strip.bottom() + 1, -1)):
                notch = QPolygonF([QPointF(x - 4, y), QPointF(x + 4, y), QPointF(x, y + 5 * way)])
                self._painter.drawPolygon(notch)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def markers(self, frames: tuple[int, ...]) -> None:
        """A flag on the ruler for each marker, and a thin line down from it."""
        painter, bottom = self._painter, self._lanes.ruler.bottom()
        tone = theme.colour(theme.FOCUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x in self._visible(frames):
            painter.setPen(QPen(theme.colour(theme.FOCUS, 0.55), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, bottom), QPointF(x, self._lanes.body.bottom()))
            painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
            painter.setBrush(tone)
            top = bottom - FLAG
            flag = [QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x + 5, top + 6), QPointF(x, bottom)]
            painter.drawPolygon(QPolygonF([*flag, QPointF(x - 5, top + 6)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _visible(self, frames: tuple[int, ...]) -> list[float]:
        """Where those frames start that are in view."""
        if not frames:
            return []
        shown = self._scale.visible
        return [round(MARGIN + self._scale.x_of(frame)) + 0.5 for frame in frames if shown.start <= frame <= shown.end]

    def playhead(self, frame: int, *, focused: bool) -> None:
        """A line through everything, with a head on the ruler."""
        x = round(MARGIN + self._scale.x_of(frame)) + 0.5
        painter, body = self._painter, self._lanes.body
        painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
        painter.drawLine(QPointF(x, self._lanes.ruler.bottom() - 4), QPointF(x, body.bottom()))
        painter.setPen(QPen(theme.colour(theme.PLAYHEAD), 1))
        painter.drawLine(QPointF(x, self._lanes.ruler.bottom() - 6), QPointF(x, body.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._lanes.ruler.bottom() - 16
        head = QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x + 6, top + 6), QPointF(x, top + 13)])
        head.append(QPointF(x - 6, top + 6))
        painter.setPen(QPen(theme.colour(theme.FOCUS), 2) if focused else QPen(QColor(0, 0, 0, 160), 1))
        painter.setBrush(theme.colour(theme.PLAYHEAD))
        painter.drawPolygon(head)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def hover(self, x: float) -> None:
        """A faint line under the pointer."""
        self._painter.setPen(QPen(theme.colour(theme.TEXT, 0.4), 1))
        body = self._lanes.body
        self._painter.drawLine(QPointF(round(x) + 0.5, body.top()), QPointF(round(x) + 0.5, body.bottom()))

    def _tag(self, x: float, y: float, words: str, tone: QColor) -> None:
        metrics = self._painter.fontMetrics()
        box = QRectF(x + 5, y, metrics.horizontalAdvance(words) + 10, metrics.height() + 3)
        self._painter.fillRect(box, QColor(0, 0, 0, 200))
        self._painter.setPen(tone)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def length_words(scale: TimeScale, segment: Span, display: TimeDisplay) -> str:
    """The range's length: seconds and frames."""
    seconds = float(scale.clip.span_seconds(segment))
    if display is TimeDisplay.FRAMES:
        return f"{len(segment)}f"
    return f"{seconds:.2f} s · {len(segment)}f"


def _outside(span: Span, segment: Span) -> list[Span]:
    """The parts of a range that are not in the segment."""
    parts = [
        Span(span.start, max(span.start, min(span.end, segment.start))),
        Span(min(span.end, max(span.start, segment.end)), span.end),
    ]
    return [part for part in parts if part]
