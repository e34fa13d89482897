"""A sound card that is a list: what would have been heard, on a clock that the test turns."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from retake_gui.viewmodels.sound_feed import SoundFeed

Samples = npt.NDArray[np.float32]
_RATE = 48_000
_BLOCK = 480


class Recorder:
    """Plays nothing and keeps everything.

    Args:
        feed: Asked for blocks of 10 ms, as a card's thread does.
    """

    def __init__(self, feed: SoundFeed) -> None:
        self._feed = feed
        self._blocks: list[bytes] = []
        self._running = False
        self.begun = 0

    @property
    def failed(self) -> bool:
        return False

    @property
    def running(self) -> bool:
        """Whether it would play now."""
        return self._running

    @property
    def heard(self) -> Samples:
        """What was heard since it last began, (samples, 2)."""
        return np.frombuffer(b"".join(self._blocks), np.float32).reshape(-1, 2)

    def prepare(self) -> None:
        pass

    def begin(self) -> None:
        self._blocks, self._running = [], True
        self.begun += 1

    def halt(self) -> None:
        self._running = False

    def elapsed(self) -> Fraction:
        return Fraction(len(self._blocks) * _BLOCK, _RATE)

    def close(self) -> None:
        self._running = False

    def hear(self, seconds: float) -> Samples:
        """Let time pass; returns everything since the beginning."""
        for _ in range(round(seconds * _RATE / _BLOCK)):
            self._blocks.append(self._feed.read(_BLOCK))
        return self.heard
