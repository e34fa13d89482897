"""What the first picture and the first sounds of a file say, found in the pass that reads its packets anyway.

Opening a file costs as much as reading all packets of a short one, and decoding its first picture twice as much: so
both are done once, and the picture is left for whoever shows the clip.
"""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from retake_gui.domain.clip import Colour, SoundTrack
from retake_gui.media.colours import colour_of
from retake_gui.media.files import listen_to, opened, picture_stream, unreadable
from retake_gui.media.picture import rotation_of
from retake_gui.media.time_order import OutputOrder

_MOST_PACKETS = 600
_MOST_REFUSALS = 50
"""Packets of sound that may be damaged before nothing is expected of the rest."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the first picture and its stream say.

    Attributes:
        pts: When it is shown, in ticks of the stream.
    """

    pts: int
    container: str
    codec: str
    width: int
    height: int
    aspect: Fraction
    rotation: int
    pixel_format: str
    colour: Colour
    rates: tuple[Fraction, ...]


class FirstLook:
    """Watches the packets of an open file go by, and decodes the first of each kind.

    Args:
        path: The file.
        container: It, open, with all but its pictures told to keep quiet; its sounds are heard until each was.
        stream: Its pictures.
    """

    def __init__(self, path: Path, container: InputContainer, stream: VideoStream) -> None:
        self._path, self._container, self._stream = path, container, stream
        self.frame: VideoFrame | None = None
        self._pts: int | None = None
        self._seen, self._refused = 0, ""
        self._order = OutputOrder(path, container, stream)
        self._sounds = {sound.index: _FirstSound(sound) for sound in container.streams.audio}
        for sound in container.streams.audio:
            sound.discard = Discard.default

    def packets(self) -> "Iterator[Packet[VideoStream]]":
        """All packets of pictures in order, each looked at; what the demuxer raises goes through.

        Raises:
            UnreadableMedia: The pictures' times do not tell their order.
        """
        for packet in self._container.demux([self._stream, *self._container.streams.audio]):
            if packet.stream_index == self._stream.index:
                picture = cast("Packet[VideoStream]", packet)
                self._see(picture)
                yield picture
            else:
                self._sounds[packet.stream_index].hear(cast("Packet[AudioStream]", packet))

    def look(self) -> Look:
        """What was seen; a file of which too little went by is opened again.

        Raises:
            UnreadableMedia: No picture can be decoded.
        """
        if self._pts is None and self._seen <= _MOST_PACKETS:
            self._look_again()
        if self.frame is None or self._pts is None:
            raise unreadable(self._path, "has no frames that can be decoded.", details=self._refused)
        stream, frame = self._stream, self.frame
        aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or Fraction(1)
        return Look(
            pts=self._pts,
            container=self._container.format.name,
            codec=stream.codec_context.codec.canonical_name,
            width=frame.width,
            height=frame.height,
            aspect=aspect if aspect > 0 else Fraction(1),
            rotation=rotation_of(frame),
            pixel_format=frame.format.name,
            colour=colour_of(frame.color_range, frame.colorspace, frame.color_trc, frame.color_primaries),
            rates=tuple(rate for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate) if rate),
        )

    def tracks(self) -> tuple[SoundTrack, ...]:
        """What can be heard, with starts on the file's own clock."""
        found = [
            sound.track(self._container) if sound.done else _heard_alone(self._path, number)
            for number, sound in enumerate(self._sounds.values())
        ]
        return tuple(track for track in found if track is not None)

    def _see(self, packet: "Packet[VideoStream]") -> None:
        if (self._pts is not None and self._order.known) or self._seen > _MOST_PACKETS:
            return
        self._seen += 1
        try:
            for frame in packet.decode():
                self.frame = self.frame or frame
                self._pts = frame.pts if self._pts is None else self._pts
                self._order.see(frame.pts)
        except av.FFmpegError as error:
            self._refused = str(error)

    def _look_again(self) -> None:
        self._seen = 0
        with opened(self._path) as container:
            for packet in container.demux(picture_stream(self._path, container)):
                self._see(packet)
                if self._pts is not None or self._seen > _MOST_PACKETS:
                    return


class _FirstSound:
    """Where one sound stream begins."""

    def __init__(self, stream: AudioStream) -> None:
        self._stream = stream
        self._start: Fraction | None = None
        self._refused = 0
        self.done = stream.codec_context is None

    def hear(self, packet: "Packet[AudioStream]") -> None:
        """Decode it if nothing was heard yet."""
        if self.done:
            return
        try:
            for frame in packet.decode():
                if frame.samples and frame.pts is not None and frame.time_base is not None and not self.done:
                    self._start, self.done = frame.pts * frame.time_base, True
        except av.FFmpegError:
            self._refused += 1
            self.done = self.done or self._refused >= _MOST_REFUSALS
        if self.done:
            self._stream.discard = Discard.all

    def track(self, container: InputContainer) -> SoundTrack | None:
        """The facts, or ``None`` when nothing of it can be decoded; its file must be open."""
        if self._start is None:
            return None
        context = self._stream.codec_context
        end = _end_of(self._stream, container)
        return SoundTrack(
            codec=context.codec.canonical_name,
            channels=context.channels,
            sample_rate=context.sample_rate,
            start=self._start,
            duration=max(Fraction(0), end - self._start),
            layout=context.layout.name,
            index=self._stream.index,
        )


def _heard_alone(path: Path, number: int) -> SoundTrack | None:
    """A sound stream of a file of which nothing went by."""
    with opened(path) as container:
        stream = container.streams.audio[number]
        sound = _FirstSound(stream)
        listen_to(container, stream)
        with contextlib.suppress(av.FFmpegError):
            for packet in container.demux(stream):
                sound.hear(packet)
                if sound.done:
                    break
        return sound.track(container)


def _end_of(stream: AudioStream, container: InputContainer) -> Fraction:
    time_base = stream.time_base or Fraction(1, 48_000)
    begin = (stream.start_time or 0) * time_base
    if stream.duration:
        return begin + stream.duration * time_base
    length = Fraction(container.duration or 0, av.time_base)
    # Matroska tells when the last packet of any stream ends, counted from 0.
    return length if "matroska" in container.format.name else begin + length


class _Left:
    """The first picture of the file that was measured last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: object = None
        self._frame: VideoFrame | None = None

    def leave(self, version: object, frame: VideoFrame | None) -> None:
        """Put it there."""
        with self._lock:
            self._version, self._frame = version, frame

    def take(self, version: object) -> VideoFrame | None:
        """Take it away, if it is of this file."""
        with self._lock:
            if version != self._version:
                return None
            frame, self._version, self._frame = self._frame, None, None
            return frame


_left = _Left()


def leave_first_picture(path: Path, frame: VideoFrame | None) -> None:
    """Leave what was decoded while a file was measured for whoever shows it next; only the last file's is kept."""
    _left.leave(_version(path), frame)


def take_first_picture(path: Path) -> VideoFrame | None:
    """The picture that was left of a file, once; ``None`` where none was, or the file has changed."""
    version = _version(path)
    return None if version is None else _left.take(version)


def _version(path: Path) -> object:
    try:
        facts = path.stat()
    except OSError:
        return None
    return path, facts.st_size, facts.st_mtime_ns
