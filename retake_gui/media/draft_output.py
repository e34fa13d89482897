"""Writing what the draft renderer made: pictures at an asked quality, sound, or packets taken over as they are."""

from contextlib import AbstractContextManager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from retake_gui.domain.settings import OutputFormat
from retake_gui.media.draft_files import Bytes, ColourTags, DraftSource, Picture, Samples

_MUXER = {OutputFormat.MP4: "mp4", OutputFormat.MOV: "mov", OutputFormat.WEBM: "webm"}
_PICTURES = {
    OutputFormat.MP4: frozenset({"h264", "hevc", "av1", "libdav1d", "vp9"}),
    OutputFormat.MOV: frozenset({"h264", "hevc", "prores"}),
    OutputFormat.WEBM: frozenset({"vp8", "vp9", "av1", "libdav1d"}),
}
_SOUNDS = {
    OutputFormat.MP4: frozenset({"aac", "mp3", "mp3float", "ac3", "eac3", "opus", "libopus", "alac", "flac"}),
    OutputFormat.MOV: frozenset({"aac", "mp3", "mp3float", "ac3", "eac3", "alac", "pcm_s16le", "pcm_s24le"}),
    OutputFormat.WEBM: frozenset({"opus", "libopus", "vorbis"}),
}
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}
_HEADERS = ("mov", "matroska", "mp4")


def can_copy_pictures(source: DraftSource, target: OutputFormat) -> bool:
    """Whether the container takes the clip's pictures without encoding them again."""
    has_headers = source.has_extradata or target is OutputFormat.WEBM
    known = any(name in source.container for name in _HEADERS) and has_headers and not source.rotation
    return known and source.video_codec in _PICTURES[target]


def can_copy_sound(source: DraftSource, target: OutputFormat) -> bool:
    """Whether the container takes the clip's sound without encoding it again."""
    return source.sound is not None and source.sound.codec in _SOUNDS[target]


def sound_shape(source: DraftSource, target: OutputFormat) -> tuple[int, str, int]:
    """Sample rate, layout and channels at which sound is encoded; stereo at 48 kHz where the clip has none."""
    if source.sound is None:
        return 48000, "stereo", 2
    rate = source.sound.rate if target is not OutputFormat.WEBM and source.sound.rate in _AAC_RATES else 48000
    layout = _LAYOUTS.get(source.sound.channels, "stereo")
    return rate, layout, next(count for count, name in _LAYOUTS.items() if name == layout)


