"""What the first paint does not show: made right after it, before anything can be done with the window.

A panel hands what is hidden at first to a :data:`Later` instead of making it; alone, it makes all at once.
"""

from collections.abc import Callable

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
