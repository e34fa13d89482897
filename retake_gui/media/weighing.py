"""How large an export gets, found out by encoding a little of it: what is copied has a size, the rest is tried.

A few short runs of pictures go through the very encoder that the export uses. That takes a second or some, so it is
work for a thread of its own, after the first rough look.
"""

import itertools
import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av

from retake_gui.domain.span import Span
from retake_gui.media import stems
from retake_gui.media.carry import carried
from retake_gui.media.codecs import muxer_for
from retake_gui.media.encode import MediaWriter
from retake_gui.media.export_plan import ExportKind, ExportPlan
from retake_gui.media.feeds import picture_feed
from retake_gui.media.files import opened
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.forecast import Forecast
from retake_gui.media.index import build_index
from retake_gui.media.joints import Joint
from retake_gui.media.publish import Stoppable, stop_if
from retake_gui.media.smart import trial
from retake_gui.media.sound_joint import keeps_sound
from retake_gui.media.writing import picture_format, sound_bytes, sound_end

_RUNS = 3
_PIXELS = 36 * 1920 * 1080
"""Pixels that are tried in all: about a second's work."""
_RUN = (4, 12)
_GROUPS = {"libx264": 250, "libx265": 250, "libvpx": 128, "libvpx-vp9": 128, "libsvtav1": 160}
"""Pictures from one that stands for itself to the next, where nothing cuts in between."""
_USUAL_GROUP = 12
_JOINED_GROUP = 48


@dataclass(frozen=True, slots=True)
class _Packets:
    """Bytes of what a file holds.

    Attributes:
        pictures: Of each packet of the picture, in the order of the file.
        sound: Of the first sound in all.
        rest: Of everything else: further streams, tables, words.
    """

    pictures: tuple[int, ...]
    sound: int
    rest: int


def weighed(plan: ExportPlan, rough: Forecast, cancelled: Stoppable) -> Forecast:
    """The same forecast with the size that a trial says.

    Raises:
        UnreadableMedia: A file is gone or damaged.
        CancelledError: It was cancelled.
    """
    if plan.kind is ExportKind.AS_RETURNED or plan.codec == stems.SOUND:
        return rough
    source = _packets(plan, cancelled)
    pictures = _picture_bytes(plan, rough, source, cancelled)
    if plan.codec == stems.PICTURES:
        return replace(rough, size=pictures)
    whole = plan.span == plan.clip.whole
    return replace(rough, size=pictures + _sound(plan, source) + (source.rest if whole else 0))


def _packets(plan: ExportPlan, cancelled: Stoppable) -> _Packets:
    clip, pictures, sound, others = plan.clip, list[int](), 0, 0
    going = carried(clip, muxer_for(plan.target)).streams if plan.codec != stems.PICTURES else ()
    picture = build_index(Path(clip.source)).stream
    first = clip.sound[0].index if clip.sound else -1
    everything = 0
    with opened(Path(clip.source)) as container:
        for packet in container.demux():
            stop_if(cancelled)
            everything += packet.size
            if packet.stream_index == picture and packet.size:
                pictures.append(packet.size)
            elif packet.stream_index == first:
                sound += packet.size
            elif packet.stream_index in going:
                others += packet.size
    return _Packets(tuple(pictures), sound, others + max(0, clip.size - everything))


def _sound(plan: ExportPlan, source: _Packets) -> int:
    if keeps_sound(plan):
        return source.sound
    heard, clip = plan.heard, plan.clip
    sound = FittedSound(clip, heard.window, heard.recipe, heard.returned, heard.mode, plan.seams)
    try:
        seconds = float(sound_end(plan) - clip.time_of(plan.span.start))
        return 0 if sound.is_silent else sound_bytes(plan, muxer_for(plan.target), sound, seconds)
    finally:
        sound.close()


def _picture_bytes(plan: ExportPlan, rough: Forecast, source: _Packets, cancelled: Stoppable) -> int:
    if not rough.encoded:
        return sum(source.pictures)
    seen = plan.seen
    pictures = FittedPictures(plan.clip, seen.window, seen.recipe, seen.returned, seen.mode, plan.seams)
    try:
        if plan.codec == stems.PICTURES:
            return _alone(plan, pictures, cancelled)
        return _tried(plan, rough, source, pictures, cancelled)
    finally:
        pictures.close()


def _alone(plan: ExportPlan, pictures: FittedPictures, cancelled: Stoppable) -> int:
    """Pictures that are files of their own."""
    numbers = [number for run in _runs(plan, plan.span) for number in itertools.islice(run, 0, None, 4)]
    sizes = []
    for number in numbers:
        stop_if(cancelled)
        sizes.append(len(stems.encoded(pictures, number)))
    return round(sum(sizes) / len(sizes) * len(plan.span))


def _tried(plan: ExportPlan, rough: Forecast, source: _Packets, pictures: FittedPictures, cancelled: Stoppable) -> int:
    joint, copied, group = rough.joint, 0, _JOINED_GROUP
    if joint is None:
        encoder = picture_format(plan, muxer_for(plan.target), pictures).codec.encoder
        group = _GROUPS.get(encoder, _USUAL_GROUP)
    else:
        copied = sum(size for place, size in enumerate(source.pictures) if not joint.is_replaced(place))
    count = rough.anew
    leaders, followers = list[int](), list[int]()
    for run in itertools.chain.from_iterable(_runs(plan, span) for span in rough.encoded):
        stop_if(cancelled)
        first, *more = _sizes(plan, pictures, joint, run)
        leaders.append(first)
        followers += more
    alone = sum(leaders) / len(leaders)
    following = sum(followers) / len(followers) if followers else alone
    groups = math.ceil(count / group)
    return round(copied + groups * alone + (count - groups) * following)


def _runs(plan: ExportPlan, span: Span) -> Iterator[Span]:
    """Short runs of pictures, spread over a range; all of it where it is short itself."""
    pixels = max(1, plan.clip.coded_width * plan.clip.coded_height)
    length = min(max(_PIXELS // pixels // _RUNS, _RUN[0]), _RUN[1])
    if len(span) <= _RUNS * length:
        yield span
        return
    for number in range(_RUNS):
        start = span.start + (len(span) - length) * (2 * number + 1) // (2 * _RUNS)
        yield Span(start, start + length)


def _sizes(plan: ExportPlan, pictures: FittedPictures, joint: Joint | None, run: Iterable[int]) -> Sequence[int]:
    """Bytes of the packets of a run, its first picture's first."""
    if joint is not None:
        return trial(plan, pictures, joint, run)
    numbers = list(run)
    form = picture_format(plan, muxer_for(plan.target), pictures)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"trial{plan.target.suffix}"
        with MediaWriter(path, muxer_for(plan.target)) as writer:
            writer.add_pictures(form)
            span = Span(numbers[0], numbers[-1] + 1)
            for _ in picture_feed(writer, pictures, plan.clip, span, form.time_base, form.codec.pixel_format):
                pass
            writer.finish()
        with av.open(str(path)) as container:
            return [packet.size for packet in container.demux(container.streams.video[0]) if packet.size]