class DraftFile(AbstractContextManager["DraftFile"]):
    """A result while it is written. Streams are added first, then fed in the order of time."""

    def __init__(self, path: Path, target: OutputFormat, metadata: dict[str, str]) -> None:
        self._format = target
        options = {"fflags": "+bitexact"}
        if target is not OutputFormat.WEBM:
            options["movflags"] = "+faststart"
        self._container = av.open(str(path), "w", format=_MUXER[target], container_options=options)
        self._container.metadata.update(metadata)
        self._video: VideoStream | None = None
        self._sound: AudioStream | None = None
        self._copied: dict[str, Any] = {}
        self._samples = 0
        self._layout = ""
        self._sound_rate = 48000

    def add_pictures(
        self, size: tuple[int, int], rate: Fraction, quality: int, tags: ColourTags, time_base: Fraction | None
    ) -> None:
        """Encode pictures.

        Args:
            size: Width and height.
            rate: Frames a second.
            quality: 20 to 99.
            tags: How the pictures' colours are described.
            time_base: For a variable rate the unit of the times that are given with each picture.
        """
        webm = self._format is OutputFormat.WEBM
        stream = self._container.add_stream("libvpx-vp9" if webm else "libx264", rate=rate)
        stream.width, stream.height = size
        odd = size[0] % 2 or size[1] % 2
        stream.pix_fmt = "yuv420p" if webm else ("yuv444p" if odd else "nv12")
        codec = stream.codec_context
        if time_base is not None:
            codec.time_base = time_base
        codec.color_range, codec.colorspace = tags.range, tags.space
        codec.color_trc, codec.color_primaries = tags.transfer, tags.primaries
        stream.options = _vp9_options(quality) if webm else _h264_options(quality)
        self._tags, self._time_base = tags, time_base or 1 / rate
        self._video = stream

    def set_pixel_aspect(self, aspect: Fraction) -> None:
        """Say that pixels are not square; before the first picture."""
        if self._video is not None and aspect != 1:
            self._video.codec_context.sample_aspect_ratio = aspect

    def add_sound(self, rate: int, layout: str) -> None:
        """Encode sound at a rate, in a layout."""
        name = "libopus" if self._format is OutputFormat.WEBM else "aac"
        stream = cast("AudioStream", self._container.add_stream(name, rate=rate, layout=layout))
        stream.bit_rate = 96_000 * max(2, stream.channels)
        self._sound, self._layout, self._sound_rate = stream, layout, rate

    def add_copy(self, source: DraftSource, kind: str) -> None:
        """Take over a stream of the source as it is."""
        with av.open(str(source.path)) as container:
            template = getattr(container.streams, kind)[0]
            self._copied[kind] = self._container.add_stream_from_template(template)

    def write_picture(self, picture: Picture, when: int) -> None:
        """Encode the next picture; ``when`` counts in frames, at variable rate in the time base."""
        if self._video is None:
            raise RuntimeError("no picture stream was added")
        frame = _frame(picture, self._video.pix_fmt or "nv12")
        frame.pts, frame.time_base = when, self._time_base
        frame.color_range, frame.colorspace = self._tags.range, self._tags.space
        self._container.mux(self._video.encode(frame))

    def write_sound(self, block: Samples) -> None:
        """Encode the next samples, (samples, channels)."""
        if self._sound is None:
            raise RuntimeError("no sound stream was added")
        planar = np.ascontiguousarray(np.clip(block, -1, 1).T)
        frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout=self._layout)
        frame.sample_rate = self._sound_rate
        frame.time_base, frame.pts = Fraction(1, self._sound_rate), self._samples
        self._samples += len(block)
        self._container.mux(self._sound.encode(frame))

    def write_packet(self, packet: Any, kind: str, delay: Fraction) -> None:
        """Take over a packet, later by some seconds."""
        shift = round(delay / packet.time_base)
        packet.pts = None if packet.pts is None else packet.pts + shift
        packet.dts = None if packet.dts is None else packet.dts + shift
        packet.stream = self._copied[kind]
        self._container.mux(packet)

    def finish(self) -> None:
        """Let the encoders give what they still hold."""
        for stream in (self._video, self._sound):
            if stream is not None:
                self._container.mux(stream.encode(None))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()


def _h264_options(quality: int) -> dict[str, object]:
    """Options for a draft: quick before small (two thirds of the time of *veryfast* for a file half as large again).

    The same pictures give the same file, which x264's lookahead in its usual way does not.
    """
    return {"crf": f"{44 - 0.3 * quality:.1f}", "preset": "superfast", "x264-params": "mbtree=0:b-adapt=0:cabac=0"}


def _vp9_options(quality: int) -> dict[str, object]:
    crf = round(63 - 0.48 * quality)
    return {"crf": str(crf), "b": "0", "deadline": "realtime", "cpu-used": "7", "row-mt": "1", "tile-columns": "2"}


def _frame(picture: Picture, layout: str) -> av.VideoFrame:
    width, height = picture.size
    frame = av.VideoFrame(width, height, layout)
    chroma: list[Bytes] = [picture.uv.reshape(picture.uv.shape[0], -1)]
    if layout != "nv12":
        chroma = [picture.uv[..., 0], picture.uv[..., 1]]
    if layout == "yuv444p":
        chroma = [each.repeat(2, 0).repeat(2, 1)[:height, :width] for each in chroma]
    for plane, values in zip(frame.planes, [picture.y, *chroma], strict=True):
        rows = np.frombuffer(cast("Any", plane), np.uint8).reshape(-1, plane.line_size)
        rows[: values.shape[0], : values.shape[1]] = values
    return frame
