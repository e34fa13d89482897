"""Where playing leads: one exact rule for the clock, for the sound that is prepared ahead, and for loops.

A course never changes. Speed, loop or place change by starting another one, so the thread that prepares sound and the
one that shows pictures can ask the same course without sharing anything that moves.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip

SOUND_RATE = 48_000
"""Samples a second of everything that is played."""

RATES = tuple(Fraction(quarters, 4) for quarters in (1, 2, 3, 4, 6, 8, 16))
"""Speeds that are offered: a quarter to four times."""


def next_rate(rate: Fraction, steps: int) -> Fraction:
    """The next faster or slower of these, or the same where there is none."""
    beyond = [each for each in RATES if each > rate] if steps > 0 else [each for each in reversed(RATES) if each < rate]
    return next(iter(beyond), rate)


class Turn(Enum):
    """What happens at an end of the range."""

    STOP = auto()
    LOOP = auto()
    PING_PONG = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of sound without a turn.

    Attributes:
        start: Clip seconds of its first sample.
        speed: Clip seconds for each second played; negative runs backwards.
        samples: How long it plays.
        leg: How many turns came before it: what follows a run on the same leg goes on from it.
    """

    start: Fraction
    speed: Fraction
    samples: int
    leg: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """Playing from a moment on.

    Attributes:
        start: Clip seconds at which it begins, in ``[low, high]``.
        speed: Clip seconds for each second played; negative plays backwards; never zero.
        low: First moment of the range that is played.
        high: Its end.
        turn: What happens at the ends.
    """

    start: Fraction
    speed: Fraction
    low: Fraction
    high: Fraction
    turn: Turn = Turn.STOP

    def at(self, elapsed: Fraction) -> Fraction:
        """The moment of the clip after so many seconds of playing."""
        return self._leg(elapsed)[0]

    def frame(self, clip: "Clip", elapsed: Fraction) -> int:
        """The frame on screen after so many seconds; going backwards a border belongs to the frame before it."""
        moment = self.at(elapsed)
        frame = clip.frame_at(moment)
        if frame and clip.time_of(frame) == moment and self.backwards(elapsed):
            frame -= 1
        return frame

    def backwards(self, elapsed: Fraction) -> bool:
        """Whether it runs backwards by then."""
        return self._leg(elapsed)[1] < 0

    def ended(self, elapsed: Fraction) -> bool:
        """Whether the end of the range was reached for good."""
        room = self.high - self.start if self.speed > 0 else self.start - self.low
        return self.high <= self.low or (self.turn is Turn.STOP and elapsed * abs(self.speed) >= room)

    def runs(self, first: int, count: int) -> Iterator[Run]:
        """The sound of ``count`` samples from the ``first`` played one on, cut where it turns.

        What lies past the end of a course that stops is left out, so fewer samples may come.
        """
        while count > 0 and not self.ended(Fraction(first, SOUND_RATE)):
            elapsed = Fraction(first, SOUND_RATE)
            moment, direction, left = self._leg(elapsed)
            samples = min(count, max(1, math.ceil(left / abs(self.speed) * SOUND_RATE)))
            yield Run(moment, abs(self.speed) * direction, samples, self._turns(elapsed))
            first += samples
            count -= samples

    def left(self, run: Run) -> tuple[Run, int] | None:
        """Where it turned or began again: the leg before, run on past its end, and how many samples ago it ended."""
        if self.turn is Turn.STOP or not run.leg:
            return None
        since = run.start - self.low if run.speed > 0 else self.high - run.start
        speed = run.speed if self.turn is Turn.LOOP else -run.speed
        start = self.high + since if speed > 0 else self.low - since
        return replace(run, start=start, speed=speed, leg=run.leg - 1), int(since / abs(speed) * SOUND_RATE)

    @property
    def leg_samples(self) -> int:
        """How long a leg plays that is begun at an end of the range."""
        return int((self.high - self.low) / abs(self.speed) * SOUND_RATE)

    def _turns(self, elapsed: Fraction) -> int:
        """How often it turned, or started again, by then."""
        if self.turn is Turn.STOP or self.high <= self.low:
            return 0
        into = self.start - self.low if self.speed > 0 else self.high - self.start
        return int((into + elapsed * abs(self.speed)) // (self.high - self.low))

    def _leg(self, elapsed: Fraction) -> tuple[Fraction, int, Fraction]:
        """The moment, which way it goes on, and how much of the clip is left until it turns."""
        length = self.high - self.low
        way = 1 if self.speed > 0 else -1
        gone = elapsed * abs(self.speed)
        if length <= 0:
            return self.low, way, Fraction(0)
        into = self.start - self.low if way > 0 else self.high - self.start
        if self.turn is Turn.STOP:
            into = min(into + gone, length)
        elif self.turn is Turn.LOOP:
            into = (into + gone) % length
        else:
            into = (into + gone) % (2 * length)
            if into >= length:
                into, way = into - length, -way
        return (self.low + into if way > 0 else self.high - into), way, length - into
