"""Exact time: rates, frame numbers, timecode, and what people type for a time.

A rate is frames per second as a :class:`fractions.Fraction`; frame ``n`` of a constant-rate clip is shown from
``n / rate`` until ``(n + 1) / rate``. Timecode counts frames at the rounded rate; drop-frame (29.97 and 59.94 only)
skips the numbers ``;00`` and ``;01`` (four of them at 59.94) at each minute that is not a tenth one, as SMPTE ST 12-1
defines, so that timecode stays within a frame or two of the clock.
"""

import math
import re
from enum import StrEnum
from fractions import Fraction

from retake_gui.domain.errors import SettingRefused

_TIMECODE = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})([:;.])(\d{2,3})", re.ASCII)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.(\d+))?", re.ASCII)
_SECONDS = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*s?", re.ASCII)
_FRAMES = re.compile(r"(\d+)\s*f", re.ASCII)


class TimeDisplay(StrEnum):
    """How a position is written."""

    TIMECODE = "timecode"
    FRAMES = "frames"
    SECONDS = "seconds"

    @property
    def following(self) -> "TimeDisplay":
        """The next one, and after the last the first again."""
        units = list(TimeDisplay)
        return units[(units.index(self) + 1) % len(units)]


def nominal(rate: Fraction) -> int:
    """Frames that a second of timecode counts: 24 for 23.976, 30 for 29.97."""
    return max(1, math.floor(rate + Fraction(1, 2)))


def can_drop(rate: Fraction) -> bool:
    """Whether drop-frame timecode is defined for the rate."""
    return rate in (Fraction(30000, 1001), Fraction(60000, 1001))


def time_of(frame: int, rate: Fraction) -> Fraction:
    """When a frame of a constant-rate clip starts, in seconds."""
    return Fraction(frame) / rate


def frame_at(seconds: Fraction, rate: Fraction) -> int:
    """The frame that is on screen at a time: the last one that starts at or before it."""
    return math.floor(seconds * rate)


def timecode(frame: int, rate: Fraction, *, drop: bool | None = None) -> str:
    """Write a frame number as ``HH:MM:SS:FF`` (``HH:MM:SS;FF`` for drop-frame).

    Args:
        frame: Zero or more.
        rate: Frames a second.
        drop: Whether numbers are dropped; by default never (a clip's own timecode decides elsewhere).
    """
    base = nominal(rate)
    dropped = bool(drop) and can_drop(rate)
    number = _with_dropped(frame, base) if dropped else frame
    seconds, frames = divmod(number, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    digits = 2 if base <= 100 else 3
    return f"{hours:02}:{minutes:02}:{seconds:02}{';' if dropped else ':'}{frames:0{digits}}"


def _with_dropped(frame: int, base: int) -> int:
    skip = base // 15
    per_minute, per_ten = base * 60 - skip, base * 600 - skip * 9
    tens, rest = divmod(frame, per_ten)
    minutes = 0 if rest < base * 60 else 1 + (rest - base * 60) // per_minute
    return frame + tens * skip * 9 + minutes * skip


def parse_timecode(text: str, rate: Fraction) -> int:
    """Read ``[HH:]MM:SS:FF`` or, with a semicolon before the frames, drop-frame timecode.

    Raises:
        SettingRefused: Not a timecode, minutes or seconds over 59, a frame number that the rate does not have, or one
            that drop-frame counting skips.
    """
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise _unreadable(text)
    hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3))
    frames, base = int(match.group(5)), nominal(rate)
    if minutes > 59 or seconds > 59 or frames >= base:
        raise SettingRefused(
            "startTime",
            f"“{text}” is not a timecode at {base} frames a second.",
            do=f"Minutes and seconds go to 59, frames to {base - 1}.",
        )
    total_minutes = hours * 60 + minutes
    number = (total_minutes * 60 + seconds) * base + frames
    if match.group(4) != ";":
        return number
    return _without_dropped(text, rate, number, total_minutes, seconds, frames)


def _without_dropped(text: str, rate: Fraction, number: int, minutes: int, seconds: int, frames: int) -> int:
    if not can_drop(rate):
        raise SettingRefused(
            "startTime",
            f"“{text}” is drop-frame timecode, which this rate does not have.",
            do="Write : before frames.",
        )
    skip = nominal(rate) // 15
    if minutes % 10 and seconds == 0 and frames < skip:
        raise SettingRefused("startTime", f"“{text}” is one of the numbers that drop-frame timecode skips.")
    return number - skip * (minutes - minutes // 10)


def parse_time(text: str, rate: Fraction) -> int | Fraction:
    """Read what a person types for a time.

    Seconds (``2``, ``2.5``, ``2.5s``), clock time (``1:02.5``), timecode (``00:00:02:12``) or frames (``60f``).

    Returns:
        An ``int`` is a frame number (or count); a ``Fraction`` is seconds, still to be placed on the clip's frames.

    Raises:
        SettingRefused: None of these.
    """
    stripped = text.strip()
    if match := _FRAMES.fullmatch(stripped):
        return int(match.group(1))
    if match := _SECONDS.fullmatch(stripped):
        return Fraction(match.group(1))
    if _TIMECODE.fullmatch(stripped) and not _is_clock(stripped):
        return parse_timecode(stripped, rate)
    if match := _CLOCK.fullmatch(stripped):
        hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3))
        return (hours * 60 + minutes) * 60 + seconds + Fraction(f"0.{match.group(4) or 0}")
    raise _unreadable(text)


def _is_clock(text: str) -> bool:
    """``1:02.50`` is a minute and 2.5 seconds; ``1:02:50`` and ``1:02;50`` are timecode."""
    return "." in text


def _unreadable(text: str) -> SettingRefused:
    return SettingRefused(
        "startTime",
        f"“{text}” is not a time.",
        do="Write seconds (2.5), timecode (00:00:02:12) or frames (60f).",
    )


def show(frame: int, rate: Fraction, display: TimeDisplay) -> str:
    """Write a position the way the user chose to read it."""
    if display is TimeDisplay.FRAMES:
        return f"{frame}f"
    if display is TimeDisplay.SECONDS:
        return f"{float(time_of(frame, rate)):.3f}s"
    return timecode(frame, rate)
