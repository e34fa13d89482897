"""Playhead, start and end as sliders: for the keyboard and for assistive technology, unseen by the eye.

Each is a real slider, so screen readers find role, value and limits where they expect them. The canvas draws the focus.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}
_PAGES = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}


class HandleSlider(QSlider):
    """One handle.

    Args:
        name: Its object name.
        title: Its accessible name.
        words: Writes a value for people.
        second: How many frames a second has, for Shift and the page keys.

    Signals:
        nudged: The user wants it so many frames further on.
        placed: The user wants it at a value (Home, End, or set by assistive technology).
        focused: It got or lost the keyboard.
    """

    nudged = Signal(int)
    placed = Signal(int)
    focused = Signal(bool)

    def __init__(
        self, name: str, title: str, words: Callable[[int], str], second: Callable[[], int], parent: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._words, self._second = words, second
        self._told = False
        self.valueChanged.connect(self._wish)

    def tell(self, value: int, least: int, most: int) -> None:
        """It stands here now."""
        self._told = True
        self.setRange(least, max(least, most))
        self.setPageStep(max(1, self._second()))
        self.setValue(value)
        self._told = False
        self.setAccessibleDescription(self._words(value))

    def event(self, event: QEvent) -> bool:
        """While it has the keyboard, arrows are its own and no shortcut takes them."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._change(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move it by a frame, with Shift by a second."""
        change = self._change(event)
        if event.key() == Qt.Key.Key_Home:
            self.placed.emit(self.minimum())
        elif event.key() == Qt.Key.Key_End:
            self.placed.emit(self.maximum())
        elif change:
            self.nudged.emit(change)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The canvas draws."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """It has the keyboard."""
        super().focusInEvent(event)
        self.focused.emit(self.hasFocus())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It has not."""
        super().focusOutEvent(event)
        self.focused.emit(self.hasFocus())

    def _change(self, event: QKeyEvent) -> int:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        if modifiers != Qt.KeyboardModifier.NoModifier and not shift:
            return 0
        key = Qt.Key(event.key())
        if key in _PAGES:
            return _PAGES[key] * self._second()
        return _STEPS.get(key, 0) * (self._second() if shift else 1)

    def _wish(self, value: int) -> None:
        """A change that we were not told came from assistive technology."""
        if not self._told:
            self.placed.emit(value)
