"""How pictures keep up with the sound, which leaves on time.

A picture is decoded ahead, but drawing two sides takes milliseconds, on a slow computer as long as a frame: it is asked
for that much earlier. Where decoding itself cannot keep up, that is noticed.
"""

import time
from collections.abc import Callable
from fractions import Fraction

_MOST = 0.06
_PULL = 0.15
_UNSHOWN = 32
_PASSING = 0.97
_MOST_LATE = 3.0


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


class Strain:
    """Whether full pictures asked for in turn come too late, again and again: the computer cannot make that many.

    Proxies are shown then until the next rest, which leaves out no frame and leaves the processor to the window.
    """

    def __init__(self) -> None:
        self._late = 0.0
        self.too_much = False

    def note(self, *, late: bool) -> None:
        """One more was asked for, while the one before it was there or was not."""
        self._late = self._late * _PASSING + late
        self.too_much = self.too_much or self._late > _MOST_LATE

    def end(self) -> None:
        """Another place is looked at."""
        self._late, self.too_much = 0.0, False
