"""How fast a transfer is, over the last few seconds."""

import time
from collections import deque
from collections.abc import Callable

_SPAN = 5.0


class Meter:
    """Measures bytes a second.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque()

    def rate(self, done: int) -> float:
        """Take a count of bytes in; bytes a second, or 0 while nobody can say."""
        now = self._clock()
        if self._marks and done < self._marks[-1][1]:
            self._marks.clear()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[0][0] > _SPAN:
            self._marks.popleft()
        began, first = self._marks[0]
        return (done - first) / (now - began) if now > began else 0.0
