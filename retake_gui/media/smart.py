"""Smart export: only the groups of pictures that a take touches are encoded anew, the rest is copied bit for bit.

H.264 allows it: the new groups refer to parameter sets under a number that the source does not use, and both sets go
into the one header. The new part starts with an IDR picture of its own, so it may start anywhere; copying goes on at an
IDR picture of the source, across which nothing reaches. New packets take over the decode times of those they replace.
"""

import itertools
import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from retake_gui.domain.span import Span
from retake_gui.media import avc
from retake_gui.media.carry import carried, without_streams
from retake_gui.media.codecs import muxer_for
from retake_gui.media.colours import PRIMARIES, RANGES, SPACES, TRANSFERS
from retake_gui.media.decoder import FrameReader
from retake_gui.media.encode import MediaWriter, number_of
from retake_gui.media.export import full_export
from retake_gui.media.export_plan import ExportPlan, ExportReport
from retake_gui.media.feeds import Feed, Sums
from retake_gui.media.files import opened
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.index import FrameIndex, build_index
from retake_gui.media.planes import planes_of, working_format
from retake_gui.media.publish import Stoppable, new_file
from retake_gui.media.sizes import expected_bytes
from retake_gui.media.verify import WrittenOtherwise, verify, verify_copies
from retake_gui.media.writing import can_copy_sound, write_streams

_PROFILES = {66: "baseline", 77: "main", 100: "high", 110: "high10", 122: "high422", 244: "high444"}
_CONTAINERS = ("mp4", "mov", "matroska")
_NEAR = 2


class CannotJoin(Exception):
    """Why packets of this clip cannot be joined with new ones: the rest of a sentence."""


@dataclass(frozen=True, slots=True)
class _Packet:
    """Times of a packet, in ticks."""

    pts: int
    dts: int
    duration: int


@dataclass(frozen=True, slots=True)
class _Joint:
    """Where copying stops and goes on.

    Attributes:
        frames: Frames that are encoded anew.
        packets: The packets that they replace, by place in the file.
        timing: Times of all packets.
        sets: The source's parameter sets.
    """

    frames: Span
    packets: Span
    timing: tuple[_Packet, ...]
    sets: avc.ParameterSets


def smart_export(plan: ExportPlan, on_progress: Callable[[int, int], None], cancelled: Stoppable) -> ExportReport:
    """Write a take with as few frames encoded anew as can be; all of them, with a word on it, where it must be.

    Raises:
        StorageError: The target exists, or the disk refuses.
        UnreadableMedia: A file is gone or damaged.
        CancelledError: It was cancelled.
    """
    if not plan.mode.replaces_picture:
        return full_export(plan, on_progress, cancelled)
    try:
        joint = find_joint(plan)
        return _written(plan, joint, on_progress, cancelled)
    except CannotJoin as reason:
        return full_export(plan, on_progress, cancelled, (f"All frames were encoded anew: {reason}.",))


def _written(
    plan: ExportPlan, joint: _Joint, on_progress: Callable[[int, int], None], cancelled: Stoppable
) -> ExportReport:
    muxer = muxer_for(plan.target)
    copied: list[int] = []
    copy_sound = can_copy_sound(plan, muxer)

    def way(writer: MediaWriter, pictures: FittedPictures, _sums: Sums) -> Feed:
        feed = _joined(writer, pictures, plan, joint, copied)
        next(feed)
        return feed

    rest = carried(plan.clip, muxer)
    while True:
        copied.clear()
        try:
            with new_file(plan.target, expected_bytes(plan)) as part:
                sums = write_streams(plan, part, way, rest, copy_sound, on_progress, cancelled)
                verify(plan, part)
                verify_copies(plan, part, sums)
                _check_copies(part, joint, copied)
                _check_joints(plan, part, joint)
        except (WrittenOtherwise, av.FFmpegError) as error:
            if not rest.streams:
                raise CannotJoin(f"joined packets did not play back as they should ({error})") from error
            rest = without_streams(rest)
        else:
            break
    kept = plan.clip.frames - len(joint.frames)
    note = f"{len(joint.frames)} of {plan.clip.frames} frames were encoded anew, {kept} copied bit for bit."
    return ExportReport(
        plan.target, plan.kind, plan.clip.frames, (joint.frames,), kept > 0, copy_sound, (note, *rest.left)
    )


