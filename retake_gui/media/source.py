"""What plays: pictures by frame number and sound by sample, of a clip or of a take fitted into it.

Both count from the clip's first shown frame. A source belongs to the thread that made it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.media.decoder import KEPT_BYTES, FrameReader, software
from retake_gui.media.index import build_index
from retake_gui.media.picture import Frame, Painter
from retake_gui.media.sound_reader import RATE, SoundReader

Bytes = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Origin:
    """What pictures are made of: the same files, brought together in the same way, give the same pictures."""

    files: tuple[Path, ...]
    way: str = ""


class PictureSource(Protocol):
    """Pictures of a whole clip."""

    @property
    def origin(self) -> Origin:
        """What they are made of."""

    @property
    def frames(self) -> int:
        """How many there are."""

    @property
    def own(self) -> Span:
        """Frames that differ from those of the clip that is open."""

    def heed(self, given_up: Callable[[], bool]) -> None:
        """Ask this while decoding; once it holds, a picture ends in :class:`~retake_gui.media.decoder.GivenUp`."""

    def hold(self, kept_bytes: int) -> None:
        """Keep so many bytes of frames, or a few where they are too large, for backward steps."""

    def borrow(self, clip: "PictureSource") -> None:
        """The open clip's own source, which the same thread owns: its frames need not be decoded a second time."""

    def get_ready(self) -> None:
        """Do what the first picture did not need and the next will."""

    def rest(self) -> None:
        """Let go of decoders for a while; the next picture that is asked for starts them again."""

    def bgr(self, number: int) -> Bytes:
        """A whole picture as shown: upright, square pixels, (height, width, 3), blue first."""

    def frame(self, number: int, size: tuple[int, int] | None) -> Frame:
        """A picture for the screen, no larger than a box."""

    def close(self) -> None:
        """Let go of files."""


class SoundSource(Protocol):
    """Sound of a whole clip at 48 kHz; sample 0 is at the first frame of picture."""

    @property
    def rate(self) -> int:
        """Samples a second: 48 000."""

    @property
    def channels(self) -> int:
        """How many."""

    def read(self, start_sample: int, count: int) -> Samples:
        """Samples, (count, channels); silence outside."""

    def close(self) -> None:
        """Let go of files."""


class ClipPictures:
    """The pictures of a clip's own file.

    Args:
        path: The file.
        clip: Its facts.
        kept_bytes: Bound of the memory for frames kept for backward steps.
        device_for: Which device decodes the file; by default none.
        first: Its first frame, if that is there: the file is opened once another one is wanted.

    Raises:
        UnreadableMedia: The file cannot be opened any more.
    """

    def __init__(
        self,
        path: Path,
        clip: Clip,
        *,
        kept_bytes: int = KEPT_BYTES,
        device_for: Callable[[Path], str] = software,
        first: VideoFrame | None = None,
    ) -> None:
        self.origin = Origin((path,))
        self._path, self._index = path, build_index(path)
        self._kept_bytes, self._device_for, self._given_up = kept_bytes, device_for, _never
        self._first = first
        self._opened = None if first is not None else self._open()
        self._painter = Painter(clip)

    @property
    def frames(self) -> int:
        """How many there are."""
        return len(self._index)

    @property
    def reader(self) -> FrameReader:
        """The decoder, for those who need frames as they are stored."""
        if self._opened is None:
            self._opened, self._first = self._open(), None
        return self._opened

    @property
    def own(self) -> Span:
        """All: they are of a file of their own."""
        return Span(0, self.frames)

    def heed(self, given_up: Callable[[], bool]) -> None:
        """Stop decoding once this holds."""
        self._given_up = given_up
        if self._opened is not None:
            self._opened.heed(given_up)

    def hold(self, kept_bytes: int) -> None:
        """Keep so many bytes of frames for backward steps."""
        self._kept_bytes = kept_bytes
        if self._opened is not None:
            self._opened.hold(kept_bytes)

    def borrow(self, clip: PictureSource) -> None:
        """Nothing: all frames are of a file of their own."""

    def get_ready(self) -> None:
        """Open the file, and decode to where the next picture will be asked for."""
        if self._opened is None:
            self.reader.frame(0)

    def rest(self) -> None:
        """Let go of the decoder for a while."""
        if self._opened is not None:
            self._opened.rest()

    def bgr(self, number: int) -> Bytes:
        """A whole picture as shown."""
        return self._painter.bgr(self._stored(number))

    def frame(self, number: int, size: tuple[int, int] | None) -> Frame:
        """A picture for the screen, no larger than a box."""
        return self._painter.frame(self._stored(number), number, size)

    def close(self) -> None:
        """Let go of the file."""
        self._first = None
        if self._opened is not None:
            self._opened.close()

    def _stored(self, number: int) -> VideoFrame:
        return self._first if number == 0 and self._first is not None else self.reader.frame(number)

    def _open(self) -> FrameReader:
        reader = FrameReader(self._path, self._index, kept_bytes=self._kept_bytes, device_for=self._device_for)
        reader.heed(self._given_up)
        return reader


def _never() -> bool:
    return False


class ClipSound:
    """The sound of a clip's own file; without any, silence in stereo.

    Args:
        path: The file.
        clip: Its facts.
        track: Which of its tracks.

    Raises:
        UnreadableMedia: The file cannot be opened any more.
    """

    def __init__(self, path: Path, clip: Clip, track: int = 0) -> None:
        self._reader = SoundReader(path, clip.sound[track], build_index(path).start) if clip.sound else None

    @property
    def rate(self) -> int:
        """Samples a second."""
        return RATE

    @property
    def channels(self) -> int:
        """How many."""
        return self._reader.channels if self._reader else 2

    def read(self, start_sample: int, count: int) -> Samples:
        """Samples, (count, channels); silence outside."""
        if self._reader is None:
            return np.zeros((max(0, count), 2), np.float32)
        return self._reader.read(start_sample, count)

    def close(self) -> None:
        """Let go of the file."""
        if self._reader is not None:
            self._reader.close()
