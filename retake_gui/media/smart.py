"""Smart export: only the groups of pictures that a take touches are encoded anew, the rest is copied bit for bit.

Where copying may stop and go on says :mod:`retake_gui.media.joints`. Decode times are the source's, in order. How
headers and packets fit together is each codec's own (:mod:`retake_gui.media.grammar`).
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.stream import VideoStream

from retake_gui.media.ahead import Ahead
from retake_gui.media.carry import carried, without_streams
from retake_gui.media.clip_tags import clip_tags
from retake_gui.media.codecs import muxer_for
from retake_gui.media.colours import PRIMARIES, RANGES, SPACES, TRANSFERS
from retake_gui.media.decoder import FrameReader
from retake_gui.media.encode import MediaWriter, number_of
from retake_gui.media.export import full_export
from retake_gui.media.export_plan import ExportPlan, ExportReport
from retake_gui.media.feeds import Feed, Sums
from retake_gui.media.fields import FieldMarker, Fields, keeps_fields, lost_fields, set_fields, with_fields
from retake_gui.media.files import opened
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.index import FrameIndex, build_index
from retake_gui.media.joints import CannotJoin, Joint, find_joint
from retake_gui.media.mastering import with_mastering
from retake_gui.media.planes import planes_of, working_format
from retake_gui.media.publish import Stoppable, new_file, stop_if
from retake_gui.media.sizes import expected_bytes
from retake_gui.media.sound_joint import kept_sound, sound_notes, verify_joint
from retake_gui.media.verify import WrittenOtherwise, verify, verify_copies
from retake_gui.media.writing import write_streams

_NEAR = 2
_PACKETS_AHEAD = 48
"""New packets, some hundred kilobytes each, that may be there before copying has come to their place."""
_LOOKED_AT = 300
_OPEN_GROUP = "Copying goes on inside open groups of pictures, which was checked by decoding them."


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
    plan: ExportPlan, joint: Joint, on_progress: Callable[[int, int], None], cancelled: Stoppable
) -> ExportReport:
    beside: dict[int, int] = {}
    kept = kept_sound(plan)

    def way(writer: MediaWriter, pictures: FittedPictures, sums: Sums) -> Feed:
        feed = _joined(writer, pictures, plan, joint, sums, beside)
        next(feed)
        return feed

    rest = carried(plan.clip, muxer_for(plan.target))
    while True:
        try:
            with new_file(plan.target, expected_bytes(plan)) as part:
                sums = write_streams(plan, part, way, rest, kept, on_progress, cancelled)
                verify(plan, part)
                verify_copies(plan, part, sums, cancelled)
                verify_joint(plan, part, kept)
                _check_joints(part, beside, cancelled)
        except (WrittenOtherwise, av.FFmpegError, ValueError) as error:
            if kept is not None:
                kept = None
                continue
            if not rest.streams:
                raise CannotJoin(f"joined packets did not play back as they should ({error})") from error
            rest = without_streams(rest)
        else:
            break
    rested = plan.clip.frames - len(joint.frames)
    note = f"{len(joint.frames)} of {plan.clip.frames} frames were encoded anew, {rested} copied bit for bit."
    opened_group = _OPEN_GROUP if joint.start.groups else ""
    lost = lost_fields(joint.grammar.encoder, clip_tags(Path(plan.clip.source)).fields, some=True)
    words = (note, opened_group, *lost, *sound_notes(kept), *rest.left)
    notes = tuple(each for each in words if each)
    return ExportReport(plan.target, plan.kind, plan.clip.frames, (joint.frames,), rested > 0, kept is not None, notes)


def _joined(
    writer: MediaWriter,
    pictures: FittedPictures,
    plan: ExportPlan,
    joint: Joint,
    sums: Sums,
    beside: dict[int, int],
) -> Feed:
    """Copy, put in what is encoded ahead on a thread of its own, copy; notes a checksum of each packet."""
    source = Path(plan.clip.source)
    index = build_index(source)
    origin, base = index.pts_of(0), index.time_base
    encoder = _encoder(plan, pictures, joint, index)
    headers = joint.grammar.headers(encoder.extradata or b"")
    new = _encoded(encoder, pictures, joint, index, joint.frames, beside)
    with opened(source) as container, Ahead(new, _PACKETS_AHEAD) as coming:
        template = container.streams[index.stream]
        target = writer.add_copy(template, headers)
        noted = sums.setdefault(target.index, [])
        yield Fraction(-1_000)
        for place, packet in enumerate(each for each in container.demux(template) if each.size):
            if place == joint.packets.start:
                for made in _renewed(coming, joint, index):
                    noted.append(zlib.crc32(made))
                    when = cast("int", made.dts) * base
                    writer.write_packet(made, target)
                    yield when
            if joint.is_replaced(place):
                continue
            timing, written = joint.timing[place], packet
            if place == joint.packets.end:
                written = av.Packet(joint.grammar.resumed(bytes(packet)))
                written.time_base, written.duration, written.is_keyframe = base, packet.duration, True
            written.pts, written.dts = timing.pts - origin, joint.copied_decode_time(place) - origin
            if written.dts > written.pts:
                raise CannotJoin("the order of its frames leaves no room for new ones")
            noted.append(zlib.crc32(written))
            when = written.dts * base
            writer.write_packet(written, target)
            yield when


def _renewed(made: Iterable["av.Packet[Any]"], joint: Joint, index: FrameIndex) -> Iterator["av.Packet[Any]"]:
    """The new packets as they stand in the file, with the decode times of those that they replace."""
    origin, base = index.pts_of(0), index.time_base
    durations = {each.pts: each.duration for each in joint.timing}
    times = joint.new_decode_times()
    for each in made:
        pts, dts = index.pts_of(cast("int", each.pts)), next(times)
        if dts > pts:
            raise CannotJoin("the order of its frames leaves no room for new ones")
        packet = av.Packet(joint.grammar.renewed(bytes(each)))
        packet.pts, packet.dts, packet.time_base = pts - origin, dts - origin, base
        packet.duration, packet.is_keyframe = durations.get(pts, 0), each.is_keyframe
        yield packet


def trial(plan: ExportPlan, pictures: FittedPictures, joint: Joint, frames: Iterable[int]) -> list[int]:
    """Encode some pictures as an export would: the bytes of their packets."""
    index = build_index(Path(plan.clip.source))
    encoder = _encoder(plan, pictures, joint, index)
    return [made.size for made in _encoded(encoder, pictures, joint, index, frames)]


def _encoded(
    encoder: VideoCodecContext,
    pictures: FittedPictures,
    joint: Joint,
    index: FrameIndex,
    frames: Iterable[int],
    beside: dict[int, int] | None = None,
) -> Iterator["av.Packet[Any]"]:
    """Encode pictures; on the way note checksums of the clip's own beside them, since decoding comes by there."""
    before, after = _looked_at(joint, index)
    marker = FieldMarker(pictures.fields if keeps_fields(joint.grammar.encoder) else Fields.NONE)
    _note(beside, pictures, before)
    for number in (*frames, None):
        frame = None
        if number is not None:
            frame = pictures.native(number)
            if frame.format.name != encoder.pix_fmt:
                kept = 2 if pictures.full else 1
                frame = frame.reformat(format=encoder.pix_fmt, src_color_range=kept, dst_color_range=kept)
            frame = marker.marked(frame)
            frame.pts, frame.time_base = number, encoder.time_base
            frame.pict_type = _kind_of(number, joint)
        yield from encoder.encode(frame)
    _note(beside, pictures, after)


