"""The two moments of an interlaced picture: which of its fields comes first, read off a clip and written on new frames.

New frames hold one moment, but stand in a stream whose frames hold two. A single moment in both fields is a legal
interlaced picture, while a stream that goes over to whole pictures and back makes players set themselves up anew at
both joints. Rows of colour lie at the same heights either way (ITU-T H.264, 6.4.1).
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from av.codec.context import Flags
from av.filter import Graph
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame


class Fields(StrEnum):
    """Which field is shown first; the values are FFmpeg's and x264's."""

    NONE = ""
    TOP = "tff"
    BOTTOM = "bff"


_KEEPING = frozenset({"libx264", "prores_ks", "mpeg2video", "mpeg4", "ffv1"})
"""Encoders that write fields, and with each picture which of them comes first."""
_INTERLEAVED: Mapping[Fields, int] = {Fields.TOP: 4, Fields.BOTTOM: 5}
"""FFmpeg's numbers (``AVFieldOrder``) for two fields stored in one picture, as containers tell it."""
_TICK = Fraction(1, 1000)
_LOST = "The clip is interlaced, which cannot be written in this codec here: {} stored as whole pictures."


def fields_of(frame: VideoFrame) -> Fields:
    """Which field of a decoded picture comes first; FFmpeg's filters see it, PyAV's frames do not tell."""
    if not frame.interlaced_frame:
        return Fields.NONE
    only_top = _Line(frame, "select", "eq(interlace_type\\,TOPFIRST)")
    try:
        only_top.through(frame)
    except BlockingIOError:  # it was not let through
        return Fields.BOTTOM
    return Fields.TOP


def with_fields(encoder: str, options: Mapping[str, str], fields: Fields) -> dict[str, str]:
    """An encoder's options for pictures of such fields; unchanged for whole pictures."""
    if encoder != "libx264" or fields is Fields.NONE:
        return dict(options)
    parts = [options["x264-params"]] if "x264-params" in options else []
    return dict(options) | {"x264-params": ":".join([*parts, f"{fields}=1"])}


def keeps_fields(encoder: str) -> bool:
    """Whether an encoder can write interlaced pictures."""
    return encoder in _KEEPING


def set_fields(context: VideoCodecContext, encoder: str, fields: Fields) -> None:
    """Tell an encoder that is not open yet about fields, if it can write them."""
    if fields is not Fields.NONE and keeps_fields(encoder):
        context.flags |= Flags.interlaced_dct | Flags.interlaced_me
        context.field_order = _INTERLEAVED[fields]


def lost_fields(encoder: str, fields: Fields, *, some: bool = False) -> tuple[str, ...]:
    """A sentence for people, where an encoder cannot keep the fields of a clip.

    Args:
        encoder: FFmpeg's name of it.
        fields: The clip's.
        some: Whether not all frames are encoded.
    """
    if fields is Fields.NONE or keeps_fields(encoder):
        return ()
    return (_LOST.format("the new frames are" if some else "its frames are"),)


class FieldMarker:
    """Marks pictures as made of fields, so that an encoder tells it; pictures that are given stay as they are."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._line: _Line | None = None

    def marked(self, frame: VideoFrame) -> VideoFrame:
        """A picture of the same pixels and the marker's fields; they all have one size and format."""
        if self._fields is Fields.NONE:
            return frame
        if self._line is None:
            self._line = _Line(frame, "setfield", self._fields.value)
        return self._line.through(frame)


class _Line:
    """One filter, for pictures like a given one."""

    def __init__(self, like: VideoFrame, name: str, setting: str) -> None:
        self._graph = Graph()
        self._graph.threads = 1
        base = like.time_base or _TICK
        given = self._graph.add_buffer(width=like.width, height=like.height, format=like.format, time_base=base)
        work, taken = self._graph.add(name, setting), self._graph.add("buffersink")
        given.link_to(work)
        work.link_to(taken)
        self._graph.configure()

    def through(self, frame: VideoFrame) -> VideoFrame:
        """What comes out.

        Raises:
            BlockingIOError: Nothing does.
        """
        self._graph.vpush(frame)
        return self._graph.vpull()
