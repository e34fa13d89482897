"""How the new part joins the old at each edge: which frame comes from where, and how the sound crosses over."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Clip
from retake_gui.domain.seams import LEAST_FADE, MOST_FADE, Edge, Seams
from retake_gui.domain.settings import Seam
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.domain.window_plan import step_for
from retake_gui.media.fades import crossing
from retake_gui.media.recipe import Recipe

Weights = npt.NDArray[np.float32]


def sent_frame(clip: Clip, window: Window, frame: int) -> int:
    """The sent frame that shows a frame of the clip, outside the segment too (then maybe outside what was sent)."""
    segment = window.segment
    if frame in segment:
        return window.back[frame - segment.start]
    return step_for(clip, (clip.time_of(frame) - window.origin) * window.rate)


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """Which frames of the clip come from the return.

    Attributes:
        taken: Frames of the clip that show the return, wholly or in part.
        dissolve_in: Frames at the front of ``taken`` that are mixed.
        dissolve_out: Frames at its end that are mixed.
        morph_in: Whether things move from one picture's place to the other's while they are mixed at the front.
        morph_out: The same at the end.
    """

    taken: Span
    dissolve_in: int = 0
    dissolve_out: int = 0
    morph_in: bool = False
    morph_out: bool = False

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

    def morphs(self, frame: int) -> bool:
        """Whether a mixed frame is morphed."""
        if self.morph_in and frame - self.taken.start < self.dissolve_in:
            return True
        return self.morph_out and self.taken.end - frame <= self.dissolve_out


def plan_pictures(clip: Clip, window: Window, seams: Seams, recipe: Recipe) -> PicturePlan:
    """Lay the edges on the clip; where frames did not come back, an edge lies where those begin that did.

    Args:
        clip: The clip.
        window: What was sent.
        seams: The edges that are wanted.
        recipe: What came back.
    """
    best = recipe.best
    segment, touched = window.segment, window.clip_span(window.altered).hull(window.segment)
    starts = {Seam.BEST: best.start, Seam.SERVICE: touched.start}
    ends = {Seam.BEST: best.end, Seam.SERVICE: touched.end}
    start = starts.get(seams.head.kind, segment.start)
    end = ends.get(seams.tail.kind, segment.end)
    start, end = _that_came(clip, window, recipe, Span(start, end))
    most = max(0, (end - start - 1) // 2)
    fade_in = _mixed(seams.head, most) if start > 0 else 0
    fade_out = _mixed(seams.tail, most) if end < clip.frames else 0
    return PicturePlan(
        Span(start, end), fade_in, fade_out, seams.head.kind is Seam.MORPH, seams.tail.kind is Seam.MORPH
    )


def _that_came(clip: Clip, window: Window, recipe: Recipe, wanted: Span) -> tuple[int, int]:
    """The frames of a span that are shown by frames that came back."""
    came = range(-recipe.shift, recipe.frames - recipe.shift)
    start, end = wanted.start, wanted.end
    while start < end and sent_frame(clip, window, start) not in came:
        start += 1
    while start < end and sent_frame(clip, window, end - 1) not in came:
        end -= 1
    return start, end


def _mixed(edge: Edge, most: int) -> int:
    return min(edge.frames, most) if edge.kind.mixes else 0


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


def crossed(old: Weights, new: Weights, share: Weights, alike: Weights | float = 0.0) -> Weights:
    """Mix two blocks, (samples, channels), so that the power stays.

    Args:
        old: The clip's.
        new: The return's.
        share: How far the crossover has come at each sample.
        alike: How alike the two are there: 0 for unrelated sounds (then it is at equal power), 1 for the same.
    """
    way = share[:, None]
    ending, beginning = crossing(way, alike)
    mixed = np.where(way >= 1, new, old * ending + new * beginning)
    return np.where(way <= 0, old, mixed).astype(np.float32)
