"""The line of a wipe under the hand: taken, dragged, turned."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt

from retake_gui.domain.compare import CompareMode
from retake_gui.ui.viewer.pane import PicturePane, wipe_line
from retake_gui.viewmodels.player import PlayerModel

_REACH = 9


class WipeLine:
    """Lies over the pane of the take.

    Attributes:
        held: Whether the hand has it.
    """

    def __init__(self, player: PlayerModel, pane: PicturePane) -> None:
        self._player, self._pane = player, pane
        self.held = False

    @property
    def cursor(self) -> Qt.CursorShape:
        """Which way it can be dragged."""
        vertical = self._player.compare.wipe_vertical
        return Qt.CursorShape.SplitHCursor if vertical else Qt.CursorShape.SplitVCursor

    def lies_under(self, position: QPointF) -> bool:
        """Whether a press there would take it."""
        state = self._player.compare
        if state.mode is not CompareMode.WIPE:
            return False
        along = position.x() if state.wipe_vertical else position.y()
        return abs(along - wipe_line(state, self._pane.area)) <= _REACH

    def drag(self, position: QPointF) -> None:
        """Bring it there, but not out of the picture."""
        area, state = self._pane.area, self._player.compare
        if state.wipe_vertical:
            part = (position.x() - area.left()) / area.width()
        else:
            part = (position.y() - area.top()) / area.height()
        self._player.set_compare(replace(state, wipe=min(max(part, 0.0), 1.0)))
