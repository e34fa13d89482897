"""Smart export: only the groups of pictures that a take touches are encoded anew, the rest is copied bit for bit.

The new part starts with an IDR picture of its own, so it may start anywhere; copying goes on at a picture of the source
at which decoding can start. Pictures that lead it and need what came before are made anew with the rest. Decode times
are the source's, in order. How headers and packets fit together is each codec's own (:mod:`retake_gui.media.grammar`).
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
from retake_gui.media.grammar import Grammar, Start, grammar_of
from retake_gui.media.index import FrameIndex, build_index
from retake_gui.media.planes import planes_of, working_format
from retake_gui.media.publish import Stoppable, new_file
from retake_gui.media.sizes import expected_bytes
from retake_gui.media.verify import WrittenOtherwise, verify, verify_copies
from retake_gui.media.writing import can_copy_sound, write_streams

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
        packets: The packets that they replace, by place in the file, up to where copying goes on.
        leading: Packets right after the one where copying goes on that are replaced, too.
        timing: Times of all packets.
        grammar: How the codec joins.
    """

    frames: Span
    packets: Span
    leading: int
    timing: tuple[_Packet, ...]
    grammar: Grammar

    def is_replaced(self, place: int) -> bool:
        """Whether a packet of the source is not copied."""
        return place in self.packets or 0 < place - self.packets.end <= self.leading

    def is_new(self, place: int) -> bool:
        """Whether a packet of the written file is a new one."""
        return self.packets.start <= place < self.packets.end + self.leading

    def decode_time(self, place: int) -> int:
        """Of a packet of the written file: the source's, in order."""
        return self.timing[place].dts


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
    notes = tuple(words for words in (note, joint.grammar.note(), *rest.left) if words)
    return ExportReport(plan.target, plan.kind, plan.clip.frames, (joint.frames,), kept > 0, copy_sound, notes)


def find_joint(plan: ExportPlan) -> _Joint:
    """Where copying can stop and go on.

    Raises:
        CannotJoin: Nowhere.
        UnreadableMedia: The clip cannot be read any more.
    """
    clip, source = plan.clip, Path(plan.clip.source)
    if plan.codec or clip.video_codec not in ("h264", "hevc"):
        raise CannotJoin("packets can be joined in H.264 and HEVC only")
    if muxer_for(plan.target) not in _CONTAINERS:
        raise CannotJoin("this container cannot hold two sets of parameters")
    index = build_index(source)
    with opened(source) as container:
        grammar = grammar_of(clip.video_codec, container.streams[index.stream].codec_context.extradata or b"")
        if grammar is None:
            raise CannotJoin("the clip's packets are stored in a way that cannot be joined")
        timing, starts = _scanned(container, index, grammar)
    taken = _taken(plan)
    past = index.pts_of(taken.end) if taken.end < clip.frames else math.inf
    end = next((place for place, start in enumerate(starts) if start.fresh and timing[place].pts >= past), len(timing))
    leading = 0
    while end + leading + 1 < len(timing) and starts[end + leading + 1].leading:
        leading += 1
    head = _head(timing, index.pts_of(taken.start))
    replaced = [*range(head, end), *range(end + 1, end + 1 + leading)]
    shown = sorted(timing[place].pts for place in replaced)
    first, last = index.frame_of(shown[0]), index.frame_of(shown[-1])
    if first is None or last is None or last + 1 - first != len(replaced):
        raise CannotJoin("its frames are stored in an order that cannot be cut")
    if len(replaced) == len(timing):
        raise CannotJoin("the take touches every group of pictures")
    return _Joint(Span(first, last + 1), Span(head, end), leading, timing, grammar)


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


def _scanned(container: Any, index: FrameIndex, grammar: Grammar) -> tuple[tuple[_Packet, ...], list[Start]]:
    """Times of all packets in the order of the file, and at which of them decoding can start."""
    timing: list[_Packet] = []
    starts: list[Start] = []
    after_led = False
    complete = True
    for packet in container.demux(container.streams[index.stream]):
        if not packet.size:
            continue
        if packet.is_discard:
            raise CannotJoin("an edit list hides some of its packets")
        if packet.pts is None:
            raise CannotJoin("some of its packets have no times")
        start = grammar.start_of(bytes(packet)) if packet.is_keyframe or after_led else Start()
        after_led = start.led or (after_led and start.leading)
        starts.append(start)
        complete = complete and packet.dts is not None
        timing.append(_Packet(packet.pts, packet.dts or 0, packet.duration or 0))
    if len(timing) != len(index):
        raise CannotJoin("not every packet is a frame")
    return tuple(timing if complete else _with_decode_times(timing)), starts


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
    headers = joint.grammar.headers(encoder.extradata or b"")
    with opened(source) as container:
        template = container.streams[index.stream]
        target = writer.add_copy(template, headers, joint.grammar.tag)
        yield Fraction(-1_000)
        new = joint.packets.start if len(joint.packets) + joint.leading else -1
        for place, packet in enumerate(each for each in container.demux(template) if each.size):
            if place == new:
                yield from _renewed(writer, encoder, pictures, joint, index, target)
            if joint.is_replaced(place):
                continue
            timing, written = joint.timing[place], packet
            at = place
            if place == joint.packets.end:
                at = place + joint.leading
                written = av.Packet(joint.grammar.resumed(bytes(packet)))
                written.time_base, written.duration, written.is_keyframe = base, packet.duration, True
            written.pts, written.dts = timing.pts - origin, joint.decode_time(at) - origin
            if written.dts > written.pts:
                raise CannotJoin("the order of its frames leaves no room for new ones")
            copied.append(zlib.crc32(bytes(written)))
            when = written.dts * base
            writer.write_packet(written, target)
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
    durations = {each.pts: each.duration for each in joint.timing}
    place = joint.packets.start
    for made in _encoded(encoder, pictures, joint, index):
        pts, dts = cast("int", made.pts), joint.decode_time(place)
        if dts > pts:
            raise CannotJoin("the order of its frames leaves no room for new ones")
        packet = av.Packet(joint.grammar.renewed(bytes(made), first=place == joint.packets.start))
        packet.pts, packet.dts, packet.time_base = pts - origin, dts - origin, base
        packet.duration, packet.is_keyframe = durations.get(pts, 0), made.is_keyframe
        place += 1
        writer.write_packet(packet, target)
        yield packet.dts * base


def _encoded(
    encoder: VideoCodecContext, pictures: FittedPictures, joint: _Joint, index: FrameIndex
) -> Iterator["av.Packet[Any]"]:
    for number in (*joint.frames, None):
        frame = None
        if number is not None:
            frame = pictures.native(number)
            if frame.format.name != encoder.pix_fmt:
                kept = 2 if pictures.full else 1
                frame = frame.reformat(format=encoder.pix_fmt, src_color_range=kept, dst_color_range=kept)
            frame.pts, frame.time_base, frame.pict_type = index.pts_of(number), index.time_base, 0
        yield from encoder.encode(frame)


def _encoder(plan: ExportPlan, pictures: FittedPictures, joint: _Joint, base: Fraction) -> VideoCodecContext:
    """The encoder of the source's codec, with its profile, size and colours."""
    clip, first = plan.clip, joint.timing[0]
    encoder = cast("VideoCodecContext", av.CodecContext.create(joint.grammar.encoder, "w"))
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
    encoder.options = joint.grammar.options(encoder.pix_fmt, reorders=first.pts > first.dts)
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
        found = [zlib.crc32(bytes(packet)) for place, packet in enumerate(packets) if not joint.is_new(place)]
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
