"""How a take joins its clip at each edge: the editor's choice, kept with the take, the same on screen and in files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from retake_gui.domain.settings import Seam

LEAST_FADE = Fraction(10, 1000)
MOST_FADE = Fraction(80, 1000)
USUAL_FADE = Fraction(40, 1000)
USUAL_MIXED = 6
MOST_MIXED = 48


@dataclass(frozen=True, slots=True)
class Edge:
    """The picture at one edge.

    Attributes:
        kind: Where the return begins or ends, and whether it is mixed there.
        frames: Of a dissolve or a morph, how many frames are mixed, inside the segment.
    """

    kind: Seam = Seam.CUT
    frames: int = USUAL_MIXED

    def with_frames(self, frames: int) -> "Edge":
        """The same kind with another length, held to 1 to 48 frames."""
        return replace(self, frames=min(max(frames, 1), MOST_MIXED))


@dataclass(frozen=True, slots=True)
class Seams:
    """Both edges, and the sound.

    Attributes:
        fade: Seconds of the sound's crossfade, inside the segment.
        match_level: Bring the new sound to the level that the handles show.
        keep_all: Keep what was made beyond the segment's end, too: the service counts whole seconds.
    """

    head: Edge = field(default_factory=Edge)
    tail: Edge = field(default_factory=Edge)
    fade: Fraction = USUAL_FADE
    match_level: bool = True
    keep_all: bool = False

    @classmethod
    def both(cls, kind: Seam, frames: int = USUAL_MIXED) -> "Seams":
        """The same at both edges."""
        return cls(Edge(kind, frames), Edge(kind, frames))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "head": [self.head.kind.value, self.head.frames],
            "tail": [self.tail.kind.value, self.tail.frames],
            "fade": [self.fade.numerator, self.fade.denominator],
            "match_level": self.match_level,
            "keep_all": self.keep_all,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Seams":
        """The seams that :meth:`as_dict` wrote; what is missing gets its default."""
        usual = cls().as_dict() | dict(plain)
        head, tail, fade = usual["head"], usual["tail"], usual["fade"]
        return cls(
            Edge(Seam(head[0]), int(head[1])),
            Edge(Seam(tail[0]), int(tail[1])),
            Fraction(int(fade[0]), int(fade[1])),
            bool(usual["match_level"]),
            bool(usual["keep_all"]),
        )
