"""Keys that belong to what has the keyboard before they are shortcuts: Space to a button, Esc to typed text."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from shiboken6 import Shiboken

_OF_BUTTONS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FocusKeys(QObject):
    """Watches the focused widget, and only that one, so that other events cost nothing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key before it becomes a shortcut; Return presses a button as Space does."""
        if isinstance(event, QKeyEvent) and not event.modifiers() and _belongs_to(watched, event):
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
        self._watched = now if isinstance(now, QAbstractButton | QComboBox) or _takes_back(now) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)
            self._watched.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None


def _belongs_to(watched: QObject, event: QKeyEvent) -> bool:
    if isinstance(watched, QLineEdit):
        return event.key() == Qt.Key.Key_Escape and watched.isModified()
    return event.key() in _OF_BUTTONS


def _takes_back(widget: QWidget | None) -> bool:
    """Whether Esc takes back what was typed there; elsewhere it means the viewer at once."""
    return isinstance(widget, QLineEdit) and hasattr(widget, "take_back")
