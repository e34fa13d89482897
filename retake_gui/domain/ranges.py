"""Several ranges of a clip, written one a line."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.span import Span
from retake_gui.domain.timebase import parse_time, timecode

_TO = re.compile(r"\s+(?:-|–|—|to|→)\s+")
_AND = re.compile(r"\s*\+\s*|\s+")


def read_ranges(text: str, clip: Clip) -> tuple[Span, ...]:
    """Ranges from lines: ``START - END``, or ``START + LENGTH``; times as anywhere else, and # begins a remark.

    Raises:
        SettingRefused: A line is no range of the clip; says which.
    """
    lines = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.splitlines(), 1))
    return tuple(_range(number, line, clip) for number, line in lines if line)


def write_ranges(spans: Iterable[Span], clip: Clip) -> str:
    """Ranges as lines that :func:`read_ranges` reads."""
    return "\n".join(f"{timecode(span.start, clip.rate)} + {len(span)}f" for span in spans)


def ranges_between(marks: Sequence[int], clip: Clip) -> tuple[Span, ...]:
    """The ranges from each mark to the next one."""
    inside = sorted({mark for mark in marks if 0 <= mark <= clip.frames})
    return tuple(Span(start, end) for start, end in pairwise(inside))


def _range(number: int, line: str, clip: Clip) -> Span:
    ends = _TO.split(line)
    parts = ends if len(ends) == 2 else _AND.split(line)
    if len(parts) != 2:
        raise _refused(number, f"“{line}” is not a range", "Write START - END, or START + LENGTH.")
    try:
        first, second = (parse_time(part, clip.rate) for part in parts)
    except SettingRefused as refusal:
        raise _refused(number, refusal.what.rstrip("."), "Write seconds (2.5), timecode or frames (60f).") from refusal
    start = clip.frame_for(first)
    if len(ends) == 2:
        end = clip.frame_for(second)
    elif isinstance(second, int):
        end = start + second
    else:
        stop = clip.time_of(min(start, clip.frames)) + second
        end = clip.frame_for(stop) if stop <= clip.duration + clip.step / 2 else clip.frames + 1
    if not 0 <= start < end or end > clip.frames:
        raise _refused(
            number, f"“{line}” is not inside the clip", "Start before the end, and end before the clip does."
        )
    return Span(start, end)


def _refused(number: int, what: str, do: str) -> SettingRefused:
    return SettingRefused("startTime", f"Line {number}: {what}.", do=do)
