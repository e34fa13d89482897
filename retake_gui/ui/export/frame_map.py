"""What an export does to each frame of the clip, drawn: copied, encoded anew, or left out; and where the take lies."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from retake_gui.domain.span import NOTHING, Span
from retake_gui.ui import theme

_BAR, _TAKE, _GAP = 14, 3, 6
_LEAST = 2.0
"""A span of few frames in a long clip is never thinner than this many pixels."""


class FrameMap(QWidget):
    """One bar as long as the clip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportMap")
        self.setAccessibleName(self.tr("Frames that are copied and encoded anew"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._whole, self._written, self._take = Span(0, 1), NOTHING, NOTHING
        self._anew: tuple[Span, ...] = ()

    def show_frames(self, whole: Span, written: Span, anew: Iterable[Span], take: Span) -> None:
        """Draw other spans; all count frames of the clip.

        Args:
            whole: The clip.
            written: What the file will hold.
            anew: Which of it is encoded; the rest is copied.
            take: What the take replaces.
        """
        self._whole, self._written, self._take = whole, written, take
        self._anew = tuple(anew)
        copied = len(written) - sum(len(span) for span in self._anew)
        self.setToolTip(self.tr("{0} frames are copied, {1} encoded anew.").format(copied, len(written) - copied))
        self.update()

    def sizeHint(self) -> QSize:
        """The bar, the take's line and the words below."""
        return QSize(200, _BAR + _TAKE + _GAP + 2 + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """As high as it wants."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        with QPainter(self) as painter:
            painter.fillRect(QRectF(0, 0, self.width(), _BAR), theme.colour(theme.FIELD))
            painter.fillRect(self._place(self._written, 0, _BAR), theme.colour(theme.EDGE))
            for span in self._anew:
                painter.fillRect(self._place(span, 0, _BAR), theme.colour(theme.WAVE))
            painter.fillRect(self._place(self._take, _BAR + 2, _TAKE), theme.colour(theme.ACCENT))
            self._paint_legend(painter)

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.font())
        top = _BAR + _TAKE + _GAP + 2.0
        left, middle = 0.0, top + metrics.height() / 2
        for tone, height, words in (
            (theme.EDGE, 9.0, self.tr("copied")),
            (theme.WAVE, 9.0, self.tr("encoded anew")),
            (theme.ACCENT, float(_TAKE), self.tr("the take")),
        ):
            painter.fillRect(QRectF(left, middle - height / 2, 12, height), theme.colour(tone))
            painter.setPen(theme.colour(theme.MUTED))
            width = metrics.horizontalAdvance(words)
            painter.drawText(QRectF(left + 18, top, width + 2, metrics.height()), Qt.AlignmentFlag.AlignLeft, words)
            left += 18 + width + 20

    def _place(self, span: Span, top: float, height: float) -> QRectF:
        if not span:
            return QRectF()
        scale = self.width() / max(1, len(self._whole))
        left = (span.start - self._whole.start) * scale
        return QRectF(left, top, max(_LEAST, len(span) * scale), height)
