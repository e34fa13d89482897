"""Who goes first: work that somebody waits for holds up work in the background."""

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STEP = 5
_LEAST = 19


def step_back(steps: int = 1) -> None:
    """Let the calling thread, and those that it starts, have the processor when the window's thread leaves it.

    Decoders keep every core busy; where they count as much as the window's thread, that waits for its turn after each
    of its own waits. Only Linux knows this for a single thread.

    Args:
        steps: One for what somebody waits for, two for what goes on in the background.
    """
    if sys.platform == "linux":
        own = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, own, min(_LEAST, os.getpriority(os.PRIO_PROCESS, own) + steps * _STEP))


class Precedence:
    """Between the frames that are wanted now and those that may be wanted later."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._changed = threading.Condition()
        self._claims = 0
        self._until = 0.0

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Somebody waits for what is done inside."""
        with self._changed:
            self._claims += 1
        try:
            yield
        finally:
            with self._changed:
                self._claims -= 1
                self._changed.notify_all()

    def claim_for(self, seconds: float) -> None:
        """Nothing may be begun for some time: a clip opens, or it plays and the next frame will be wanted soon."""
        with self._changed:
            self._until = max(self._until, self._now() + seconds)

    def let_go(self) -> None:
        """What was claimed for some time is done already."""
        with self._changed:
            self._until = 0.0
            self._changed.notify_all()

    def wake(self) -> None:
        """Let those that wait look at their ``given_up`` again."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, given_up: Callable[[], bool], patience: float = math.inf) -> bool:
        """Return once nobody goes first, when it is of no use any more, or after some seconds.

        Returns:
            Whether waiting is over: not if it was the patience that ended.
        """
        with self._changed:
            last = self._now() + patience
            while not given_up():
                now = self._now()
                if not self._claims and now >= self._until:
                    return True
                if now >= last:
                    return False
                until = last if self._claims else min(last, self._until)
                self._changed.wait(until - now if until < math.inf else None)
            return True
