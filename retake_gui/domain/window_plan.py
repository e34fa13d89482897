"""Choosing the window for a segment: how many whole seconds before it, how much context, what is padded.

The rule and its figures (0.8 seconds and 16 frames of context on a side) come from how the service treats what it gets:
it makes whole seconds anew, on a grid of latent frames, and blends into the frames around them.
"""

import bisect
import math
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context, Window

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.service import Service

_CONTEXT_SECONDS = Fraction(4, 5)
_CONTEXT_FRAMES = 16
_SPARE_FRAMES = 8
_EXTRA_SECONDS = {Context.LEAST: 0, Context.BALANCED: 1, Context.MOST: 3, Context.WHOLE: 0}


def context_frames(rate: Fraction) -> int:
    """Least context on a side: 0.8 seconds and 16 frames."""
    return math.ceil(_CONTEXT_SECONDS * rate + _CONTEXT_FRAMES)


def most_sent(rate: Fraction, service: "Service") -> int:
    """Most frames that the service takes at a rate."""
    return min(service.most_frames, math.floor(service.most_seconds * rate))


def sent_rate(clip: "Clip", service: "Service") -> Fraction:
    """The constant rate at which a window of the clip is sent."""
    rate = 1 / clip.step if clip.variable else clip.rate
    while rate > service.most_rate:
        rate /= 2
    return rate


def longest_segment(clip: "Clip", start: int, service: "Service") -> int:
    """Most frames of the clip that a segment starting at ``start`` may have; never past the clip's end."""
    rate = sent_rate(clip, service)
    head = _head_seconds(_grid_before(clip, start, rate), rate)
    lead = math.ceil(head * rate) if start else 0
    room = most_sent(rate, service) - lead - context_frames(rate)
    seconds = room / rate
    if clip.variable:
        end = bisect.bisect_right(clip.times, clip.time_of(start) + seconds)
    else:
        end = start + math.floor(seconds * clip.rate)
    return max(1, min(end, clip.frames) - start)


def plan_window(clip: "Clip", segment: Span, service: "Service", context: Context = Context.LEAST) -> Window:
    """Choose what to send for a segment.

    Raises:
        SettingRefused: The segment is empty, outside the clip, or longer than the service can be sent; for the whole
            clip also when the clip is too long, or the segment does not lie on whole seconds.
    """
    _check_segment(clip, segment, service)
    rate = sent_rate(clip, service)
    if context is Context.WHOLE:
        return _whole(clip, segment, service, rate)
    start, duration = _request_seconds(clip, segment, service, rate, context)
    lead = math.ceil(start * rate)
    frames, body_end = _extent(clip, segment, service, rate, lead, start, duration, context)
    return _tabulate(clip, segment, rate, start, duration, lead, frames, body_end)


def _check_segment(clip: "Clip", segment: Span, service: "Service") -> None:
    if not segment:
        raise SettingRefused("duration", "The range is empty.", do="Select at least one frame.")
    if not clip.whole.covers(segment):
        raise SettingRefused(
            "startTime",
            f"The range ends at frame {segment.end}, but the clip has {clip.frames}.",
            do="Choose a range inside the clip.",
        )
    longest = longest_segment(clip, segment.start, service)
    if len(segment) > longest:
        fits = float(clip.span_seconds(Span(segment.start, segment.start + longest)))
        raise SettingRefused(
            "duration",
            f"The range is {float(clip.span_seconds(segment)):.2f} s long; from here {fits:.2f} s can be sent.",
            do=f"Shorten it to {longest} frames.",
        )


def _request_seconds(
    clip: "Clip", segment: Span, service: "Service", rate: Fraction, context: Context
) -> tuple[int, int]:
    """Start and duration; context beyond the least gives way where the service would not take it all."""
    before, length = _grid_before(clip, segment.start, rate), _grid_length(clip, segment, rate)
    start = duration = 0
    for extra in range(_EXTRA_SECONDS[context], -1, -1):
        start = 0 if segment.start == 0 else _head_seconds(before, rate, extra)
        duration = _duration(start, math.ceil(start * rate) + length, rate, service)
        if math.ceil((start + duration) * rate) + context_frames(rate) <= most_sent(rate, service):
            break
    return start, duration


def _head_seconds(before: int, rate: Fraction, extra: int = 0) -> int:
    """Whole seconds of head: enough context where the clip has it, at least one (padded where it has not)."""
    wanted = math.ceil((_CONTEXT_SECONDS * rate + _CONTEXT_FRAMES) / rate) + extra
    while wanted > 1 and math.ceil(wanted * rate) > before:
        wanted -= 1
    return wanted


def _duration(start: int, needed: int, rate: Fraction, service: "Service") -> int:
    """The smallest allowed whole number of seconds whose last made frame is not before ``needed``."""
    duration = service.least_seconds
    while math.ceil((start + duration) * rate) < needed:
        duration += 1
    return duration


