"""The pixel inspector: values of both sides at one place, and how far they are apart."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from retake_gui.ui import theme

_EDGE = 8
_SWATCH = 11
_MARGIN = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """One side's value at the place.

    Attributes:
        label: What the side is called.
        colour: Red, green and blue, 0 to 255 each.
        exact: Whether the picture is there pixel by pixel; a smaller one gives a mean of its surroundings.
    """

    label: str
    colour: tuple[int, int, int]
    exact: bool


def sample(label: str, image: QImage, part: QPointF, natural_width: float) -> Sample | None:
    """The value of a picture at a part of its width and height; ``None`` outside."""
    x, y = int(part.x() * image.width()), int(part.y() * image.height())
    if not (0 <= x < image.width() and 0 <= y < image.height()):
        return None
    tone = image.pixelColor(x, y)
    return Sample(label, (tone.red(), tone.green(), tone.blue()), image.width() >= natural_width)


def difference_words(one: Sample, other: Sample) -> str:
    """The second value less the first, channel by channel, with signs."""
    return " ".join(f"{theirs - own:+4d}" for own, theirs in zip(one.colour, other.colour, strict=True))


class Inspector(QWidget):
    """A card over the picture's lower right corner; never in the way of the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("pixelInspector")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(theme.number_font(parent.font(), 0.9))
        self._lines: list[tuple[str, str, QColor | None]] = []
        self.hide()

    @property
    def words(self) -> list[str]:
        """What it says, line by line."""
        return [f"{label} {value}" for label, value, _ in self._lines]

    def show_values(self, x: int, y: int, samples: list[Sample]) -> None:
        """Show a place of the picture, in its own pixels, with what the sides have there."""
        self._lines = [(self.tr("Pixel"), f"{x}, {y}", None)]
        for found in samples:
            values = " ".join(f"{value:4d}" for value in found.colour)
            self._lines.append((found.label, values if found.exact else f"≈{values}", QColor(*found.colour)))
        if len(samples) == 2:
            self._lines.append((self.tr("Difference"), difference_words(*samples), None))
        self.setAccessibleName("; ".join(self.words))
        self._place()
        self.show()
        self.raise_()
        self.update()

    def _place(self) -> None:
        metrics = self.fontMetrics()
        labels = max(metrics.horizontalAdvance(label) for label, _, _ in self._lines)
        values = max(metrics.horizontalAdvance(value) for _, value, _ in self._lines)
        size = QSize(labels + values + _SWATCH + 4 * _EDGE, len(self._lines) * (metrics.height() + 2) + 2 * _EDGE - 2)
        self.setGeometry(
            max(0, self._over.width() - size.width() - _MARGIN),
            max(0, self._over.height() - size.height() - _MARGIN),
            size.width(),
            size.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines of a label, a swatch and values."""
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour(theme.EDGE), 1))
            painter.setBrush(theme.colour("#000000", 0.82))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            step, right = self.fontMetrics().height() + 2, self.width() - _EDGE
            for row, (label, value, tone) in enumerate(self._lines):
                line = QRectF(_EDGE, _EDGE + row * step, right - _EDGE, step)
                painter.setPen(theme.colour(theme.MUTED))
                painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
                painter.setPen(theme.colour(theme.TEXT))
                values = line.adjusted(0, 0, -_SWATCH - _EDGE, 0)
                painter.drawText(values, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
                if tone is not None:
                    box = QRectF(right - _SWATCH, line.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
                    painter.fillRect(box, tone)