def find_joint(plan: ExportPlan) -> _Joint:
    """Where copying can stop and go on.

    Raises:
        CannotJoin: Nowhere.
        UnreadableMedia: The clip cannot be read any more.
    """
    clip, source = plan.clip, Path(plan.clip.source)
    if plan.codec or clip.video_codec != "h264":
        raise CannotJoin("packets can be joined in H.264 only")
    if muxer_for(plan.target) not in _CONTAINERS:
        raise CannotJoin("this container cannot hold two sets of parameters")
    index = build_index(source)
    with opened(source) as container:
        record = avc.read_record(container.streams[index.stream].codec_context.extradata or b"")
        if record is None or record.free_id() is None or record.profile not in _PROFILES:
            raise CannotJoin("the clip's H.264 is stored in a way that cannot be joined")
        timing, fresh = _scanned(container, index, record.length_size)
    taken = _taken(plan)
    ends = [place for place in fresh if taken.end < clip.frames and timing[place].pts >= index.pts_of(taken.end)]
    packets = Span(_head(timing, index.pts_of(taken.start)), ends[0] if ends else len(timing))
    shown = sorted(each.pts for each in timing[packets.start : packets.end])
    first, last = index.frame_of(shown[0]), index.frame_of(shown[-1])
    if first is None or last is None or last + 1 - first != len(packets):
        raise CannotJoin("its frames are stored in an order that cannot be cut")
    if len(packets) == len(timing):
        raise CannotJoin("the take touches every group of pictures")
    return _Joint(Span(first, last + 1), packets, timing, record)


def _head(timing: Sequence[_Packet], taken: int) -> int:
    """The last place before which all packets are shown before all after it, and none of what is taken: cut there.

    What is copied before it needs nothing that follows, since packets depend on earlier ones only.
    """
    latest = -math.inf
    earliest = list(itertools.accumulate((each.pts for each in reversed(timing)), min))[::-1]
    found = 0
    for place, each in enumerate(timing):
        if earliest[place] > taken:
            break
        if latest < earliest[place]:
            found = place
        latest = max(latest, each.pts)
    return found


def _taken(plan: ExportPlan) -> Span:
    pictures = FittedPictures(plan.clip, plan.window, plan.recipe, plan.returned, plan.mode, plan.seams)
    pictures.close()
    return pictures.taken


def _scanned(container: Any, index: FrameIndex, length_size: int) -> tuple[tuple[_Packet, ...], list[int]]:
    """Times of all packets in the order of the file, and which of them start afresh."""
    timing: list[_Packet] = []
    fresh: list[int] = []
    complete = True
    for packet in container.demux(container.streams[index.stream]):
        if not packet.size:
            continue
        if packet.is_discard:
            raise CannotJoin("an edit list hides some of its packets")
        if packet.pts is None:
            raise CannotJoin("some of its packets have no times")
        if packet.is_keyframe and avc.has_idr(bytes(packet), length_size):
            fresh.append(len(timing))
        complete = complete and packet.dts is not None
        timing.append(_Packet(packet.pts, packet.dts or 0, packet.duration or 0))
    if len(timing) != len(index):
        raise CannotJoin("not every packet is a frame")
    return tuple(timing if complete else _with_decode_times(timing)), fresh


def _with_decode_times(timing: list[_Packet]) -> list[_Packet]:
    """Decode times for containers that keep none (Matroska): shown times in order, early enough for every packet."""
    ordered = sorted(each.pts for each in timing)
    delay = max(early - each.pts for early, each in zip(ordered, timing, strict=True))
    return [replace(each, dts=early - delay) for early, each in zip(ordered, timing, strict=True)]


def _joined(
    writer: MediaWriter, pictures: FittedPictures, plan: ExportPlan, joint: _Joint, copied: list[int]
) -> Iterator[Fraction]:
    """Copy, encode, copy; notes a checksum of each copied packet."""
    source = Path(plan.clip.source)
    index = build_index(source)
    origin, base = index.pts_of(0), index.time_base
    encoder = _encoder(plan, pictures, joint, base)
    made = avc.sets_of_stream(encoder.extradata or b"")
    with opened(source) as container:
        template = container.streams[index.stream]
        target = writer.add_copy(template, joint.sets.with_sets(made).as_bytes())
        yield Fraction(-1_000)
        place = 0
        for packet in container.demux(template):
            if not packet.size:
                continue
            if place == joint.packets.start:
                yield from _renewed(writer, encoder, pictures, joint, index, target)
            place += 1
            if place - 1 in joint.packets:
                continue
            copied.append(zlib.crc32(bytes(packet)))
            timing = joint.timing[place - 1]
            packet.pts, packet.dts = timing.pts - origin, timing.dts - origin
            when = packet.dts * base
            writer.write_packet(packet, target)
            yield when


