"""What the document offers before anything is chosen: a range to begin with, and how much around it can be sent."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from retake_gui.domain.price import estimate
from retake_gui.domain.span import Span
from retake_gui.domain.upload import upload_bytes
from retake_gui.domain.window_plan import longest_segment

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.service import Service
    from retake_gui.domain.window import Context, Window

_DEFAULT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """What sending more or less of the clip would cost.

    Attributes:
        seconds: How long what is sent would last.
        price: Estimated dollars for all results.
        size: Estimated bytes to upload; 0 where nothing is.
    """

    context: "Context"
    seconds: Fraction
    price: Decimal
    size: int


def offer_of(clip: "Clip", window: "Window", context: "Context", results: int, service: "Service") -> Offer:
    """What a window would cost to send."""
    price = estimate(window.seconds, results, service)
    return Offer(context, window.seconds, price, upload_bytes(clip, window, service))


def default_segment(clip: "Clip", service: "Service") -> Span:
    """Three seconds in the middle, fewer whole ones or half of a short clip: something to drag beats nothing."""
    seconds = min(_DEFAULT_SECONDS, int(clip.duration / 2))
    length = max(1, round(seconds * clip.rate) if seconds else clip.frames // 2)
    start = clip.frame_for((clip.duration - clip.span_seconds(Span(0, length))) / 2)
    fits = min(length, longest_segment(clip, start, service))
    return Span(start, min(clip.frames, start + fits))
