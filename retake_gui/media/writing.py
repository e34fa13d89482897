"""Writing the streams of an export side by side: pictures encoded or copied, sound, and whatever else the clip has."""

import math
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av

from retake_gui.domain.clip import Clip
from retake_gui.media.carry import Carried
from retake_gui.media.clip_tags import clip_tags
from retake_gui.media.codecs import PictureCodec, layout_for, muxer_for, picture_codec, sound_codec, sound_rate
from retake_gui.media.decoder import GivenUp
from retake_gui.media.edits import show_no_longer
from retake_gui.media.encode import MediaWriter, PictureFormat, SoundFormat, bits_a_second
from retake_gui.media.export_plan import ExportPlan
from retake_gui.media.feeds import Feed, Sums, packet_feed, picture_feed, run_feeds, sound_feed
from retake_gui.media.fields import lost_fields
from retake_gui.media.files import opened, sound_stream
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.index import build_index
from retake_gui.media.mastering import with_mastering
from retake_gui.media.planes import working_format
from retake_gui.media.publish import Stoppable
from retake_gui.media.sound_joint import SoundJoint
from retake_gui.media.sound_reader import RATE

Progress = Callable[[int, int], None]
_SEAM_MARGIN = Fraction(1, 1)
_TOLD_EARLY = Fraction(1, 2)
"""How much sooner than it really does sound may end as its file tells: a transport stream counts by whole pieces."""
_WITH_EDITS = ("mp4", "mov")

PictureWay = Callable[[MediaWriter, FittedPictures, Sums], Feed]
"""Adds the picture stream to a file and gives what will flow into it."""


def write_streams(
    plan: ExportPlan,
    part: Path,
    way: PictureWay,
    rest: Carried,
    kept: SoundJoint | None,
    on_progress: Progress,
    cancelled: Stoppable,
) -> Sums:
    """Write pictures one way or the other, sound copied around the take or encoded anew, and what goes along.

    Returns:
        Checksums of what was written as packets.

    Raises:
        CancelledError: It was cancelled.
    """
    clip, source, seen, heard = plan.clip, Path(plan.clip.source), plan.seen, plan.heard
    muxer, index = muxer_for(plan.target), build_index(source)
    pictures = FittedPictures(clip, seen.window, seen.recipe, seen.returned, seen.mode, plan.seams)
    sound = FittedSound(clip, heard.window, heard.recipe, heard.returned, heard.mode, plan.seams)
    feeds: list[Feed] = []
    sums: Sums = {}
    pictures.heed(cancelled.is_set)
    try:
        with MediaWriter(part, muxer, dict(rest.metadata) | dict(plan.metadata)) as writer:
            writer.set_chapters(rest.chapters)
            feeds.append(_counted(way(writer, pictures, sums), plan, on_progress))
            if kept is not None:
                track = clip.sound[0].index
                feeds.append(packet_feed(writer, source, [track], index.start, sums, kept.renewed))
                next(feeds[-1])
            elif not sound.is_silent:
                writer.add_sound(replace(sound_format(plan, muxer, sound), metadata=rest.sound))
                feeds.append(sound_feed(writer, sound, clip.time_of(plan.span.start), sound_end(plan)))
            if rest.streams:
                feeds.append(packet_feed(writer, source, rest.streams, index.start, sums))
                next(feeds[-1])
            run_feeds(feeds, cancelled)
            writer.finish()
    except GivenUp as error:
        raise CancelledError from error
    finally:
        for feed in reversed(feeds):
            feed.close()
        pictures.close()
        sound.close()
    if muxer in _WITH_EDITS and plan.span == clip.whole:
        show_no_longer(part, clip.duration)
    return sums


def picture_way(plan: ExportPlan, muxer: str, rest: Carried, *, copied: bool) -> PictureWay:
    """How the pictures get into the file: as packets of the clip, or encoded one by one."""

    def copy(writer: MediaWriter, _pictures: FittedPictures, sums: Sums) -> Feed:
        source = Path(plan.clip.source)
        index = build_index(source)
        feed = packet_feed(writer, source, [index.stream], index.start, sums)
        next(feed)
        return feed

    def encode(writer: MediaWriter, pictures: FittedPictures, _sums: Sums) -> Feed:
        form = replace(picture_format(plan, muxer, pictures), metadata=rest.picture)
        writer.add_pictures(form)
        return picture_feed(writer, pictures, plan.clip, plan.span, form.time_base, form.codec.pixel_format)

    return copy if copied else encode


