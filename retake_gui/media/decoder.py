"""Exact frames of a file, by number, from one decoder that one thread owns.

Forward steps go on decoding; a jump seeks to the key frame before the wanted one; what comes out is compared with the
index by presentation time, and if the wanted frame was missed (containers seek roughly) an earlier key is tried. The
last frames before the wanted one are kept, so that backward steps mostly decode nothing.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.video.frame import VideoFrame

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media import hardware
from retake_gui.media.files import close_media, open_media, picture_stream, unreadable
from retake_gui.media.index import FrameIndex

KEPT_BYTES = 64 * 1024 * 1024
"""Decoded frames that a reader keeps for backward steps."""
_LEAST_KEPT = 4
_MOST_KEPT = 64
_TRIES = 4
_START = -(1 << 62)


class GivenUp(Exception):
    """A frame is not wanted any more; the reader stays where it is. Cancelling is not an error."""


def software(path: Path) -> str:
    """No device decodes the file."""
    del path
    return hardware.SOFTWARE


class FrameReader:
    """Reads frames of one file; to be used, and closed, by one thread.

    Args:
        path: The file.
        index: Its table.
        kept_bytes: Bound of the memory for kept frames.
        device_for: Which device decodes the file, asked at every seek; by default none.

    Raises:
        UnreadableMedia: The file cannot be opened any more.
    """

    def __init__(
        self,
        path: Path,
        index: FrameIndex,
        *,
        kept_bytes: int = KEPT_BYTES,
        device_for: Callable[[Path], str] = software,
    ) -> None:
        self._path = path
        self._index = index
        self._kept: OrderedDict[int, VideoFrame] = OrderedDict()
        self._stand_ins: dict[int, int] = {}
        self._device_for, self._device = device_for, hardware.SOFTWARE
        self._resting = True
        self._open()
        self._coming: Iterator[VideoFrame] | None = None
        self._last = _START
        self._whole_from = _START
        self._keep = self._frames_in(kept_bytes)
        self._given_up: Callable[[], bool] = _never
        self.seeks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def index(self) -> FrameIndex:
        """When the frames are shown."""
        return self._index

    def heed(self, given_up: Callable[[], bool]) -> None:
        """Ask this while decoding; once it holds, :class:`GivenUp` is raised."""
        self._given_up = given_up

    def hold(self, kept_bytes: int) -> None:
        """Another bound of the memory for kept frames."""
        self._keep = self._frames_in(kept_bytes)
        self._forget()

    def frame(self, number: int) -> VideoFrame:
        """One frame. Where the file is damaged and it cannot be decoded, the one before it that could.

        Raises:
            IndexError: The number is negative.
            UnreadableMedia: Nothing at all can be decoded near it, or the file ends before it.
        """
        if number < 0:
            raise IndexError(f"frame {number}")
        if number >= len(self._index):
            raise unreadable(
                self._path, f"has no frame {number}.", do="It was changed since it was opened; open it again."
            )
        number = self._stand_ins.get(number, number)
        kept = self._kept.get(number)
        if kept is not None:
            return kept
        target = self._index.pts_of(number)
        found = self._run_to(target) if self._can_go_on(number, target) else None
        if found is None:
            found = self._sought(number, target)
        return found

    def frames(self, start: int, end: int) -> Iterator[VideoFrame]:
        """Frames ``start, … end - 1`` in order."""
        for number in range(start, end):
            yield self.frame(number)

    def run(self, start: int, end: int) -> Iterator[tuple[int, VideoFrame]]:
        """Frames of a range in one go, with their numbers; those that cannot be decoded are left out."""
        number = start
        while number < end:
            found = self._following(number)
            if found is None:
                return
            if number <= found[0] < end:
                yield found
            number = max(number, found[0]) + 1

    def _following(self, number: int) -> tuple[int, VideoFrame] | None:
        """A frame; where it cannot be decoded the one that comes out after it, or ``None`` at the end."""
        kept = self._kept.get(number)
        if kept is not None:
            return number, kept
        if number and self._last == self._index.pts_of(number - 1):
            for frame in self._coming or ():
                found = self._note(frame)
                if found is not None and found >= number:
                    return found, frame
            self._coming = None
            if not self._has_left_device:
                return None
        try:
            frame = self.frame(number)
        except UnreadableMedia:
            return None
        return self._stand_ins.get(number, number), frame

    def rest(self) -> None:
        """Let go of the decoder and of all kept frames for a while; a frame that is asked for opens the file again.

        A decoder of 1080p holds some 50 MB.
        """
        self.close()
        self._resting = True

    def close(self) -> None:
        """Let go of the file and of all kept frames."""
        self._coming = None
        self._last = _START
        self._kept.clear()
        if not self._resting:
            close_media(self._container)

    def _frames_in(self, kept_bytes: int) -> int:
        return min(_MOST_KEPT, max(_LEAST_KEPT, kept_bytes // self._frame_bytes()))

    def _frame_bytes(self) -> int:
        """About how much memory a decoded frame takes: known before the first one, since a first jump counts on it."""
        form = self._context.format
        bits = sum(part.bits for part in form.components) if form is not None else 24
        return max(1, self._context.width * self._context.height * bits // 16)

    def _can_go_on(self, number: int, target: int) -> bool:
        """Whether decoding on gets there sooner than a seek: it is ahead, with no key between."""
        if self._coming is None or self._last >= target:
            return False
        here = self._index.frame_at(self._last)
        return self._key_before(target) <= self._last or number - here <= self._keep

    def _key_before(self, target: int, back: int = 0) -> int:
        """Time of the key at or before a time, or of the ``back``-th before that; without one, a time before all."""
        place = int(self._index.key_pts.searchsorted(target, side="right")) - 1 - back
        return int(self._index.key_pts[place]) if place >= 0 else _START

    def _sought(self, number: int, target: int) -> VideoFrame:
        for back in range(_TRIES):
            key = self._key_before(target, back if back < _TRIES - 1 else len(self._index.key_pts))
            self._seek(key, number)
            found = self._run_to(target)
            if found is not None:
                return found
            if key == _START:
                break
        return self._stand_in(number)

    def _seek(self, key: int, number: int) -> None:
        """Go to a key; frames far before the wanted one need not come out whole."""
        self.seeks += 1
        self._coming = None
        self._whole_from = self._index.pts_of(max(0, number - self._keep))
        first = min(int(self._index.key_pts[0]), self._index.pts_of(0))
        if self._resting:
            self._open()
        elif self._has_left_device:
            self._reopen()
        try:
            self._container.seek(max(key, first), stream=self._stream)
        except av.FFmpegError:
            self._reopen()
        else:
            if key == _START and self._container.format.name in ("mpegts", "mpeg"):
                self._reopen()
        self._last = _START
        self._coming = self._decoded()

    @property
    def _has_left_device(self) -> bool:
        """Whether the file is to be decoded by something else than it is: a device was chosen, or failed."""
        return self._device != self._device_for(self._path)

    def _reopen(self) -> None:
        """Start again at the first byte: for files in which one cannot seek, or not to the very start."""
        before, self._coming = self._container, None
        self._open()
        close_media(before)

    def _open(self) -> None:
        self._device = self._device_for(self._path)
        try:
            self._container = open_media(self._path, self._device)
        except hardware.REFUSALS as error:
            if not self._device:
                raise
            hardware.refuse(self._path, error)
            self._device = hardware.SOFTWARE
            self._container = open_media(self._path)
        self._stream = picture_stream(self._path, self._container)
        self._context = self._stream.codec_context
        hardware.prepare(self._context, self._device)
        self._resting = False

    def _decoded(self) -> Iterator[VideoFrame]:
        """All frames from here on; broken packets are passed over."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):
                return
            far = packet.pts is not None and packet.pts < self._whole_from
            self._context.skip_frame = "NONREF" if far else "DEFAULT"
            try:
                yield from map(hardware.planar, packet.decode())
            except av.FFmpegError as error:
                if self._device:
                    hardware.refuse(self._path, error)
                    return

    def _run_to(self, target: int) -> VideoFrame | None:
        """Decode until a time is reached; ``None`` if no frame has exactly that time."""
        for frame in self._coming or ():
            self._note(frame)
            if frame.pts is None:
                continue
            if frame.pts == target:
                return frame
            if frame.pts > target:
                return None
            if self._given_up():
                raise GivenUp
        self._coming = None
        return None

    def _note(self, frame: VideoFrame) -> int | None:
        """Remember what came out; its number, if it is a frame of the clip."""
        if frame.pts is None:
            return None
        self._last = max(self._last, frame.pts)
        number = self._index.frame_of(frame.pts)
        if number is not None:
            self._remember(number, frame)
        return number

    def _remember(self, number: int, frame: VideoFrame) -> None:
        self._kept[number] = frame
        self._kept.move_to_end(number)
        self._forget()

    def _forget(self) -> None:
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)

    def _stand_in(self, number: int) -> VideoFrame:
        """The nearest frame that could be decoded, before if there is one; remembered, so that it is sought once."""
        before = max((kept for kept in self._kept if kept < number), default=None)
        nearest = before if before is not None else min((kept for kept in self._kept if kept > number), default=None)
        if nearest is None:
            raise unreadable(self._path, f"cannot be decoded at frame {number}.", do="The file is damaged there.")
        self._stand_ins[number] = nearest
        return self._kept[nearest]


def _never() -> bool:
    return False
