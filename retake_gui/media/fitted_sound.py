"""The sound of the whole clip with the segment replaced, sample by sample: what is heard is what is exported."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from retake_gui.domain.clip import Clip
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.channels import with_channels
from retake_gui.media.encode import Samples
from retake_gui.media.fades import alikeness
from retake_gui.media.probe import probe
from retake_gui.media.recipe import Recipe
from retake_gui.media.seam import crossed, fade_samples, new_sound_share
from retake_gui.media.source import ClipSound

_RATE = 48_000


class FittedSound:
    """Sound of the clip, inside the segment that of the return, crossed over at both edges. One thread owns it.

    Where the return's sound does not reach, the clip's own stays. Where the clip has no sound and the return brings
    some, it is silent outside the segment.

    Attributes:
        span: Samples that are of the return.
        fade_in: How many of them cross over at the front; 0 where nothing comes before.
        fade_out: The same at the end.

    Raises:
        UnreadableMedia: One of the files cannot be opened any more.
    """

    def __init__(
        self,
        clip: Clip,
        window: Window,
        recipe: Recipe,
        returned: Path,
        mode: Mode = Mode.BOTH,
        seams: Seams | None = None,
    ) -> None:
        self.rate = _RATE
        seams = seams or Seams()
        self.replaces = mode.replaces_sound and recipe.has_sound
        self._source = ClipSound(Path(clip.source), clip) if clip.sound else None
        self._returned = None
        self._layout, self._upmix = "", recipe.upmix
        segment = window.segment
        self.span = Span(_sample(clip.time_of(segment.start)), _sample(clip.time_of(segment.end)))
        self._shift = _sample(recipe.sound_late - window.origin)
        if self.replaces:
            try:
                back = probe(returned)
                self._returned = ClipSound(returned, back)
                self._layout = back.sound[0].layout if back.sound else ""
            except BaseException:
                self.close()
                raise
            reached = self.span.intersection(_reach(back).shifted(-self._shift))
            self.span = reached or Span(self.span.start, self.span.start)
        fade = fade_samples(seams, self.rate, len(self.span))
        around = _reach(clip).hull(Span(0, _sample(clip.duration)))
        self.fade_in = fade if self.span.start > around.start else 0
        self.fade_out = fade if self.span.end < around.end else 0
        self._alike: dict[Span, Samples] = {}
        self._level = np.float32(recipe.level if seams.match_level else 1.0)
        known = self._source or self._returned
        self.channels = known.channels if known is not None else 0

    @property
    def is_silent(self) -> bool:
        """Whether there is no sound at all, neither in the clip nor in the return."""
        return self.channels == 0

    def read(self, start: int, count: int) -> Samples:
        """Samples from a place on, (count, channels); silence outside."""
        old = np.zeros((count, self.channels), np.float32)
        if self._source is not None:
            old = self._source.read(start, count)
        if self._returned is None or start >= self.span.end or start + count <= self.span.start:
            return old
        share = new_sound_share(start, count, self.span, self.fade_in, self.fade_out)
        return crossed(old, self._new(start, count), share, self._alikeness(Span(start, start + count)))

    def _new(self, start: int, count: int) -> Samples:
        """The return's samples from a place of the clip on, at the clip's level and with its channels."""
        if self._returned is None:
            return np.zeros((count, self.channels), np.float32)
        came = self._returned.read(start + self._shift, count)
        return with_channels(came, self.channels, self._layout, self._upmix) * self._level

    def _alikeness(self, block: Span) -> Samples:
        """How alike old and new are at each sample of a block; it is measured once for each edge, over all of it."""
        found = np.zeros((len(block), self.channels), np.float32)
        if self._source is None:
            return found
        first, last = self.span.start + self.fade_in, self.span.end - self.fade_out
        for edge in (Span(self.span.start, first), Span(last, self.span.end)):
            common = edge.intersection(block)
            if not common:
                continue
            if edge not in self._alike:
                old = self._source.read(edge.start, len(edge))
                self._alike[edge] = alikeness(old, self._new(edge.start, len(edge)))
            found[common.start - block.start : common.end - block.start] = self._alike[edge]
        return found

    def close(self) -> None:
        """Let go of both files."""
        for each in (self._source, self._returned):
            if each is not None:
                each.close()


def _reach(clip: Clip) -> Span:
    """Samples between the beginning and the end of a file's sound."""
    if not clip.sound:
        return Span(0, 0)
    track = clip.sound[0]
    return Span(_sample(track.start), _sample(track.start + track.duration))


def _sample(seconds: Fraction) -> int:
    return round(seconds * _RATE)