def encoder_for(plan: ExportPlan, muxer: str) -> PictureCodec:
    """What encodes the pictures of an export, where they are not copied."""
    clip = plan.clip
    own = "prores_hq" if clip.video_codec == "prores" else clip.video_codec
    size = (clip.coded_width, clip.coded_height)
    return picture_codec(plan.codec or own, muxer, working_format(clip.pixel_format), size)


def field_notes(plan: ExportPlan, muxer: str) -> tuple[str, ...]:
    """A sentence for people, where all pictures are encoded and the clip's fields are lost by that."""
    return lost_fields(encoder_for(plan, muxer).encoder, clip_tags(Path(plan.clip.source)).fields)


def picture_format(plan: ExportPlan, muxer: str, pictures: FittedPictures) -> PictureFormat:
    """How the pictures of an export are stored: as the clip stores them."""
    clip, codec = plan.clip, encoder_for(plan, muxer)
    codec = replace(codec, options=with_mastering(codec.encoder, codec.options, pictures.mastering))
    base = build_index(Path(clip.source)).time_base if clip.variable else 1 / clip.rate
    colour = replace(clip.colour, range="pc") if pictures.full else clip.colour
    turn = pictures.orientation
    return PictureFormat(
        codec,
        clip.coded_width,
        clip.coded_height,
        clip.rate,
        base,
        colour,
        clip.pixel_aspect,
        turn.rotation,
        mirrored=turn.mirrored,
        variable=clip.variable,
        fields=pictures.fields,
    )


def sound_format(plan: ExportPlan, muxer: str, sound: FittedSound) -> SoundFormat:
    """How the sound of an export is stored: as the clip stores it, where the container takes that."""
    track = plan.clip.sound[0] if plan.clip.sound else None
    encoder = sound_codec(track.codec if track else "", muxer)
    known = track.layout if track and track.channels == sound.channels else ""
    rate = sound_rate(encoder, track.sample_rate if track else sound.rate)
    return SoundFormat(encoder, rate, layout_for(sound.channels, known), sound.rate)


def sound_bytes(plan: ExportPlan, muxer: str, sound: FittedSound, seconds: float) -> int:
    """About how many bytes the sound of an export has, where it is encoded anew."""
    form = sound_format(plan, muxer, sound)
    return round(seconds * bits_a_second(form.encoder, form.rate, sound.channels) / 8)


def sound_end(plan: ExportPlan) -> Fraction:
    """When the sound of an export ends, clip time; silence at the end costs little, lost sound is lost."""
    clip = plan.clip
    if plan.span != clip.whole or not clip.sound:
        return clip.time_of(plan.span.end)
    track = clip.sound[0]
    end = min(track.start + track.duration, clip.duration + _SEAM_MARGIN)
    if end + _TOLD_EARLY >= clip.duration:
        end = max(end, clip.duration)
    return max(end, clip.time_of(plan.heard.window.segment.end))


def cut_notes(plan: ExportPlan) -> tuple[str, ...]:
    """A sentence for people, where the clip's sound goes on for longer than an export that encodes it."""
    clip, end = plan.clip, sound_end(plan)
    if plan.span != clip.whole or not clip.sound:
        return ()
    told = clip.sound[0].start + clip.sound[0].duration
    if told <= end or not _is_heard_after(clip, end):
        return ()
    return (f"Sound that comes more than {float(_SEAM_MARGIN):.0f} s after the last picture was left out.",)


def _is_heard_after(clip: Clip, when: Fraction) -> bool:
    """Whether a file really has sound there; some only tell how long the longest of their streams is."""
    source = Path(clip.source)
    with opened(source) as container:
        stream = sound_stream(source, container, clip.sound[0].index)
        wanted = math.ceil((build_index(source).start + when) / (stream.time_base or Fraction(1, RATE)))
        try:
            container.seek(wanted, stream=stream)
            return any(packet.size and (packet.pts or 0) >= wanted for packet in container.demux(stream))
        except av.FFmpegError:
            return False


def _counted(feed: Feed, plan: ExportPlan, on_progress: Progress) -> Feed:
    total = len(plan.span)
    done = 0
    with closing(feed):  # even where whoever is told of progress refuses: what feeds it works on a thread of its own
        for when in feed:
            done = min(total, done + 1)
            on_progress(done, total)
            yield when
