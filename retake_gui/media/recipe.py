"""How a returned file is brought back to the clip: measured once, kept with the take, applied frame by frame."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from retake_gui.domain.span import Span

Number = int | float | str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What was found about a return and what undoes it.

    Attributes:
        frames: How many frames came back.
        rate: At which rate it says it runs; frames are counted, so this slows nothing.
        width: As shown.
        height: As shown.
        shift: Sent frame ``i`` is the returned frame ``i + shift``.
        missing: Frames of the segment that did not come back; the source's own are shown there.
        has_sound: Whether it came with sound.
        sound_late: Seconds by which its sound is late.
        level: Factor that brings its sound to the clip's level.
        upmix: How two channels are spread over the clip's, rows of left and right, or empty where they are not.
        colour: Rows of the 3×4 affine map of (Y', Cb, Cr), 8-bit values, or empty when colours are right.
        best: Frames of the clip between the best places for a cut at both edges.
        report: What was found, in sentences.
        numbers: The same as numbers.
    """

    frames: int
    rate: Fraction
    width: int
    height: int
    best: Span
    shift: int = 0
    missing: int = 0
    has_sound: bool = False
    sound_late: Fraction = Fraction(0)
    level: float = 1.0
    upmix: tuple[float, ...] = ()
    colour: tuple[float, ...] = ()
    report: tuple[str, ...] = ()
    numbers: Mapping[str, Number] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "frames": self.frames,
            "rate": [self.rate.numerator, self.rate.denominator],
            "width": self.width,
            "height": self.height,
            "best": [self.best.start, self.best.end],
            "shift": self.shift,
            "missing": self.missing,
            "has_sound": self.has_sound,
            "sound_late": [self.sound_late.numerator, self.sound_late.denominator],
            "level": self.level,
            "upmix": list(self.upmix),
            "colour": list(self.colour),
            "report": list(self.report),
            "numbers": dict(self.numbers),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Recipe":
        """The recipe that :meth:`as_dict` wrote."""
        return cls(
            frames=int(plain["frames"]),
            rate=Fraction(*plain["rate"]),
            width=int(plain["width"]),
            height=int(plain["height"]),
            best=Span(*plain["best"]),
            shift=int(plain.get("shift", 0)),
            missing=int(plain.get("missing", 0)),
            has_sound=bool(plain.get("has_sound", False)),
            sound_late=Fraction(*plain.get("sound_late", (0, 1))),
            level=float(plain.get("level", 1.0)),
            upmix=tuple(float(value) for value in plain.get("upmix", ())),
            colour=tuple(float(value) for value in plain.get("colour", ())),
            report=tuple(plain.get("report", ())),
            numbers=dict(plain.get("numbers", {})),
        )
