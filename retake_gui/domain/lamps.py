"""What was looked at on a fitted take, and where to look: each lamp is one question with its answer in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from retake_gui.domain.span import NOTHING, Span


class LampState(StrEnum):
    """How a lamp burns."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


_HEARD = ("click", "loudness", "sync")


@dataclass(frozen=True, slots=True)
class Lamp:
    """One thing that was looked at.

    Attributes:
        name: Of what; stable.
        value: Measured, in ``unit``.
        limit: Up to which it is good.
        frame: Frame of the clip at which to look.
        around: Frames of the clip in which it can be seen or heard; empty for a moment before and after ``frame``.
    """

    name: str
    state: LampState
    value: float
    limit: float
    unit: str
    frame: int
    sentence: str
    around: Span = NOTHING

    @property
    def heard(self) -> bool:
        """Whether it is about sound, which nobody can see in a picture that stands still."""
        return self.name.startswith(_HEARD)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "name": self.name,
            "state": self.state.value,
            "value": round(self.value, 3),
            "limit": round(self.limit, 3),
            "unit": self.unit,
            "frame": self.frame,
            "sentence": self.sentence,
            "around": [self.around.start, self.around.end],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Lamp":
        """The lamp that :meth:`as_dict` wrote."""
        return cls(
            str(plain["name"]),
            LampState(plain["state"]),
            float(plain["value"]),
            float(plain["limit"]),
            str(plain["unit"]),
            int(plain["frame"]),
            str(plain["sentence"]),
            Span(*plain.get("around", (0, 0))),
        )


def lamps_of(report: Mapping[str, Any]) -> tuple[Lamp, ...]:
    """The lamps in a take's report."""
    return tuple(Lamp.from_dict(plain) for plain in report.get("lamps", ()))