def _looked_at(joint: Joint, index: FrameIndex) -> tuple[range, range]:
    """Frames before and after the new ones that must stay exactly the source's.

    Where copying went on with a picture that others could reach over, all that builds on it is looked at.
    """
    frames = joint.frames
    after = frames.end + _NEAR
    if joint.start.led:
        following = int(index.keys.searchsorted(frames.end, side="right"))
        after = min((int(index.keys[following]) if following < len(index.keys) else len(index)), after + _LOOKED_AT)
    return range(max(0, frames.start - _NEAR), frames.start), range(frames.end, min(after, len(index)))


def _note(beside: dict[int, int] | None, pictures: FittedPictures, numbers: Iterable[int]) -> None:
    if beside is not None:
        beside.update((number, _sum(pictures.stored(number))) for number in numbers)


def _kind_of(number: int, joint: Joint) -> int:
    """What a new picture must be: the encoder's own choice, except where numbers or lengths hang on it.

    A copied picture may have to count on from the new ones. And the last picture of a file must be the last one that is
    decoded, too: containers that keep lengths in the order of decoding would give it another's.
    """
    left = joint.frames.end - number
    if number == joint.frames.start:
        return 0
    if joint.group:
        return int(PictureType.I if left == joint.group else PictureType.P)
    return int(PictureType.P) if joint.packets.end == len(joint.timing) and left <= _NEAR else 0


def _encoder(plan: ExportPlan, pictures: FittedPictures, joint: Joint, index: FrameIndex) -> VideoCodecContext:
    """The encoder of the source's codec, with its profile, size and colours."""
    clip, first = plan.clip, joint.timing[0]
    encoder = cast("VideoCodecContext", av.CodecContext.create(joint.grammar.encoder, "w"))
    encoder.width, encoder.height = clip.coded_width, clip.coded_height
    encoder.pix_fmt = working_format(clip.pixel_format)
    # Counted in frames, so that the new headers tell the clip's rate; the packets get the clip's own times later.
    encoder.time_base, encoder.framerate = 1 / clip.rate, clip.rate
    encoder.color_range = 2 if pictures.full else number_of(RANGES, clip.colour.range, 0)
    encoder.colorspace = number_of(SPACES, clip.colour.space)
    encoder.color_trc = number_of(TRANSFERS, clip.colour.transfer)
    encoder.color_primaries = number_of(PRIMARIES, clip.colour.primaries)
    with opened(Path(clip.source)) as container:
        # As the packets tell it, not the container: decoders start anew where it changes.
        aspect = cast("VideoStream", container.streams[index.stream]).codec_context.sample_aspect_ratio
    if aspect:
        encoder.sample_aspect_ratio = aspect
    encoder.flags |= Flags.global_header
    encoder.thread_count = 0
    options = joint.grammar.options(encoder.pix_fmt, reorders=first.pts > first.dts, resumed=joint.start)
    options = with_fields(joint.grammar.encoder, options, pictures.fields)
    encoder.options = with_mastering(joint.grammar.encoder, options, pictures.mastering)
    set_fields(encoder, joint.grammar.encoder, pictures.fields)
    try:
        encoder.open()
    except (av.FFmpegError, ValueError) as error:
        raise CannotJoin("its profile cannot be encoded here") from error
    return encoder


def _check_joints(part: Path, beside: Mapping[int, int], cancelled: Stoppable) -> None:
    """Decode across both joints; what was copied is exactly the source's."""
    with FrameReader(part, build_index(part), kept_bytes=0) as ours:
        for number, known in beside.items():
            stop_if(cancelled)
            if _sum(ours.frame(number)) != known:
                raise CannotJoin("frames beside a joint would change")


def _sum(frame: av.VideoFrame) -> int:
    """A checksum of what is seen."""
    found = 0
    for plane in planes_of(frame):
        found = zlib.crc32(np.ascontiguousarray(plane).data, found)
    return found
