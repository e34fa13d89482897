"""How long a picture takes from being asked for to being on the screen, so that it can be asked for that much earlier.

Sound leaves on time; a picture is decoded ahead, but drawing two sides takes milliseconds, on a slow computer as long
as a frame.
"""

import time
from collections.abc import Callable
from fractions import Fraction

_MOST = 0.06
_PULL = 0.15
_UNSHOWN = 32


class PictureLag:
    """Follows the lag while a clip plays.

    Args:
        now: Seconds of a clock that never goes back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._asked: dict[int, float] = {}
        self._seconds = 0.0
        self._reached = Fraction(0)

    def begin(self) -> None:
        """Playing sets out anew, or ends; the lag itself stays known."""
        self._asked.clear()
        self._reached = Fraction(0)

    def ahead(self, elapsed: Fraction) -> Fraction:
        """For which moment of a course a picture is to be asked now; it never goes back, however the lag changes."""
        self._reached = max(self._reached, elapsed + min(Fraction(round(self._seconds * 1000), 1000), elapsed))
        return self._reached

    def ask(self, frame: int) -> None:
        """A frame that is played was asked for."""
        if len(self._asked) >= _UNSHOWN:
            self._asked.clear()
        self._asked[frame] = self._now()

    def show(self, frame: int) -> None:
        """A frame was drawn."""
        asked = self._asked.pop(frame, None)
        if asked is not None:
            self._seconds += (min(self._now() - asked, _MOST) - self._seconds) * _PULL
