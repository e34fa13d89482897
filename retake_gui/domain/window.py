"""The window: what is cut from the clip and sent, so that whole seconds meet frame-accurate ranges.

A segment is any range of at least one frame. A request counts whole seconds in the time of what was sent. The window
reconciles them: it starts a whole number of seconds before the segment, so ``startTime`` is exact, and ``duration`` is
rounded up; what is made beyond the segment is trimmed when the take is fitted back.

Everything is decided once, when it is planned, and kept as plain data, :attr:`Window.sent` (which frame of the clip
each sent frame shows) and :attr:`Window.back` (which sent frame belongs to each frame of the segment), so that cutting,
fitting and drawing cannot disagree. Padding, variable rate and halved rates are only other entries in these two tables.
"""

import bisect
import math
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from retake_gui.domain.latents import altered_margin, regenerated_frames, regenerated_sound
from retake_gui.domain.span import Span


class Context(StrEnum):
    """How much of the clip around the segment is sent."""

    LEAST = "least"
    BALANCED = "balanced"
    MOST = "most"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Window:
    """What is sent for one segment.

    Attributes:
        segment: The user's range, frames of the clip.
        rate: Constant frame rate of what is sent.
        start_seconds: The request's ``startTime``.
        duration_seconds: The request's ``duration``.
        sent: Frame of the clip shown by each sent frame, in order; mirrored padding included.
        pad_head: How many sent frames at the front are mirrored padding.
        pad_tail: How many at the end.
        back: For each frame of the segment, the sent frame that shows its time.
        origin: Clip time in seconds of sent frame 0 (negative when the head is padded).
    """

    segment: Span
    rate: Fraction
    start_seconds: int
    duration_seconds: int
    sent: tuple[int, ...]
    pad_head: int
    pad_tail: int
    back: tuple[int, ...]
    origin: Fraction

    @property
    def frames(self) -> int:
        """How many frames are sent."""
        return len(self.sent)

    @property
    def seconds(self) -> Fraction:
        """How long what is sent lasts; this is what is billed."""
        return self.frames / self.rate

    @property
    def source(self) -> Span:
        """The frames of the clip from which the window is cut."""
        return Span(min(self.sent), max(self.sent) + 1)

    @property
    def body(self) -> Span:
        """Sent frames that are not padding."""
        return Span(self.pad_head, self.frames - self.pad_tail)

    @property
    def asked(self) -> Span:
        """Sent frames inside the request's whole seconds."""
        start = math.ceil(self.start_seconds * self.rate)
        end = math.ceil((self.start_seconds + self.duration_seconds) * self.rate)
        return Span(min(start, self.frames), min(end, self.frames))

    @property
    def regenerated(self) -> Span:
        """Sent frames that the model makes anew, on its latent grid."""
        start = Fraction(self.start_seconds)
        return regenerated_frames(start, start + self.duration_seconds, self.rate, self.frames)

    @property
    def regenerated_sound(self) -> tuple[Fraction, Fraction]:
        """Seconds of the sent sound that the model makes anew."""
        start = Fraction(self.start_seconds)
        return regenerated_sound(start, start + self.duration_seconds)

    @property
    def altered(self) -> Span:
        """Sent frames that the service may touch at all: blended and feathered ones included."""
        margin = altered_margin(self.rate)
        return self.asked.grown(margin, margin, Span(0, self.frames)).hull(self.regenerated)

    @property
    def trimmed(self) -> int:
        """Sent frames that are made beyond the segment's end and cut away when fitting."""
        return max(0, self.asked.end - (self.back[-1] + 1))

    @property
    def beyond(self) -> int:
        """Frames of the clip that are made beyond the segment's end, and can be kept."""
        return len(self.keeping_all().segment) - len(self.segment)

    def keeping_all(self) -> "Window":
        """The same with everything that was made beyond the segment's end kept: the segment reaches that far."""
        end = self.clip_span(Span(self.back[0], max(self.asked.end, self.back[-1] + 1))).end
        shown = self.sent[self.pad_head : self.frames - self.pad_tail]
        more = tuple(self.pad_head + bisect.bisect_right(shown, frame) - 1 for frame in range(self.segment.end, end))
        return replace(self, segment=Span(self.segment.start, max(end, self.segment.end)), back=(*self.back, *more))

    def clip_span(self, sent: Span) -> Span:
        """The frames of the clip that a range of sent frames shows, padding left out."""
        inside = sent.intersection(self.body)
        if not inside:
            return Span(self.segment.start, self.segment.start)
        return Span(self.sent[inside.start], self.sent[inside.end - 1] + 1)
