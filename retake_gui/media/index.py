"""When each frame of a file is shown: a table made by demuxing alone.

A frame is a packet that the container does not discard (edit lists cut such away); its number is its place by
presentation time. Frames before the first one that a decoder puts out cannot be decoded (the leading pictures of an
open group at the start) and are no frames of the clip.
"""

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from retake_gui.domain.clip import SoundTrack
from retake_gui.media.files import listen_to, opened, picture_stream, unreadable
from retake_gui.media.first_look import FirstLook, Look, leave_first_picture
from retake_gui.media.mp4_tables import Samples, read_samples
from retake_gui.media.time_order import check_joined, without_order

Ticks = npt.NDArray[np.int64]

_VP8_SHOWN = 0x10
"""Bit of a VP8 frame's first byte that is set when the frame is shown (RFC 6386, 9.1)."""
_WORTH_TABLES = 2000
"""Frames from which on reading tables is quicker than demuxing by more than anybody would notice."""
_CHECKED = 64
_ROUNDED = Fraction(1, 2)
"""Seconds by which an announced end may lie beyond the last frame of a whole file."""
_STATISTICS = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")
"""When the last packet of a Matroska track ends, counted from 0, as its tag DURATION says."""
_ODD_ONES = 0.1
"""Share of frames without a time that damage may explain."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameIndex:
    """Presentation times of all frames of a clip.

    Attributes:
        pts: In ticks of the time base, strictly rising; frame ``n`` is shown from ``pts[n]``.
        end: When the last frame ends, in ticks.
        time_base: Seconds of a tick.
        key_pts: Presentation times at which decoding can start, rising; before ``pts[0]`` too.
        stream: Number of the stream in its file.
    """

    pts: Ticks
    end: int
    time_base: Fraction
    key_pts: Ticks
    stream: int

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def keys(self) -> Ticks:
        """Numbers of the frames at which decoding can start."""
        found = np.searchsorted(self.pts, self.key_pts)
        inside = found < len(self.pts)
        same = self.pts[np.where(inside, found, 0)] == self.key_pts
        return np.asarray(found[inside & same], np.int64)

    def pts_of(self, number: int) -> int:
        """When a frame is shown, in ticks."""
        return int(self.pts[number])

    def frame_of(self, pts: int) -> int | None:
        """The frame that is shown from exactly then on, or ``None``."""
        place = int(np.searchsorted(self.pts, pts))
        return place if place < len(self.pts) and self.pts[place] == pts else None

    def frame_at(self, pts: int) -> int:
        """The frame that is on screen then, clamped to the clip."""
        return max(0, int(np.searchsorted(self.pts, pts, side="right")) - 1)

    def seconds(self, number: int) -> Fraction:
        """When a frame is shown, from the first one on; one past the last gives the end."""
        ticks = self.end if number >= len(self.pts) else int(self.pts[number])
        return (ticks - int(self.pts[0])) * self.time_base

    @property
    def start(self) -> Fraction:
        """Presentation time of the first frame on the file's own clock, seconds."""
        return int(self.pts[0]) * self.time_base


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """All that one pass over a file's packets tells.

    Attributes:
        index: When its frames are shown.
        look: What its first picture says.
        tracks: What can be heard, with starts on the file's own clock.
        missing: Seconds of picture that are announced and not there: the file was cut off.
    """

    index: FrameIndex
    look: Look
    tracks: tuple[SoundTrack, ...]
    missing: Fraction = Fraction(0)


def build_index(path: Path) -> FrameIndex:
    """Make, or give again, the table of a file.

    Raises:
        UnreadableMedia: No frames can be had from it.
    """
    return read(path).index


