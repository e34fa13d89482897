"""The camera's own slow movement in a draft: another seed moves it another way."""

import math
from dataclasses import dataclass

import numpy as np

from retake_gui.engine.renderers.fields import Matrix

_ZOOM = 0.05
_SHIFT = 0.016
_TURN = math.radians(0.5)
_FREE_PACE = 0.012


@dataclass(frozen=True, slots=True)
class Drift:
    """A path of the camera, at rest where the segment touches the clip.

    Attributes:
        seconds: How long the segment lasts.
        held_start: Whether a frame of the clip precedes the segment.
        held_end: Whether one follows.
    """

    seconds: float
    held_start: bool
    held_end: bool
    direction: float
    turn: float
    bend: float

    @classmethod
    def of(cls, seed: int, seconds: float, *, held_start: bool, held_end: bool) -> "Drift":
        """The path of a seed."""
        chance = np.random.default_rng([seed & 0xFFFFFFFF, 1])
        direction, turn, bend = chance.uniform(0, math.tau), chance.uniform(-1, 1), chance.uniform(-1, 1)
        return cls(seconds, held_start, held_end, float(direction), float(turn), float(bend))

    def at(self, position: float, size: tuple[int, int]) -> Matrix:
        """The transform of the picture at a position from 0 to 1 in the segment, about its centre."""
        width, height = size
        amount = self._amount(position)
        angle = self.direction + self.bend * (position - 0.5)
        zoom = 1 + _ZOOM * amount
        turn = _TURN * self.turn * amount
        shift = _SHIFT * amount
        x, y = width / 2 - 0.5, height / 2 - 0.5
        cosine, sine = zoom * math.cos(turn), zoom * math.sin(turn)
        to_x = x + shift * width * math.cos(angle)
        to_y = y + shift * height * math.sin(angle)
        return np.array(
            [[cosine, -sine, to_x - cosine * x + sine * y], [sine, cosine, to_y - sine * x - cosine * y], [0, 0, 1]]
        )

    def _amount(self, position: float) -> float:
        if self.held_start and self.held_end:
            return math.sin(math.pi * position) ** 2 * min(1.0, 0.5 + self.seconds / 6)
        gone = position if self.held_start else 1 - position
        ease = gone * gone / (gone + 0.15)
        return min(1.6, ease * self.seconds * _FREE_PACE / _ZOOM * 2.0 + 0.4 * ease)
