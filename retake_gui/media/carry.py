"""What a clip has beside its picture and first sound: further sounds, subtitles, chapters, timecode, and its own words.

All of it goes along into an export of the whole clip, as far as the container can carry it; what it cannot is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from av.container import InputContainer
from av.stream import Stream

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.timebase import parse_timecode, timecode
from retake_gui.media.codecs import takes_sound
from retake_gui.media.files import opened
from retake_gui.media.index import build_index

_SUBTITLES: Mapping[str, frozenset[str]] = {
    "mp4": frozenset({"mov_text"}),
    "mov": frozenset({"mov_text"}),
    "webm": frozenset({"webvtt"}),
    "matroska": frozenset({"subrip", "ass", "ssa", "webvtt", "dvd_subtitle", "hdmv_pgs_subtitle", "dvb_subtitle"}),
}
_CONTAINERS_OWN = frozenset({"major_brand", "minor_version", "compatible_brands", "encoder", "duration"})
_STREAMS_OWN = frozenset({"encoder", "vendor_id", "duration", "bps", "number_of_frames", "number_of_bytes"})
_WITH_CHAPTERS = frozenset({"mp4", "mov", "matroska", "webm"})


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes along.

    Attributes:
        streams: Numbers of the source's streams that are taken over as they are.
        chapters: As PyAV has them.
        metadata: Of the file.
        picture: Of the picture stream; its timecode among it.
        sound: Of the first sound.
        left: Sentences about what cannot go along.
    """

    streams: tuple[int, ...] = ()
    chapters: tuple[Any, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    picture: Mapping[str, str] = field(default_factory=dict)
    sound: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def carried(clip: Clip, muxer: str, start: int = 0, *, whole: bool = True) -> Carried:
    """Find out what can go along into a container.

    Args:
        clip: The source.
        muxer: Of the target.
        start: First frame that is written; timecode counts from there.
        whole: Whether the whole clip is written; of a part only its words and its timecode go along.

    Raises:
        UnreadableMedia: The clip cannot be read any more.
    """
    source = Path(clip.source)
    picture = build_index(source).stream
    first = clip.sound[0].index if clip.sound else -1
    with opened(source) as container:
        words = {key: value for key, value in container.metadata.items() if key.lower() not in _CONTAINERS_OWN}
        shown = _words(container.streams[picture])
        heard = _words(container.streams[first]) if first >= 0 else {}
        shown |= _timecode(container, shown | words, clip, start)
        words.pop("timecode", None)
        if not whole:
            return Carried(metadata=words, picture=shown, sound=heard)
        rest = [stream for stream in container.streams if stream.index not in (picture, first)]
        going = tuple(stream.index for stream in rest if _goes(stream, muxer))
        missing = [stream for stream in rest if stream.index not in going and not _remade(stream)]
        left = tuple(_sentence(stream) for stream in missing)
        chapters = tuple(container.chapters()) if muxer in _WITH_CHAPTERS else ()
        if container.chapters() and not chapters:
            left += ("Chapters were left out: this container has none.",)
    return Carried(going, chapters, words, shown, heard, left)


def without_streams(everything: Carried) -> Carried:
    """The same without further streams, for a container that refused them."""
    if not everything.streams:
        return everything
    note = f"{len(everything.streams)} further streams were left out: the container refused them."
    return Carried(
        chapters=everything.chapters,
        metadata=everything.metadata,
        picture=everything.picture,
        sound=everything.sound,
        left=(*everything.left, note),
    )


def _goes(stream: Stream, muxer: str) -> bool:
    codec = stream.codec_context.name if stream.codec_context is not None else ""
    if stream.type == "audio":
        return bool(codec) and takes_sound(muxer, codec)
    return stream.type == "subtitle" and codec in _SUBTITLES.get(muxer, ())


def _remade(stream: Stream) -> bool:
    """Tracks that a container makes by itself out of chapters and timecode."""
    return stream.type == "data" and stream.codec_context is None


def _sentence(stream: Stream) -> str:
    codec = stream.codec_context.name if stream.codec_context is not None else "unknown"
    kinds = {"audio": "A further sound", "subtitle": "A subtitle track", "video": "A further picture"}
    what = kinds.get(stream.type, "A data track")
    return f"{what} ({codec}) was left out: this container cannot carry it."


def _words(stream: Stream) -> dict[str, str]:
    return {key: value for key, value in stream.metadata.items() if key.lower() not in _STREAMS_OWN}


def _timecode(container: InputContainer, known: Mapping[str, str], clip: Clip, start: int) -> dict[str, str]:
    """The timecode of the first frame that is written, where the clip has one."""
    told = known.get("timecode") or next(
        (stream.metadata["timecode"] for stream in container.streams if "timecode" in stream.metadata), ""
    )
    if not told:
        return {}
    if not start:
        return {"timecode": told}
    try:
        return {"timecode": timecode(parse_timecode(told, clip.rate) + start, clip.rate, drop=";" in told)}
    except SettingRefused:
        return {}