def read(path: Path) -> Reading:
    """Read a file, or give again what was read.

    Raises:
        UnreadableMedia: No frames can be had from it.
    """
    try:
        facts = path.stat()
    except OSError as error:
        raise unreadable(path, "is not there.", do="Check whether it was moved or its disk is connected.") from error
    return _read(path, facts.st_size, facts.st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _read(path: Path, size: int, changed: int) -> Reading:
    del size, changed  # they make another version of the file another entry
    with opened(path) as container:
        stream = picture_stream(path, container)
        samples = _worthy_tables(path, container, stream)
        first = FirstLook(path, container, stream)
        index = _from_tables(container, stream, samples, first) if samples is not None else None
        if index is None and samples is None:  # nothing was read yet
            index = _from_packets(path, stream, first)
        if index is not None:
            return _told(path, index, first, stream)
    with opened(path) as container:
        stream = picture_stream(path, container)
        first = FirstLook(path, container, stream)
        return _told(path, _from_packets(path, stream, first), first, stream)


def _told(path: Path, index: FrameIndex, first: FirstLook, stream: VideoStream) -> Reading:
    reading = Reading(index, first.look(), first.tracks(), _missing(index, stream))
    if first.frame is not None and first.frame.pts == index.pts_of(0):
        leave_first_picture(path, first.frame)
    return reading


def _missing(index: FrameIndex, stream: VideoStream) -> Fraction:
    """Seconds of picture that the file announces beyond its last frame."""
    told = _STATISTICS.fullmatch(stream.metadata.get("DURATION", ""))
    if stream.duration:
        announced = ((stream.start_time or 0) + stream.duration) * index.time_base
    elif told is not None:
        announced = int(told[1]) * 3600 + int(told[2]) * 60 + Fraction(told[3])
    else:
        return Fraction(0)
    missing = announced - index.end * index.time_base
    return missing if missing > _ROUNDED else Fraction(0)


def _from_packets(path: Path, stream: VideoStream, first: FirstLook) -> FrameIndex:
    """The index by demuxing the whole file."""
    time_base = stream.time_base or Fraction(1, 90_000)
    shown, durations, keys, complete = _demuxed(first.packets(), is_vp8=stream.codec_context.name == "vp8")
    if not complete:
        shown, keys = _decoded_times(path)
        durations = {}
    if not shown:
        raise unreadable(path, "has no frames.")
    decoded = np.asarray(shown, np.int64)
    check_joined(path, decoded)
    pts = np.unique(decoded)
    pts = pts[pts >= first.look().pts]
    if not len(pts):
        raise unreadable(path, "has no frames that can be decoded.")
    key_pts = np.unique(np.asarray(keys or [int(pts[0])], np.int64))
    last = int(pts[-1])
    length = durations.get(last, 0) or _usual_step(pts)
    return FrameIndex(pts, last + max(1, length), time_base, key_pts, stream.index)


def _worthy_tables(path: Path, container: InputContainer, stream: VideoStream) -> Samples | None:
    """An MP4 file's tables, where there are so many frames that they are worth it; no packet is read for this."""
    if "mp4" not in container.format.name.split(","):
        return None
    samples = read_samples(path, stream.id)
    if samples is None or stream.time_base != Fraction(1, samples.timescale) or len(samples.pts) < _WORTH_TABLES:
        return None
    return samples


def _from_tables(
    container: InputContainer, stream: VideoStream, samples: Samples, first: FirstLook
) -> FrameIndex | None:
    """The index out of a file's tables, if the demuxer says the same of the file's head and tail."""
    time_base = Fraction(1, samples.timescale)
    pts, key_pts = np.unique(samples.pts), np.unique(samples.pts[samples.keys])
    if len(pts) != len(samples.pts) or pts[0] < 0 or not len(key_pts):
        return None
    head = list(_times(first.packets(), _CHECKED))
    if not _agree(head, samples, 0):
        return None
    container.seek(int(key_pts[-1]), stream=stream)
    listen_to(container, stream)
    tail = list(_times(container.demux(stream), len(pts)))
    if not _agree(tail, samples, len(pts) - len(tail)):
        return None
    pts = pts[pts >= first.look().pts]
    length = next((length for time, _, length in tail if time == pts[-1]), 0) or _usual_step(pts)
    return FrameIndex(pts, int(pts[-1]) + max(1, length), time_base, key_pts, stream.index)


def _agree(seen: list[tuple[int, bool, int]], samples: Samples, place: int) -> bool:
    """Whether packets are the samples from a place on."""
    part = slice(place, place + len(seen))
    said = zip(samples.pts[part].tolist(), samples.keys[part].tolist(), strict=True)
    return bool(seen) and [(time, key) for time, key, _ in seen] == list(said)


def _times(packets: "Iterator[Packet[VideoStream]]", most: int) -> Iterator[tuple[int, bool, int]]:
    """Presentation time, key and length of the next packets; nothing after one that is discarded or damaged."""
    try:
        for packet in itertools.islice(packets, most):
            if packet.size:
                if packet.pts is None or packet.is_discard or packet.is_corrupt:
                    yield -1, False, 0
                    return
                yield packet.pts, packet.is_keyframe, packet.duration or 0
    except av.FFmpegError:
        yield -1, False, 0


def _demuxed(
    packets: "Iterator[Packet[VideoStream]]", *, is_vp8: bool
) -> tuple[list[int], dict[int, int], list[int], bool]:
    """Presentation times, lengths and key times of all packets; whether every packet had a time."""
    shown: list[int] = []
    durations: dict[int, int] = {}
    keys: list[int] = []
    try:
        for packet in packets:
            if not packet.size:
                continue
            if packet.pts is None:
                return [], {}, [], False
            if packet.is_keyframe:
                keys.append(packet.pts)
            if packet.is_discard or (is_vp8 and not _vp8_shown(packet)):
                continue
            shown.append(packet.pts)
            if packet.duration:
                durations[packet.pts] = packet.duration
    except av.FFmpegError:
        # A cut or damaged file: what was found so far can be used.
        pass
    return shown, durations, keys, True


def _vp8_shown(packet: "Packet[VideoStream]") -> bool:
    return bool(memoryview(packet)[0] & _VP8_SHOWN)


def _decoded_times(path: Path) -> tuple[list[int], list[int]]:
    """For files whose packets lack times: what the decoder makes of them.

    Raises:
        UnreadableMedia: Frames come out without a time, and not just now and then.
    """
    shown: list[int] = []
    keys: list[int] = []
    without = 0
    with opened(path) as container:
        stream = picture_stream(path, container)
        stream.thread_type = "AUTO"
        try:
            for frame in container.decode(stream):
                if frame.pts is None:
                    without += 1
                    continue
                shown.append(frame.pts)
                if frame.key_frame:
                    keys.append(frame.pts)
        except av.FFmpegError:
            pass
    if without > len(shown) * _ODD_ONES:
        raise without_order(path)
    return shown, keys


def _usual_step(pts: Ticks) -> int:
    return int(np.median(np.diff(pts))) if len(pts) > 1 else 1
