"""The card over the timeline that shows the picture and the time under the pointer."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from retake_gui.ui import theme

_PICTURE_HEIGHT = 84
_EDGE = 4
_ABOVE = 6


class HoverCard(QWidget):
    """A child of the window, so that it may lie over the viewer; never in the way of the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("timelineHover")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture: QImage | None = None
        self._words = ""
        self._wide = 0
        self.hide()

    def show_at(
        self, anchor: QPoint, words: str, picture: QImage | None, aspect: float, clear: QRect | None = None
    ) -> None:
        """Show the card above a point of the window, and above ``clear`` where it would hide that.

        The words may be several lines; ``aspect`` is the picture's width by its height.
        """
        self._picture, self._words = picture, words
        self.setAccessibleName(words)
        self.setFont(theme.number_font(self._over.font(), 0.9))
        text = self.fontMetrics()
        lines = words.split("\n")
        size = QSize(max(map(text.horizontalAdvance, lines)) + 14, text.height() * len(lines) + 6)
        if picture is not None:
            width = min(round(_PICTURE_HEIGHT * aspect), 220)
            size = QSize(max(size.width(), width) + 2 * _EDGE, size.height() + round(width / aspect) + _EDGE)
            self._wide = width
        left = min(max(2, anchor.x() - size.width() // 2), max(2, self._over.width() - size.width() - 2))
        place = QRect(left, max(0, anchor.y() - size.height() - _ABOVE), size.width(), size.height())
        if clear is not None and place.intersects(clear):
            place.moveBottom(clear.top() - _ABOVE)
        self.setGeometry(place)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture over time."""
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setPen(QPen(theme.colour(theme.EDGE), 1))
            painter.setBrush(theme.colour(theme.PANEL))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            high = self.fontMetrics().height() * (self._words.count("\n") + 1)
            line = QRectF(0, self.height() - high - 5, self.width(), high + 2)
            if self._picture is not None:
                painter.drawImage(
                    QRectF((self.width() - self._wide) / 2, _EDGE, self._wide, line.top() - _EDGE - 1),
                    self._picture,
                )
            painter.setPen(theme.colour(theme.TEXT))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._words)
