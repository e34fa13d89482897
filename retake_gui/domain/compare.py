"""How source and take are looked at: which picture where, what is heard, what is looped."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span


class CompareMode(StrEnum):
    """How the two pictures share the viewer."""

    SOURCE = "source"
    SIDE_BY_SIDE = "side by side"
    WIPE = "wipe"
    FLIP = "flip"
    DIFFERENCE = "difference"


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
    """

    mode: CompareMode = CompareMode.SOURCE
    shown: Side = Side.TAKE
    heard: Side = Side.TAKE
    wipe: float = 0.5
    wipe_vertical: bool = True
    gain: int = 4

    def flipped(self) -> "CompareState":
        """In place to the other side, with its sound."""
        return replace(self, shown=self.shown.other, heard=self.shown.other)


def loop_span(clip: Clip, segment: Span, margin: Fraction = Fraction(1)) -> Span:
    """The segment with some seconds before and after: the seams are what is judged."""
    if not segment:
        return clip.whole
    before = clip.frame_at(max(Fraction(0), clip.time_of(segment.start) - margin))
    after = clip.frame_for(clip.time_of(segment.end) + margin)
    return Span(before, max(after, segment.end))
