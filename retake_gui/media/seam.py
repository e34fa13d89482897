"""How the new part joins the old at each edge: which frame comes from where, and how the sound crosses over."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Clip
from retake_gui.domain.settings import Seam
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window

Weights = npt.NDArray[np.float32]
LEAST_FADE = Fraction(10, 1000)
MOST_FADE = Fraction(80, 1000)
USUAL_FADE = Fraction(40, 1000)
USUAL_DISSOLVE = 6


@dataclass(frozen=True, slots=True)
class Edge:
    """The picture at one edge.

    Attributes:
        kind: Hard cut, dissolve inside the segment, or the best place for a cut in what was made beyond it.
        frames: Of a dissolve, how many frames are mixed.
    """

    kind: Seam = Seam.CUT
    frames: int = USUAL_DISSOLVE


@dataclass(frozen=True, slots=True)
class Seams:
    """Both edges, and the sound.

    Attributes:
        fade: Seconds of the sound's crossfade, inside the segment.
        as_service: Take the picture as the service blended it, on all frames that it touched.
        match_level: Bring the new sound to the level that the handles show.
    """

    head: Edge = field(default_factory=Edge)
    tail: Edge = field(default_factory=Edge)
    fade: Fraction = USUAL_FADE
    as_service: bool = False
    match_level: bool = True

    @classmethod
    def both(cls, kind: Seam, frames: int = USUAL_DISSOLVE) -> "Seams":
        """The same at both edges."""
        return cls(Edge(kind, frames), Edge(kind, frames))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "head": [self.head.kind.value, self.head.frames],
            "tail": [self.tail.kind.value, self.tail.frames],
            "fade": [self.fade.numerator, self.fade.denominator],
            "as_service": self.as_service,
            "match_level": self.match_level,
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
            bool(usual["as_service"]),
            bool(usual["match_level"]),
        )


def sent_frame(clip: Clip, window: Window, frame: int) -> int:
    """The sent frame that shows a frame of the clip, outside the segment too (then maybe outside what was sent)."""
    segment = window.segment
    if frame in segment:
        return window.back[frame - segment.start]
    steps = (clip.time_of(frame) - clip.time_of(segment.start)) * window.rate
    return window.back[0] + math.floor(steps + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """Which frames of the clip come from the return.

    Attributes:
        taken: Frames of the clip that show the return, wholly or in part.
        dissolve_in: Frames at the front of ``taken`` that are mixed.
        dissolve_out: Frames at its end that are mixed.
    """

    taken: Span
    dissolve_in: int = 0
    dissolve_out: int = 0

    def share(self, frame: int) -> Fraction:
        """How much of a frame comes from the return, 0 to 1."""
        if frame not in self.taken:
            return Fraction(0)
        share = Fraction(1)
        if self.dissolve_in:
            share = min(share, Fraction(frame - self.taken.start + 1, self.dissolve_in + 1))
        if self.dissolve_out:
            share = min(share, Fraction(self.taken.end - frame, self.dissolve_out + 1))
        return share


def plan_pictures(clip: Clip, window: Window, seams: Seams, best: Span) -> PicturePlan:
    """Lay the edges on the clip.

    Args:
        clip: The clip.
        window: What was sent.
        seams: The edges that are wanted.
        best: Frames of the clip between the best cuts, as measured.
    """
    segment = window.segment
    if seams.as_service:
        return PicturePlan(window.clip_span(window.altered).hull(segment))
    start = best.start if seams.head.kind is Seam.BEST else segment.start
    end = best.end if seams.tail.kind is Seam.BEST else segment.end
    most = max(0, (end - start - 1) // 2)
    fade_in = _dissolve(seams.head, most) if start > 0 else 0
    fade_out = _dissolve(seams.tail, most) if end < clip.frames else 0
    return PicturePlan(Span(start, end), fade_in, fade_out)


def _dissolve(edge: Edge, most: int) -> int:
    return min(edge.frames, most) if edge.kind is Seam.DISSOLVE else 0


def fade_samples(seams: Seams, rate: int, length: int) -> int:
    """Samples of a crossfade: 10 to 80 ms, and never more than half of what was made."""
    wanted = min(max(seams.fade, LEAST_FADE), MOST_FADE)
    return min(round(wanted * rate), length // 2)


def new_sound_share(start: int, count: int, span: Span, fade_in: int, fade_out: int) -> Weights:
    """How far the crossover has come at each sample, 0 (old) to 1 (new).

    Args:
        start: First sample.
        count: How many.
        span: Samples that are new.
        fade_in: Length of the crossfade at its front, inside it; 0 for none.
        fade_out: The same at its end.
    """
    places = np.arange(start, start + count)
    share = ((places >= span.start) & (places < span.end)).astype(np.float32)
    if fade_in:
        share *= np.clip((places - span.start + 0.5) / fade_in, 0, 1).astype(np.float32)
    if fade_out:
        share *= np.clip((span.end - places - 0.5) / fade_out, 0, 1).astype(np.float32)
    return share


def crossed(old: npt.NDArray[np.float32], new: npt.NDArray[np.float32], share: Weights) -> npt.NDArray[np.float32]:
    """Mix two blocks, (samples, channels), at equal power."""
    angle = share[:, None] * np.float32(np.pi / 2)
    mixed = np.where(share[:, None] >= 1, new, old * np.cos(angle) + new * np.sin(angle))
    return np.where(share[:, None] <= 0, old, mixed).astype(np.float32)
