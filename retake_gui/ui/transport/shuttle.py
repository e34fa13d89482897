"""J, K and L: shuttling, and single frames while K is held down."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow

from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.player import PlayerModel


class ShuttleKeys(QObject):
    """Knows whether K is down: an action tells when it went down, the window when it came up."""

    def __init__(self, player: PlayerModel, actions: ActionSet, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._held = False
        self._watched: QWindow | None = None
        actions[ActionId.STOP].triggered.connect(self._stop)
        actions[ActionId.SHUTTLE_BACK].triggered.connect(lambda: self._shuttle(-1))
        actions[ActionId.SHUTTLE_FORWARD].triggered.connect(lambda: self._shuttle(1))

    def watch(self, window: QWindow | None) -> None:
        """See keys come up in a window."""
        if window is not None and window is not self._watched:
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            window.installEventFilter(self)
            self._watched = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice K coming up, or the keyboard going elsewhere."""
        del watched
        kind = event.type()
        if kind is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_K and not event.isAutoRepeat():
                self._held = False
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate):
            self._held = False
        return False

    def _stop(self) -> None:
        self._held = True
        self._player.pause()

    def _shuttle(self, way: int) -> None:
        if self._held:
            self._player.step(way)
        else:
            self._player.shuttle(way)
