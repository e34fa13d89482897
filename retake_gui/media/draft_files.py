"""Streaming a clip into the draft renderer: pictures and sound one after the other, memory flat whatever the length.

The renderer works on what the file holds, luma and subsampled chroma, so that frames which are not to change pass
without a colour conversion and keep their values and tags.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler
from av.video.reformatter import ColorRange

from retake_gui.domain.errors import UnreadableMedia

Bytes = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]
_PLANAR = ("yuv420p", "yuvj420p")
_FULL = 2
_GAP = Fraction(1, 50)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One frame in 8-bit 4:2:0.

    Attributes:
        y: Luma, (height, width).
        uv: Chroma, (⌈height / 2⌉, ⌈width / 2⌉, 2).
    """

    y: Bytes
    uv: Bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.y.shape[1], self.y.shape[0]


@dataclass(frozen=True, slots=True)
class ColourTags:
    """Colour description in FFmpeg's numbers; 2 (range 0) is *unspecified*."""

    range: int = 0
    space: int = 2
    transfer: int = 2
    primaries: int = 2

    @property
    def full(self) -> bool:
        """Whether luma goes from 0 to 255."""
        return self.range == _FULL


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The first sound stream of a clip."""

    codec: str
    rate: int
    channels: int
    layout: str


class DraftSource(AbstractContextManager["DraftSource"]):
    """A clip to read from beginning to end.

    Attributes:
        width: Pixels as shown, upright.
        height: Pixels as shown, upright.
        rate: Frames a second; of a variable-rate clip the average.
        times: Of a variable-rate clip when each frame starts, seconds from the first; empty at constant rate.
        frames: How many pictures there are.
        rotation: Quarter turns counter-clockwise that bring a stored picture upright.
        pixel_aspect: Width of a pixel by its height, upright.
        sound: ``None`` without sound.

    Raises:
        UnreadableMedia: It cannot be opened or has no picture.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._read_facts()
        except (av.FFmpegError, OSError, IndexError) as error:
            raise UnreadableMedia(f"“{path.name}” cannot be read as a clip.", details=str(error)) from error

    def _read_facts(self) -> None:
        with av.open(str(self.path)) as container:
            stream = container.streams.video[0]
            codec = stream.codec_context
            self.video_codec = codec.name
            self.container = container.format.name
            self.time_base = cast("Fraction", stream.time_base)
            self.has_extradata = bool(codec.extradata)
            stamps = sorted(
                packet.pts
                for packet in container.demux(stream)
                if packet.size and packet.pts is not None and not packet.is_discard
            )
            guessed = stream.average_rate or stream.guessed_rate or Fraction(25)
            aspect = stream.sample_aspect_ratio or Fraction(1)
            self.sound = _sound_facts(container)
        with av.open(str(self.path)) as container:
            first = next(iter(container.decode(video=0)))
            self.rotation = round(first.rotation / 90) % 4
            turned = self.rotation % 2
            self.width, self.height = (first.height, first.width) if turned else (first.width, first.height)
            full = _FULL if first.format.name.startswith("yuvj") else int(first.color_range)
            self.tags = ColourTags(full, int(first.colorspace), int(first.color_trc), int(first.color_primaries))
            self.first_pts = stamps[0] if stamps else first.pts or 0
        self.pixel_aspect = 1 / aspect if turned and aspect else aspect or Fraction(1)
        self.frames = len(stamps) or 1
        self.rate = Fraction(guessed)
        self.times = self._irregular(stamps)

    def _irregular(self, stamps: list[int]) -> tuple[Fraction, ...]:
        """Start times if they stray from the grid of the rate by half a frame or more, else nothing."""
        times = tuple((stamp - self.first_pts) * self.time_base for stamp in stamps)
        strays = any(abs(time * self.rate - number) > Fraction(1, 2) for number, time in enumerate(times))
        return times if strays else ()

    @property
    def seconds(self) -> Fraction:
        """From the first frame to the end of the last."""
        return (self.times[-1] + 1 / self.rate) if self.times else self.frames / self.rate

    def pictures(self) -> Iterator[Picture]:
        """Every frame in display order, upright."""
        with av.open(str(self.path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            for frame in container.decode(stream):
                yield _upright(_picture(frame, full=self.tags.full), self.rotation)

    def sound_blocks(self, rate: int, layout: str) -> Iterator[Samples]:
        """The sound from the first frame of picture on, in blocks of (samples, channels); gaps become silence."""
        with av.open(str(self.path)) as container:
            stream = container.streams.audio[0]
            resampler = AudioResampler(format="fltp", layout=layout, rate=rate)
            start = self.first_pts * self.time_base
            position = 0
            for frame in container.decode(stream):
                base = frame.time_base
                at = position if frame.pts is None or base is None else _sample(frame.pts * base - start, rate)
                blocks = [_block(each) for each in resampler.resample(frame)]
                for block in blocks:
                    placed = _placed(block, at, position, round(_GAP * rate))
                    position += len(placed)
                    at = position
                    if len(placed):
                        yield placed
            for each in resampler.resample(None):
                yield _block(each)

    def packets(self, kind: str) -> Iterator[Any]:
        """Undecoded packets of the first stream of a kind, times counted from the first frame of picture."""
        with av.open(str(self.path)) as container:
            stream = getattr(container.streams, kind)[0]
            start = round(self.first_pts * self.time_base / cast("Fraction", stream.time_base))
            for packet in container.demux(stream):
                if not packet.size:
                    continue
                packet.pts = None if packet.pts is None else packet.pts - start
                packet.dts = None if packet.dts is None else packet.dts - start
                yield packet

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open between two readings."""

    def __enter__(self) -> Self:
        return self


def read_picture(path: Path, size: tuple[int, int], tags: ColourTags) -> Picture:
    """A still image, scaled and cropped to cover a frame, in the clip's colours.

    Raises:
        UnreadableMedia: It is not an image.
    """
    width, height = size
    try:
        with av.open(str(path)) as container:
            frame = next(iter(container.decode(video=0)))
    except (av.FFmpegError, OSError, IndexError, StopIteration) as error:
        raise UnreadableMedia("The frame image cannot be read.", details=str(error)) from error
    scale = max(Fraction(width, frame.width), Fraction(height, frame.height))
    wide, high = max(width, round(frame.width * scale)), max(height, round(frame.height * scale))
    rgb = cast("Bytes", frame.reformat(wide, high, "rgb24").to_ndarray())
    left, top = (wide - width) // 2, (high - height) // 2
    cropped = np.ascontiguousarray(rgb[top : top + height, left : left + width])
    matrix = tags.space if tags.space in (1, 5, 6, 7) else (1 if height >= 720 else 5)
    ranged = ColorRange.JPEG if tags.full else ColorRange.MPEG
    even = av.VideoFrame.from_ndarray(cropped, format="rgb24")
    frame = even.reformat(format="yuv420p", dst_colorspace=matrix, dst_color_range=ranged)
    return _picture(frame, full=tags.full)


def _picture(frame: av.VideoFrame, *, full: bool) -> Picture:
    name = frame.format.name
    if name not in (*_PLANAR, "nv12"):
        kept = ColorRange.JPEG if full else ColorRange.MPEG
        frame = frame.reformat(format="yuv420p", src_color_range=kept, dst_color_range=kept)
        name = "yuv420p"
    y = _plane(frame.planes[0], 1)
    if name == "nv12":
        return Picture(y, _plane(frame.planes[1], 2).reshape(-1, frame.planes[1].width, 2))
    return Picture(y, np.stack([_plane(frame.planes[1], 1), _plane(frame.planes[2], 1)], axis=-1))


def _plane(plane: Any, step: int) -> Bytes:
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return np.ascontiguousarray(rows[: plane.height, : plane.width * step])


def _upright(picture: Picture, turns: int) -> Picture:
    if not turns:
        return picture
    return Picture(np.ascontiguousarray(np.rot90(picture.y, turns)), np.ascontiguousarray(np.rot90(picture.uv, turns)))


def _sound_facts(container: Any) -> SoundFacts | None:
    if not container.streams.audio:
        return None
    codec = container.streams.audio[0].codec_context
    if not codec.sample_rate or not codec.channels:
        return None
    return SoundFacts(codec.name, codec.sample_rate, codec.channels, codec.layout.name)


def _sample(seconds: Fraction, rate: int) -> int:
    return round(seconds * rate)


def _block(frame: av.AudioFrame) -> Samples:
    return np.ascontiguousarray(frame.to_ndarray().T, dtype=np.float32)


def _placed(block: Samples, at: int, position: int, gap: int) -> Samples:
    """Put silence before a block that comes late, cut off what comes before the first picture."""
    if at > position + gap or (position == 0 and at > 0):
        return np.concatenate([np.zeros((at - position, block.shape[1]), np.float32), block])
    if at < 0 and position == 0:
        return block[min(-at, len(block)) :]
    return block
