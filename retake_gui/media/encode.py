"""Writing a file: pictures and sound encoded, or packets taken over, fed in the order of time; memory stays flat."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from retake_gui.domain.clip import Colour
from retake_gui.media.codecs import PictureCodec
from retake_gui.media.colours import PRIMARIES, RANGES, SPACES, TRANSFERS
from retake_gui.media.fields import FieldMarker, Fields, keeps_fields, set_fields, with_fields

Samples = npt.NDArray[np.float32]
_UNSPECIFIED = 2
_LOSSLESS = ("flac", "alac", "pcm_")
_BITS_A_CHANNEL = 112_000
_PACKED = 0.55


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """How pictures are stored.

    Attributes:
        width: Stored pixels.
        height: Stored pixels.
        rate: Frames a second; of a variable rate the average.
        time_base: Unit of the times that are given with each picture.
        rotation: Clockwise quarter turns, in degrees, needed to show it.
        mirrored: Whether it is mirrored before it is turned.
        variable: Whether frames differ in length.
        key_distance: Most frames from one that decoding can start at to the next, or 0 for the encoder's own choice.
        fields: Which field of interlaced pictures comes first, as far as the encoder can write that.
    """

    codec: PictureCodec
    width: int
    height: int
    rate: Fraction
    time_base: Fraction
    colour: Colour = field(default_factory=Colour)
    pixel_aspect: Fraction = Fraction(1)
    rotation: int = 0
    mirrored: bool = False
    variable: bool = False
    key_distance: int = 0
    fields: Fields = Fields.NONE
    metadata: Mapping[str, str] = field(default_factory=dict)


_SETS_FIRST, _SETS_BETWEEN = "hvc1", "hev1"
"""How HEVC is called in MP4: with all parameter sets in the header, or with some in the stream (ISO/IEC 14496-15)."""


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """How sound is stored.

    Attributes:
        encoder: FFmpeg's name of the encoder.
        rate: Samples a second as stored.
        layout: Name of the arrangement of channels, of what is given and what is stored.
        given_rate: Samples a second of what is given.
    """

    encoder: str
    rate: int
    layout: str
    given_rate: int = 48_000
    metadata: Mapping[str, str] = field(default_factory=dict)


class MediaWriter(AbstractContextManager["MediaWriter"]):
    """A file while it is written. Streams are added first, then fed; :meth:`finish` completes it.

    Raises:
        OSError: The disk refused (av's errors of this kind are ``OSError`` too).
    """

    def __init__(self, path: Path, muxer: str, metadata: Mapping[str, str] | None = None) -> None:
        self._is_movie = muxer in ("mp4", "mov")
        options = {"movflags": "+faststart+use_metadata_tags"} if self._is_movie else {}
        self._container: OutputContainer = av.open(str(path), "w", format=muxer, container_options=options)
        self._container.metadata.update(metadata or {})
        self._pictures: VideoStream | None = None
        self._format: PictureFormat | None = None
        self._marker = FieldMarker(Fields.NONE)
        self._sound: AudioStream | None = None
        self._sound_format: SoundFormat | None = None
        self._samples = 0
        self._open = True

    @property
    def hides(self) -> bool:
        """Whether the file can have packets that decoders need and nobody hears."""
        return self._is_movie

    def set_chapters(self, chapters: Sequence[Any]) -> None:
        """Chapters, as PyAV has them; before the first picture is written."""
        if chapters:
            self._container.set_chapters(list(chapters))

    def add_pictures(self, form: PictureFormat) -> None:
        """Encode pictures."""
        options = with_fields(form.codec.encoder, form.codec.options, form.fields)
        stream = self._container.add_stream(form.codec.encoder, rate=form.rate, options=options)
        video = cast("VideoStream", stream)
        video.width, video.height = form.width, form.height
        video.pix_fmt = form.codec.pixel_format
        context = video.codec_context
        context.time_base = form.time_base
        context.color_range = number_of(RANGES, form.colour.range, 0)
        context.colorspace = number_of(SPACES, form.colour.space)
        context.color_trc = number_of(TRANSFERS, form.colour.transfer)
        context.color_primaries = number_of(PRIMARIES, form.colour.primaries)
        if form.pixel_aspect != 1:
            context.sample_aspect_ratio = form.pixel_aspect
        if form.rotation or form.mirrored:
            # PyAV turns counter-clockwise, and mirrors last; ours turns clockwise and mirrors first.
            turn = form.rotation if form.mirrored else -form.rotation
            video.set_display_rotation(turn, hflip=form.mirrored)
        context.flags |= Flags.frame_duration
        set_fields(context, form.codec.encoder, form.fields)
        self._marker = FieldMarker(form.fields if keeps_fields(form.codec.encoder) else Fields.NONE)
        if form.variable:
            # MP4 keeps lengths in decode order: with reordered frames the last one would get another's.
            context.max_b_frames = 0
        if form.key_distance:
            context.gop_size = form.key_distance
        video.thread_type = "AUTO"
        self._call(video, form.codec.encoder)
        video.metadata.update(form.metadata)
        self._pictures, self._format = video, form

    def add_sound(self, form: SoundFormat) -> None:
        """Encode sound; its first sample belongs to time 0."""
        stream = cast("AudioStream", self._container.add_stream(form.encoder, rate=form.rate))
        stream.layout = form.layout
        if not form.encoder.startswith(_LOSSLESS):
            stream.bit_rate = _BITS_A_CHANNEL * max(1, stream.channels)
        stream.metadata.update(form.metadata)
        self._sound, self._sound_format = stream, form

    def add_copy(self, template: Stream, headers: bytes | None = None) -> Stream:
        """Take over a stream as it is; its packets go to :meth:`write_packet`.

        Args:
            template: A stream of an open file.
            headers: What decoders are told first, in place of the template's.
        """
        stream = self._container.add_stream_from_template(template, opaque=True)
        if headers is not None:
            stream.codec_context.extradata = headers
        if template.codec_context.codec_tag != _SETS_BETWEEN:
            self._call(stream, template.codec_context.name)
        with suppress(AttributeError, ValueError):
            stream.disposition = template.disposition
        stream.metadata.update(template.metadata)
        return stream

    def _call(self, stream: Stream, codec: str) -> None:
        """Apple's players take HEVC only under the name that says that all sets stand in the header."""
        if self._is_movie and codec in ("hevc", "libx265"):
            stream.codec_context.codec_tag = _SETS_FIRST

    def write_picture(self, frame: av.VideoFrame, when: int, duration: int = 0) -> None:
        """Encode the next picture; times count in the format's time base."""
        if self._pictures is None or self._format is None:
            raise RuntimeError("no picture stream was added")
        colour = self._format.colour
        frame = self._marker.marked(frame)
        frame.pts, frame.time_base = when, self._format.time_base
        frame.duration = duration
        frame.pict_type = 0
        tag(frame, colour)
        self._container.mux(self._pictures.encode(frame))

    def begin(self) -> None:
        """All streams are there: write the file's head. After this sound may be encoded on a thread of its own."""
        self._container.start_encoding()

    def write_packets(self, packets: "list[Packet[Any]]") -> None:
        """Write what an encoder gave."""
        self._container.mux(packets)

    def encode_sound(self, block: Samples) -> "list[Packet[Any]]":
        """Encode the next samples, (samples, channels); what comes of them so far is still to be written."""
        if self._sound is None or self._sound_format is None:
            raise RuntimeError("no sound stream was added")
        form = self._sound_format
        planar = np.ascontiguousarray(np.clip(block, -1, 1).T, dtype=np.float32)
        frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout=form.layout)
        frame.sample_rate = form.given_rate
        frame.time_base, frame.pts = Fraction(1, form.given_rate), self._samples
        self._samples += len(block)
        return self._sound.encode(frame)

    def write_packet(self, packet: "Packet[Any]", stream: Stream) -> None:
        """Write a packet of a taken-over stream; its times are already right."""
        packet.stream = stream
        self._container.mux(packet)

    def finish(self) -> None:
        """Let the encoders give what they still hold, and close the file."""
        for stream in (self._pictures, self._sound):
            if stream is not None:
                self._container.mux(stream.encode(None))
        self._open = False
        self._container.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open:
            self._open = False
            with suppress(av.FFmpegError, OSError, ValueError):
                self._container.close()


def bits_a_second(encoder: str, rate: int, channels: int) -> float:
    """About what encoded sound takes: what is asked for, or what its samples have (half of that where it is packed)."""
    if not encoder.startswith(_LOSSLESS):
        return _BITS_A_CHANNEL * max(1, channels)
    deep = 16 if "16" in encoder else 32 if "32" in encoder else 24
    return rate * channels * deep * (1.0 if encoder.startswith("pcm_") else _PACKED)


def tag(frame: av.VideoFrame, colour: Colour) -> None:
    """Say on a picture what its colours mean: some encoders write it with each one."""
    frame.color_range = number_of(RANGES, colour.range, 0)
    frame.colorspace = number_of(SPACES, colour.space)
    frame.color_trc = number_of(TRANSFERS, colour.transfer)
    frame.color_primaries = number_of(PRIMARIES, colour.primaries)


def number_of(table: Mapping[int, str], name: str, unknown: int = _UNSPECIFIED) -> int:
    """FFmpeg's number of a colour name; *unspecified* where there is none."""
    return next((number for number, known in table.items() if known == name), unknown)
