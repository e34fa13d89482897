"""From a frame's bytes to pixels on the screen, without a copy on the way."""

import itertools
from functools import cache

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from retake_gui.viewmodels.frames import Picture


class Canvas:
    """One picture as Qt wants it; the image lies over the frame's own bytes, which are kept alive with it."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.image = QImage(picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)

    def draw(self, painter: QPainter, area: QRectF, ratio: float) -> None:
        """Blit into an area: exactly where sizes agree, smoothly when made smaller, as squares when magnified.

        Args:
            painter: Of the widget.
            area: Where, in device-independent pixels.
            ratio: Device pixels for each of these.
        """
        pixels = aligned(area, ratio)
        exact = (pixels.width(), pixels.height()) == (self.image.width(), self.image.height())
        magnified = pixels.width() >= 3 * self.image.width()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=not exact and not magnified)
        painter.drawImage(pixels, self.image)
        painter.restore()


def aligned(area: QRectF, ratio: float) -> QRect:
    """An area in whole device pixels."""
    left, top = round(area.left() * ratio), round(area.top() * ratio)
    return QRect(left, top, max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio)))


def difference(one: QImage, other: QImage, gain: int) -> QImage:
    """How far two pictures are apart, times a gain (a power of two); black where they are alike."""
    made = one.copy()
    _compose(made, other, QPainter.CompositionMode.CompositionMode_Difference)
    # The same pixels under another name: Qt would copy a picture that is drawn onto itself, at half the time of it all.
    itself = QImage(made.bits(), made.width(), made.height(), made.bytesPerLine(), made.format())
    while gain > 1:
        _compose(made, itself, QPainter.CompositionMode.CompositionMode_Plus)
        gain //= 2
    return made


_HEAT = (
    (0, (8, 8, 16)),
    (32, (40, 30, 110)),
    (96, (170, 30, 110)),
    (160, (240, 100, 40)),
    (224, (255, 220, 90)),
    (255, (255, 255, 255)),
)
"""Colours by amount of difference, ever lighter, so that they can be told apart without seeing hues."""


def heat_map(differing: QImage) -> QImage:
    """How much pictures differ, as a map: dark where they are alike, over violet and orange to white."""
    amount = differing.convertToFormat(QImage.Format.Format_Grayscale8)
    amount.reinterpretAsFormat(QImage.Format.Format_Indexed8)
    amount.setColorTable(_heat_table())
    return amount.convertToFormat(QImage.Format.Format_RGB32)


@cache
def _heat_table() -> list[int]:
    table = []
    for value in range(256):
        (low, dark), (high, light) = next(
            (lower, upper) for lower, upper in itertools.pairwise(_HEAT) if lower[0] <= value <= upper[0]
        )
        part = (value - low) / (high - low)
        table.append(QColor(*(round(a + (b - a) * part) for a, b in zip(dark, light, strict=True))).rgb())
    return table


def _compose(target: QImage, other: QImage, mode: QPainter.CompositionMode) -> None:
    painter = QPainter(target)
    painter.setCompositionMode(mode)
    painter.drawImage(target.rect(), other)
    painter.end()
