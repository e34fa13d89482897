"""Pointing at a pixel: the same place on every pane, and the values that source and take have there."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtWidgets import QWidget

from retake_gui.ui.viewer.inspector import Inspector, sample
from retake_gui.ui.viewer.pane import PicturePane


class Inspection:
    """Follows the pointer over panes while it is switched on.

    Args:
        panes: All panes; the first two are source and take.
        over: What the card with the values lies over.
    """

    def __init__(self, panes: Sequence[PicturePane], over: QWidget) -> None:
        self._panes = tuple(panes)
        self._card = Inspector(over)
        self._pointed: tuple[PicturePane, QPointF] | None = None
        self.on = False

    def point(self, pane: PicturePane, at: QPointF) -> None:
        """The pointer is at a place of a pane."""
        self._pointed = (pane, at)

    def leave(self) -> None:
        """Nothing is pointed at."""
        self._pointed = None

    def refresh(self, natural: QSizeF) -> None:
        """Show what is there now: after a move, another frame, or another way to look.

        Args:
            natural: The clip's picture in its own pixels.
        """
        found = self._place() if self.on and not natural.isEmpty() else None
        for pane in self._panes:
            pane.set_probe(found)
        if found is None:
            self._card.hide()
            return
        taken = [
            sample(pane.label, pane.canvas.image, found, natural.width())
            for pane in self._panes[:2]
            if pane.canvas is not None
        ]
        samples = [value for value in taken if value is not None]
        self._card.show_values(int(found.x() * natural.width()), int(found.y() * natural.height()), samples)

    def _place(self) -> QPointF | None:
        """The part of the picture's width and height under the pointer."""
        if self._pointed is None:
            return None
        pane, at = self._pointed
        area = pane.area
        if not area.contains(at):
            return None
        return QPointF((at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height())