def _renewed(
    writer: MediaWriter,
    encoder: VideoCodecContext,
    pictures: FittedPictures,
    joint: _Joint,
    index: FrameIndex,
    target: av.stream.Stream,
) -> Iterator[Fraction]:
    """The new packets, with the decode times of those that they replace."""
    origin, base = index.pts_of(0), index.time_base
    replaced = iter(joint.timing[joint.packets.start : joint.packets.end])
    durations = {each.pts: each.duration for each in joint.timing[joint.packets.start : joint.packets.end]}
    for number in (*joint.frames, None):
        frame = None
        if number is not None:
            frame = pictures.native(number)
            if frame.format.name != encoder.pix_fmt:
                kept = 2 if pictures.full else 1
                frame = frame.reformat(format=encoder.pix_fmt, src_color_range=kept, dst_color_range=kept)
            frame.pts, frame.time_base, frame.pict_type = index.pts_of(number), base, 0
        for made in encoder.encode(frame):
            slot = next(replaced)
            pts = cast("int", made.pts)
            if slot.dts > pts:
                raise CannotJoin("the order of its frames leaves no room for new ones")
            packet = av.Packet(avc.prefixed(bytes(made), joint.sets.length_size))
            packet.pts, packet.dts, packet.time_base = pts - origin, slot.dts - origin, base
            packet.duration, packet.is_keyframe = durations.get(pts, slot.duration), made.is_keyframe
            writer.write_packet(packet, target)
            yield packet.dts * base


def _encoder(plan: ExportPlan, pictures: FittedPictures, joint: _Joint, base: Fraction) -> VideoCodecContext:
    """x264 with the source's profile, level, size and colours, under parameter sets of its own number."""
    clip, sets = plan.clip, joint.sets
    first = joint.timing[joint.packets.start]
    reorders = first.pts > first.dts and sets.profile != 66
    params = f"sps-id={sets.free_id()}:bframes={2 if reorders else 0}:b-pyramid=none:open-gop=0:keyint=48:aud=0"
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = clip.coded_width, clip.coded_height
    encoder.pix_fmt = working_format(clip.pixel_format)
    encoder.time_base, encoder.framerate = base, clip.rate
    encoder.color_range = 2 if pictures.full else number_of(RANGES, clip.colour.range, 0)
    encoder.colorspace = number_of(SPACES, clip.colour.space)
    encoder.color_trc = number_of(TRANSFERS, clip.colour.transfer)
    encoder.color_primaries = number_of(PRIMARIES, clip.colour.primaries)
    if clip.pixel_aspect != 1:
        encoder.sample_aspect_ratio = clip.pixel_aspect
    encoder.flags |= Flags.global_header
    encoder.thread_count = 0
    encoder.options = {
        "crf": "11",
        "preset": "veryfast",
        "profile": _PROFILES[sets.profile],
        "level": f"{sets.level / 10:.1f}",
        "x264-params": params,
    }
    try:
        encoder.open()
    except (av.FFmpegError, ValueError) as error:
        raise CannotJoin("its profile cannot be encoded here") from error
    return encoder


def _check_copies(part: Path, joint: _Joint, copied: list[int]) -> None:
    """Hold every copied packet of the file that was written against the source's."""
    index = build_index(part)
    with opened(part) as container:
        packets = (packet for packet in container.demux(container.streams[index.stream]) if packet.size)
        found = [zlib.crc32(bytes(packet)) for place, packet in enumerate(packets) if place not in joint.packets]
    if found != copied:
        raise CannotJoin("copied packets did not arrive unchanged")


def _check_joints(plan: ExportPlan, part: Path, joint: _Joint) -> None:
    """Decode across both joints; what was copied is exactly the source's."""
    source, frames = Path(plan.clip.source), joint.frames
    with FrameReader(part, build_index(part)) as ours, FrameReader(source, build_index(source)) as theirs:
        for edge in (frames.start, frames.end):
            for number in range(max(0, edge - _NEAR), min(plan.clip.frames, edge + _NEAR)):
                made, own = ours.frame(number), theirs.frame(number)
                if number not in frames and not _same(made, own):
                    raise CannotJoin("frames beside a joint would change")


def _same(one: av.VideoFrame, other: av.VideoFrame) -> bool:
    pairs = zip(planes_of(one), planes_of(other), strict=True)
    return all(np.array_equal(mine, theirs) for mine, theirs in pairs)
