"""What time it is while a clip plays: asked of the sound card where there is one, else of the computer."""

import time
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from retake_gui.viewmodels.course import Course

_NANO = 1_000_000_000


class Output(Protocol):
    """Something that plays a course and knows how far it is."""

    def prepare(self) -> None:
        """Something will be played: load what takes time."""

    def begin(self) -> None:
        """Start counting from zero; what is to be played was handed to the feed."""

    def halt(self) -> None:
        """Play nothing any more."""

    def elapsed(self) -> Fraction:
        """Seconds of the course that have been heard; zero until the first sound comes out."""

    @property
    def failed(self) -> bool:
        """Whether it cannot play any more; a silent one takes over then."""

    def close(self) -> None:
        """Give everything back."""


class Feed(Protocol):
    """Prepares the sound of a course ahead of its being heard."""

    def play(self, course: "Course | None") -> None:
        """Prepare this from now on, or silence."""


class SilentOutput:
    """Plays nothing, on time.

    Args:
        feed: What another output would play; left alone.
        now: Nanoseconds of a clock that never goes back.
    """

    def __init__(self, feed: object = None, *, now: Callable[[], int] = time.monotonic_ns) -> None:
        del feed
        self._now = now
        self._begun: int | None = None

    @property
    def failed(self) -> bool:
        """Silence always works."""
        return False

    def prepare(self) -> None:
        """Nothing to load."""

    def begin(self) -> None:
        """Start counting from zero."""
        self._begun = self._now()

    def halt(self) -> None:
        """Stop counting."""
        self._begun = None

    def elapsed(self) -> Fraction:
        """Seconds since the start."""
        return Fraction(0) if self._begun is None else Fraction(self._now() - self._begun, _NANO)

    def close(self) -> None:
        """Nothing to give back."""


class SteadyCount:
    """A device's count of samples, which moves in jumps, as a count that runs evenly.

    It follows the computer's clock and is drawn to the device's count a little at each reading; a difference too large
    for jitter (an interruption, a device that started late) is taken over at once.
    """

    _PULL = 0.06
    _JUMP_SECONDS = 0.08

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._offset: float | None = None

    def read(self, samples: int, now_ns: int) -> None:
        """The device said that it has played so many samples, just now."""
        measured = samples / self._rate - now_ns / _NANO
        if self._offset is None or abs(measured - self._offset) > self._JUMP_SECONDS:
            self._offset = measured
        else:
            self._offset += (measured - self._offset) * self._PULL

    def at(self, now_ns: int) -> float:
        """Seconds that have been played by now."""
        return 0.0 if self._offset is None else max(0.0, now_ns / _NANO + self._offset)
