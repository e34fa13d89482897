"""What a clip is: its facts as shown, from the index, the first picture and the first sound."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from retake_gui.domain.clip import Clip, Colour, SoundTrack
from retake_gui.media.colours import colour_of
from retake_gui.media.files import listen_to, opened, picture_stream, unreadable
from retake_gui.media.index import FrameIndex, Ticks, build_index
from retake_gui.media.picture import rotation_of

_COMMON_RATES = tuple(
    Fraction(number, 1001 if ntsc else 1) * (1000 if ntsc else 1)
    for number in (24, 25, 30, 48, 50, 60, 15, 12, 10, 100, 120, 240)
    for ntsc in ((False, True) if number % 6 == 0 else (False,))
)
_MOST_PACKETS = 600
_TICKS_OFF = 1.01


@dataclass(frozen=True, slots=True)
class _Look:
    """What the first picture and its stream say, copied out before the file closes."""

    container: str
    codec: str
    width: int
    height: int
    aspect: Fraction
    rotation: int
    pixel_format: str
    colour: Colour
    rates: tuple[Fraction, ...]


def probe(path: Path) -> Clip:
    """Measure a file.

    Raises:
        UnreadableMedia: It is missing, damaged, or has no moving picture in it.
    """
    with ThreadPoolExecutor(2, "probe") as side_by_side:  # decoding and demuxing leave Python's lock to each other
        looking, listening = side_by_side.submit(_look, path), side_by_side.submit(_tracks, path)
        index = build_index(path)
    look, sound = looking.result(), listening.result()
    rate = constant_rate(index, look.rates)
    variable = rate is None
    duration = (index.end - index.pts_of(0)) * index.time_base
    if rate is None:
        rate = len(index) / duration
    else:
        duration = len(index) / rate
    width, height = shown_size(look.width, look.height, look.aspect, look.rotation)
    return Clip(
        source=str(path),
        container=look.container,
        width=width,
        height=height,
        rotation=look.rotation,
        rate=rate,
        frames=len(index),
        duration=duration,
        variable=variable,
        video_codec=look.codec,
        pixel_format=look.pixel_format,
        colour=look.colour,
        sound=tuple(replace(track, start=track.start - index.start) for track in sound),
        times=tuple(index.seconds(number) for number in range(len(index))) if variable else (),
        coded_width=look.width,
        coded_height=look.height,
        pixel_aspect=look.aspect,
        smallest_step=int(np.diff(index.pts).min()) * index.time_base if variable else 1 / rate,
        size=path.stat().st_size,
    )


def shown_size(width: int, height: int, aspect: Fraction, rotation: int) -> tuple[int, int]:
    """Stored pixels to square, upright ones: the height is kept, the width made even when it changes."""
    if aspect != 1:
        width = max(2, 2 * round(width * aspect / 2))
    return (height, width) if rotation % 180 == 90 else (width, height)


def constant_rate(index: FrameIndex, told: tuple[Fraction, ...] = ()) -> Fraction | None:
    """The rate at which all frames come, as far as the ticks can tell; ``None`` if they do not.

    Args:
        index: When the frames are shown.
        told: What the container says, tried first.
    """
    count = len(index)
    if count == 1:
        return next((rate for rate in told if rate), 1 / ((index.end - index.pts_of(0)) * index.time_base))
    steps = np.diff(index.pts)
    if steps.min() == steps.max() and (steps[0] > 1000 or not told):
        return _common(1 / (int(steps[0]) * index.time_base))
    mean = (count - 1) / (int(index.pts[-1] - index.pts[0]) * index.time_base)
    near = [rate for rate in (*told, *_COMMON_RATES) if abs(rate / mean - 1) < Fraction(1, 200)]
    near.append(_common(mean))
    return next((rate for rate in near if _fits(index.pts, rate, index.time_base)), None)


def _common(rate: Fraction) -> Fraction:
    """A rate that rounding of the ticks moved a little, as it was meant."""
    meant = min(_COMMON_RATES, key=lambda common: abs(common - rate))
    return meant if abs(meant / rate - 1) < Fraction(1, 100_000) else rate


def _fits(pts: Ticks, rate: Fraction, time_base: Fraction) -> bool:
    """Whether every frame lies within one tick of where the rate puts it, whichever way the ticks were rounded."""
    ticks = float(1 / (rate * time_base))
    off = (pts - pts[0]) - np.arange(len(pts)) * ticks
    return bool(off.max() - off.min() <= _TICKS_OFF)


def _look(path: Path) -> _Look:
    with opened(path) as container:
        stream = picture_stream(path, container)
        frame = _first_picture(path, container.demux(stream))
        aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or Fraction(1)
        rates = tuple(rate for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate) if rate)
        return _Look(
            container=container.format.name,
            codec=stream.codec_context.codec.canonical_name,
            width=frame.width,
            height=frame.height,
            aspect=aspect if aspect > 0 else Fraction(1),
            rotation=rotation_of(frame),
            pixel_format=frame.format.name,
            colour=colour_of(frame.color_range, frame.colorspace, frame.color_trc, frame.color_primaries),
            rates=rates,
        )


def _first_picture(path: Path, packets: "Iterator[Packet[VideoStream]]") -> VideoFrame:
    refused = ""
    for count, packet in enumerate(packets):
        try:
            for frame in packet.decode():
                return frame
        except av.FFmpegError as error:
            refused = str(error)
        if count > _MOST_PACKETS:
            break
    raise unreadable(path, "has no frames that can be decoded.", details=refused)


def _tracks(path: Path) -> tuple[SoundTrack, ...]:
    """What can be heard, with starts on the file's own clock."""
    with opened(path) as container:
        count = len(container.streams.audio)
    found = (_track(path, number) for number in range(count))
    return tuple(track for track in found if track is not None)


def _track(path: Path, number: int) -> SoundTrack | None:
    """One sound stream, or ``None`` when nothing of it can be decoded."""
    with opened(path) as container:
        stream = container.streams.audio[number]
        context = stream.codec_context
        if context is None:
            return None
        listen_to(container, stream)
        start = _first_sound(container.decode(stream))
        if start is None:
            return None
        end = _end_of(stream, container.duration)
        return SoundTrack(
            codec=context.codec.canonical_name,
            channels=context.channels,
            sample_rate=context.sample_rate,
            start=start,
            duration=max(Fraction(0), end - start),
            layout=context.layout.name,
            index=stream.index,
        )


def _first_sound(frames: Iterator[AudioFrame]) -> Fraction | None:
    """When the first sample is heard, on the file's own clock."""
    try:
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None and frame.samples:
                return frame.pts * frame.time_base
    except av.FFmpegError:
        return None
    return None


def _end_of(stream: AudioStream, container_duration: int | None) -> Fraction:
    time_base = stream.time_base or Fraction(1, 48_000)
    if stream.duration:
        return ((stream.start_time or 0) + stream.duration) * time_base
    return Fraction(container_duration or 0, av.time_base) + (stream.start_time or 0) * time_base
