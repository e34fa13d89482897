"""How source and take are looked at: which picture where, what is heard, what is looped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from retake_gui.domain.span import Span

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.take import Take

GAINS = (1, 2, 4, 8, 16, 32)
"""By how much differences can be multiplied; powers of two."""
MARGINS = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(2))
"""Seconds that a loop can play before and after the segment."""
MOST_IN_GRID = 4


class CompareMode(StrEnum):
    """How the pictures share the viewer."""

    SOURCE = "source"
    SIDE_BY_SIDE = "side by side"
    WIPE = "wipe"
    FLIP = "flip"
    DIFFERENCE = "difference"
    GRID = "grid"


class Side(StrEnum):
    """One of the two."""

    SOURCE = "source"
    TAKE = "take"

    @property
    def other(self) -> "Side":
        """The one that is not this."""
        return Side.TAKE if self is Side.SOURCE else Side.SOURCE


@dataclass(frozen=True, slots=True)
class CompareState:
    """What the viewer shows and plays.

    Attributes:
        shown: Which side *flip* shows.
        heard: Whose sound plays.
        wipe: Where the wipe's line is, 0 to 1 of the picture.
        wipe_vertical: Whether the line is vertical.
        gain: By how much *difference* is multiplied.
        heat: Whether *difference* is shown as a map of its amount.
        nudge: By how many frames takes are ahead of the source.
    """

    mode: CompareMode = CompareMode.SOURCE
    shown: Side = Side.TAKE
    heard: Side = Side.TAKE
    wipe: float = 0.5
    wipe_vertical: bool = True
    gain: int = 4
    heat: bool = False
    nudge: int = 0

    def flipped(self) -> "CompareState":
        """In place to the other side, with its sound."""
        return replace(self, shown=self.shown.other, heard=self.shown.other)

    def with_gain(self, steps: int) -> "CompareState":
        """Differences made more or less visible."""
        place = GAINS.index(self.gain) + steps
        return replace(self, gain=GAINS[min(max(place, 0), len(GAINS) - 1)])


def loop_span(clip: "Clip", segment: Span, margin: Fraction = Fraction(1)) -> Span:
    """The segment with some seconds before and after: the seams are what is judged."""
    if not segment:
        return clip.whole
    before = clip.frame_at(max(Fraction(0), clip.time_of(segment.start) - margin))
    after = clip.frame_for(clip.time_of(segment.end) + margin)
    return Span(before, max(after, segment.end))


def grid_takes(takes: "Sequence[Take]", shown: "Take") -> "tuple[Take, ...]":
    """Results to be seen together with a take, it among them, by number.

    Those of its own job come first, then others of the same segment, the nearest numbers first; rejected ones stay out.
    """
    from retake_gui.domain.take import Rating

    def far(take: "Take") -> tuple[bool, bool, int]:
        return take.id != shown.id, take.task_uuid != shown.task_uuid, abs(take.number - shown.number)

    alike = [
        take
        for take in takes
        if take.id == shown.id or (take.segment == shown.segment and take.rating is not Rating.REJECTED)
    ]
    return tuple(sorted(sorted(alike, key=far)[:MOST_IN_GRID], key=lambda take: take.number))
