"""What the model really regenerates: whole latents, so a range snaps outwards.

Video latent 0 is frame 0 of what was sent; latent k ≥ 1 holds frames [8k-7, 8k+1). A latent is regenerated when its
end is past the range's start and its start before the range's end. Sound has 25 latents a second, latent k holds
[max(0, 4k-3), 4k+1) × 10 ms. In the cloud a further zone is blended on each side.
"""

import math
from fractions import Fraction

from retake_gui.domain.span import Span

VIDEO_STRIDE = 8
FEATHER_SECONDS = Fraction(1, 2)
BLEND_FRAMES = 16
_TEN_MS = Fraction(1, 100)


def regenerated_frames(start: Fraction, end: Fraction, rate: Fraction, frames: int) -> Span:
    """Frames of what was sent that the model makes anew.

    Args:
        start: The request's start, seconds in what was sent.
        end: Its end, seconds.
        rate: Frames a second of what was sent.
        frames: How many frames were sent.
    """
    first, past = start * rate, end * rate
    low = 0 if first < 1 else math.floor((first - 1) / VIDEO_STRIDE) + 1
    high = 0 if past <= 1 else math.ceil((past - 1) / VIDEO_STRIDE)
    begin = 0 if low == 0 else VIDEO_STRIDE * low - 7
    finish = 1 if high == 0 else VIDEO_STRIDE * high + 1
    return Span(min(begin, frames), min(finish, frames))


def regenerated_sound(start: Fraction, end: Fraction) -> tuple[Fraction, Fraction]:
    """The seconds of sound that the model makes anew, on its 40 ms grid."""
    first, past = start / _TEN_MS, end / _TEN_MS
    low = 0 if first < 1 else math.floor((first - 1) / 4) + 1
    high = 0 if past <= 1 else math.ceil((past - 1) / 4)
    begin = max(0, 4 * low - 3)
    return begin * _TEN_MS, (4 * high + 1) * _TEN_MS


def altered_margin(rate: Fraction) -> int:
    """Frames on each side of the request that the cloud may alter: max(16, 0.5 s + 7 frames)."""
    return max(BLEND_FRAMES, math.ceil(FEATHER_SECONDS * rate) + VIDEO_STRIDE - 1)
