"""What the first paint does not show: made right after it, before anything can be done with the window.

A panel hands what is hidden at first to a :data:`Later` instead of making it; alone, it makes all at once.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

Make = Callable[[], None]
Later = Callable[[Make], None]
"""Has something made, now or after the first paint."""


def at_once(make: Make) -> None:
    """Nothing is waited for."""
    make()


class AfterPaint:
    """Keeps what is to be made, in order, until the window was painted; from then on all is made at once."""

    def __init__(self) -> None:
        self._waiting: list[Make] | None = []

    def __call__(self, make: Make) -> None:
        """Have something made."""
        if self._waiting is None:
            make()
        else:
            self._waiting.append(make)

    def make_all(self) -> None:
        """The window was painted."""
        waiting, self._waiting = self._waiting or [], None
        for make in waiting:
            make()


def reach_before(anchor: QWidget, late: QWidget) -> None:
    """Let Tab reach what a late part holds where it would if that had been made before another widget."""
    others = [widget for widget in _after(anchor) if widget is not late and not late.isAncestorOf(widget)]
    held = [widget for widget in (late, *_after(late)) if widget is late or late.isAncestorOf(widget)]
    reached = [widget for widget in held if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus]
    for before, widget in pairwise([*others[-1:], *reached]):
        QWidget.setTabOrder(before, widget)


def _after(first: QWidget) -> Iterator[QWidget]:
    """What can have the keyboard, in the order of Tab, all around to a widget."""
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            yield widget
        widget = widget.nextInFocusChain()