def _grid_before(clip: "Clip", frame: int, rate: Fraction) -> int:
    """How many whole steps of the sent rate lie between the clip's start and a frame."""
    return math.floor(clip.time_of(frame) * rate)


def _grid_length(clip: "Clip", segment: Span, rate: Fraction) -> int:
    """How many sent frames a segment needs so that the last one shows its last frame."""
    last = clip.time_of(segment.end - 1) - clip.time_of(segment.start)
    return step_for(clip, last * rate) + 1


def _extent(
    clip: "Clip",
    segment: Span,
    service: "Service",
    rate: Fraction,
    lead: int,
    start: int,
    duration: int,
    context: Context,
) -> tuple[int, int]:
    """How many frames are sent, and how many of them the clip itself can fill."""
    made_end = math.ceil((start + duration) * rate)
    extra = math.ceil(_EXTRA_SECONDS[context] * rate)
    last = clip.time_of(clip.frames - 1) - clip.time_of(segment.start)
    available = lead + step_for(clip, last * rate) + 1
    limit = most_sent(rate, service)
    wanted = max(made_end + context_frames(rate) + extra, service.least_frames)
    body_end = min(available, wanted, limit)
    frames = max(body_end, min(limit, max(made_end + _SPARE_FRAMES, service.least_frames)))
    return frames, body_end


def _tabulate(
    clip: "Clip",
    segment: Span,
    rate: Fraction,
    start: int,
    duration: int,
    lead: int,
    frames: int,
    body_end: int,
) -> Window:
    anchor = clip.time_of(segment.start)
    origin = anchor - lead / rate
    pad_head = max(0, math.ceil(-origin * rate))
    body = clip.frames_at(origin + pad_head / rate, 1 / rate, body_end - pad_head)
    sent = _mirrored(body, pad_head, frames - body_end)
    back = tuple(min(body_end - 1, step + lead) for step in _steps_of(clip, segment, rate))
    return Window(segment, rate, start, duration, sent, pad_head, frames - body_end, back, origin)


def _steps_of(clip: "Clip", segment: Span, rate: Fraction) -> Iterable[int]:
    """For each frame of a segment the sent frame that stands for it, counted from the segment's first."""
    if clip.variable:
        anchor = clip.time_of(segment.start)
        return (step_for(clip, (clip.time_of(frame) - anchor) * rate) for frame in segment)
    # Without a fraction for each frame, since a window is planned for every move of a hand that drags the range.
    steps, frames = (rate / clip.rate).as_integer_ratio()
    return (-((frames - 2 * number * steps) // (2 * frames)) for number in range(len(segment)))


def step_for(clip: "Clip", steps: Fraction) -> int:
    """The sent frame for a time, counted in steps of the sent rate.

    At variable rate no frame is shorter than a step, so the first step at or after a frame's time shows that frame.
    Where every second frame is sent, each stands for itself and the one after it.
    """
    return math.ceil(steps) if clip.variable else math.ceil(steps - Fraction(1, 2))


def _mirrored(body: list[int], before: int, after: int) -> tuple[int, ...]:
    """Extend a run of frames by reflection at both ends (the end frame itself is not repeated)."""
    cycle = body if len(body) > 1 else body * 2
    period = 2 * len(cycle) - 2

    def reflect(index: int) -> int:
        position = index % period
        return cycle[position if position < len(cycle) else period - position]

    return tuple(reflect(index) for index in range(-before, len(body) + after))


def _whole(clip: "Clip", segment: Span, service: "Service", rate: Fraction) -> Window:
    """The clip as it is; only ranges that begin on a whole second (first frame at or after it) can be asked for."""
    total = step_for(clip, clip.time_of(clip.frames - 1) * rate) + 1
    if total > most_sent(rate, service):
        raise SettingRefused(
            "video",
            f"The whole clip lasts {float(clip.duration):.1f} s; at most {service.most_seconds} s can be sent.",
            do="Send only what lies around the range.",
        )
    steps = step_for(clip, clip.time_of(segment.start) * rate)
    needed = step_for(clip, clip.time_of(segment.end - 1) * rate) + 1
    for start in range(math.floor(steps / rate), -1, -1):
        duration = _duration(start, needed, rate, service)
        made_end = math.ceil((start + duration) * rate)
        spare = min(made_end + _SPARE_FRAMES, most_sent(rate, service))
        frames = max(total, service.least_frames, spare)
        if made_end <= frames:
            break
    else:
        last = math.floor(math.floor(frames / rate) * rate)
        raise SettingRefused(
            "duration",
            f"Of the whole clip nothing after frame {last} can be made anew: that takes whole seconds, and the service "
            f"takes {frames} frames.",
            do="Send only what lies around the range, or end it there.",
        )
    body = [clip.frame_at(index / rate) for index in range(total)]
    sent = _mirrored(body, 0, frames - total)
    back = tuple(min(total - 1, step_for(clip, clip.time_of(frame) * rate)) for frame in segment)
    return Window(segment, rate, start, duration, sent, 0, frames - total, back, Fraction(0))
