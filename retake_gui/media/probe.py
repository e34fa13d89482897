"""What a clip is: its facts as shown, from the index, the first picture and the first sound."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from retake_gui.domain.clip import Clip
from retake_gui.media.index import FrameIndex, Ticks, read

_COMMON_RATES = tuple(
    Fraction(number, 1001 if ntsc else 1) * (1000 if ntsc else 1)
    for number in (24, 25, 30, 48, 50, 60, 15, 12, 10, 100, 120, 240)
    for ntsc in ((False, True) if number % 6 == 0 else (False,))
)
_TICKS_OFF = 1.01
_COARSE = Fraction(1, 1000)
_MOST_IN_RATE = 10**9
"""FFmpeg's fractions hold 31 bits, and headers of H.264 tell twice the rate."""


def probe(path: Path) -> Clip:
    """Measure a file.

    Raises:
        UnreadableMedia: It is missing, damaged, or has no moving picture in it.
    """
    reading = read(path)
    index, look = reading.index, reading.look
    rate = constant_rate(index, look.rates)
    variable = rate is None
    duration = (index.end - index.pts_of(0)) * index.time_base
    if rate is None:
        rate = writable_rate(len(index) / duration)
    else:
        rate = writable_rate(rate)
        duration = len(index) / rate
    width, height = shown_size(look.width, look.height, look.aspect, look.rotation)
    return Clip(
        source=str(path),
        container=look.container,
        width=width,
        height=height,
        rotation=look.rotation,
        rate=rate,
        frames=len(index),
        duration=duration,
        variable=variable,
        video_codec=look.codec,
        pixel_format=look.pixel_format,
        colour=look.colour,
        sound=tuple(replace(track, start=track.start - index.start) for track in reading.tracks),
        times=tuple(index.seconds(number) for number in range(len(index))) if variable else (),
        coded_width=look.width,
        coded_height=look.height,
        pixel_aspect=look.aspect,
        smallest_step=int(np.diff(index.pts).min()) * index.time_base if variable else 1 / rate,
        size=path.stat().st_size,
        missing=reading.missing,
    )


def shown_size(width: int, height: int, aspect: Fraction, rotation: int) -> tuple[int, int]:
    """Stored pixels to square, upright ones: the height is kept, the width made even when it changes."""
    if aspect != 1:
        width = max(2, 2 * round(width * aspect / 2))
    return (height, width) if rotation % 180 == 90 else (width, height)


def constant_rate(index: FrameIndex, told: tuple[Fraction, ...] = ()) -> Fraction | None:
    """The rate at which all frames come, as far as the ticks can tell; ``None`` if they do not.

    Args:
        index: When the frames are shown.
        told: What the container says, tried first.
    """
    count = len(index)
    if count == 1:
        return next((rate for rate in told if rate), 1 / ((index.end - index.pts_of(0)) * index.time_base))
    steps = np.diff(index.pts)
    if steps.min() == steps.max() and (steps[0] > 1000 or not told):
        return _common(1 / (int(steps[0]) * index.time_base))
    mean = (count - 1) / (int(index.pts[-1] - index.pts[0]) * index.time_base)
    # What is told may be an average of times that were rounded; the rate that was meant goes before it.
    meant = sorted(map(_common, filter(None, told)), key=lambda rate: rate not in _COMMON_RATES)
    near = [rate for rate in (*meant, *_COMMON_RATES) if abs(rate / mean - 1) < Fraction(1, 200)]
    near.append(_common(mean))
    pts, time_base = _as_rounded(index)
    return next((rate for rate in near if _fits(pts, rate, time_base)), None)


def _as_rounded(index: FrameIndex) -> tuple[Ticks, Fraction]:
    """Times in the ticks that they were once rounded to: whole milliseconds stay that in a finer time base."""
    pts = index.pts - index.pts[0]
    parts = int(np.gcd.reduce(pts))
    coarse = parts * index.time_base
    return (pts // parts, coarse) if coarse <= _COARSE else (pts, index.time_base)


def writable_rate(rate: Fraction) -> Fraction:
    """The nearest rate whose numbers FFmpeg and headers can hold: those of an average grow with the clip."""
    if max(rate.numerator, rate.denominator) <= _MOST_IN_RATE:
        return rate
    turned = rate > 1
    near = (1 / rate if turned else rate).limit_denominator(_MOST_IN_RATE)
    near = max(near, Fraction(1, _MOST_IN_RATE))
    return 1 / near if turned else near


def _common(rate: Fraction) -> Fraction:
    """A rate that rounding of the ticks moved a little, as it was meant."""
    meant = min(_COMMON_RATES, key=lambda common: abs(common - rate))
    return meant if abs(meant / rate - 1) < Fraction(1, 100_000) else rate


def _fits(pts: Ticks, rate: Fraction, time_base: Fraction) -> bool:
    """Whether every frame lies within one tick of where the rate puts it, whichever way the ticks were rounded."""
    ticks = float(1 / (rate * time_base))
    off = (pts - pts[0]) - np.arange(len(pts)) * ticks
    return bool(off.max() - off.min() <= _TICKS_OFF)
