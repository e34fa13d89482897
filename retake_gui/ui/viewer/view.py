"""Zoom and place, shared by all pictures of the viewer, and where a picture lies in its pane."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

_MOST = 32.0
_LEAST = 0.05
_SNAP = 1e-6


@dataclass(frozen=True, slots=True)
class View:
    """How a picture is looked at.

    Attributes:
        scale: Device-independent pixels for each pixel of the picture, or ``None`` to fit it in.
        x: Which part of the picture's width is in the pane's middle, 0 to 1.
        y: Which part of its height.
    """

    scale: float | None = None
    x: float = 0.5
    y: float = 0.5

    def scale_in(self, pane: QSizeF, picture: QSizeF) -> float:
        """The scale that applies in a pane."""
        return self.scale or fitting(pane, picture)

    def area(self, pane: QSizeF, picture: QSizeF) -> QRectF:
        """Where the picture lies in a pane, its place held so that no needless border shows."""
        scale = self.scale_in(pane, picture)
        width, height = picture.width() * scale, picture.height() * scale
        return QRectF(_placed(pane.width(), width, self.x), _placed(pane.height(), height, self.y), width, height)

    def zoomed(self, factor: float, at: QPointF, pane: QSizeF, picture: QSizeF) -> "View":
        """Closer or farther, with the point of the picture under ``at`` staying there."""
        area = self.area(pane, picture)
        old = self.scale_in(pane, picture)
        least = min(_LEAST, fitting(pane, picture))
        scale = min(max(old * factor, least), _MOST)
        if abs(scale - old) < _SNAP:
            return self
        across, down = (at.x() - area.x()) / area.width(), (at.y() - area.y()) / area.height()
        width, height = picture.width() * scale, picture.height() * scale
        x = across - (at.x() - pane.width() / 2) / width
        y = down - (at.y() - pane.height() / 2) / height
        return View(scale, x, y)._held(pane, picture)

    def moved(self, by: QPointF, pane: QSizeF, picture: QSizeF) -> "View":
        """Shifted by device-independent pixels."""
        area = self.area(pane, picture)
        held = self._held(pane, picture)
        return replace(held, x=held.x - by.x() / area.width(), y=held.y - by.y() / area.height())._held(pane, picture)

    def at_scale(self, scale: float) -> "View":
        """The same middle at another scale."""
        return replace(self, scale=scale)

    def _held(self, pane: QSizeF, picture: QSizeF) -> "View":
        scale = self.scale_in(pane, picture)
        return replace(
            self,
            x=_held(self.x, pane.width() / (picture.width() * scale)),
            y=_held(self.y, pane.height() / (picture.height() * scale)),
        )


FIT = View()


def fitting(pane: QSizeF, picture: QSizeF) -> float:
    """The scale at which a picture just fits into a pane."""
    if picture.isEmpty() or pane.isEmpty():
        return 1.0
    return max(_SNAP, min(pane.width() / picture.width(), pane.height() / picture.height()))


def _placed(room: float, length: float, middle: float) -> float:
    """Where a side begins: centred if it fits, else so that it covers the pane."""
    if length <= room:
        return (room - length) / 2
    return min(0.0, max(room - length, room / 2 - middle * length))


def _held(middle: float, share: float) -> float:
    """A middle for which the pane stays covered; ``share`` is the pane's part of the picture's side."""
    return 0.5 if share >= 1 else min(max(middle, share / 2), 1 - share / 2)
