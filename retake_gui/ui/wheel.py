"""Fields in a scrolling panel leave the wheel to the panel unless they have the keyboard."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget


class _Guard(QObject):
    """Turns the wheel away from a widget without focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ignore the event, so that the parent gets it."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def ignore_wheel(widget: QWidget) -> None:
    """Let a widget use the wheel only while it has the keyboard: scrolling past must not change a setting.

    What is pressed and not typed in gets the keyboard by Tab alone: a click leaves Space to the player.
    """
    is_pressed = isinstance(widget, QComboBox | QAbstractButton)
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_pressed else Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(_Guard(widget))
