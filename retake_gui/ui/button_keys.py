"""Space plays, except where it belongs to the button or list that has the keyboard."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget
from shiboken6 import Shiboken

_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ButtonKeys(QObject):
    """Watches the focused widget, and only that one, so that other events cost nothing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key before it becomes a shortcut; Return presses a button as Space does."""
        if isinstance(event, QKeyEvent) and event.key() in _KEYS and not event.modifiers():
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            pressed = event.type() is QEvent.Type.KeyPress and event.key() != Qt.Key.Key_Space
            if pressed and isinstance(watched, QAbstractButton):
                watched.click()
                return True
        return False

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and Shiboken.isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now if isinstance(now, QAbstractButton | QComboBox) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)
            self._watched.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None
