"""Whether the times in a file tell in which order its frames are shown; a file whose times do not is refused.

Some containers keep only the order of decoding, and FFmpeg makes times of that: with frames that are decoded before
they are shown, such times belong to other frames. Recordings that were joined byte by byte tell the same times again.
"""

import heapq
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.stream import VideoStream

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.files import unreadable

_WITHOUT_ORDER = ("avi", "asf", "mxf", "mpeg")
"""Containers that do not always keep times of showing."""
_REORDERED = ("h264", "hevc", "mpeg4", "vc1", "wmv3")
_ENOUGH = 40
"""Frames within which any that are decoded before they are shown come out."""
_DEEPEST = 16
"""Frames that may be decoded before another one and shown after it, by any standard."""
_FEW = 8
"""Frames too late that damage may explain."""
_CONVERT = "Convert it to MP4 or MOV first."


class OutputOrder:
    """Watches the times of the first decoded frames, which must rise; only where a container may not tell them.

    Args:
        path: The file.
        container: It, open.
        stream: Its pictures.
    """

    def __init__(self, path: Path, container: InputContainer, stream: VideoStream) -> None:
        context = stream.codec_context
        doubtful = container.format.name in _WITHOUT_ORDER and context.codec.canonical_name in _REORDERED
        self._path = path
        self._left = _ENOUGH if doubtful and context.has_b_frames else 0
        self._latest: int | None = None

    @property
    def known(self) -> bool:
        """Whether no more frames need be seen."""
        return self._left <= 0

    def see(self, pts: int | None) -> None:
        """The time of the next frame.

        Raises:
            UnreadableMedia: It lies before that of the last one.
        """
        if self.known or pts is None:
            return
        self._left -= 1
        if self._latest is not None and pts < self._latest:
            raise without_order(self._path)
        self._latest = pts


def without_order(path: Path) -> UnreadableMedia:
    """The error for a file that does not tell when its frames are shown."""
    return unreadable(path, "does not tell in which order its frames are shown.", do=_CONVERT)


def check_joined(path: Path, times: npt.NDArray[np.int64]) -> None:
    """Refuse a file in which time starts again: its frames cannot be told apart by their times.

    Args:
        path: The file.
        times: When its frames are shown, in the order in which they are decoded.

    Raises:
        UnreadableMedia: More frames are late than reordering and a little damage explain.
    """
    if _may_be_late(times) and _late(times.tolist()) > _FEW:
        raise unreadable(path, "consists of several recordings that were joined, and their times overlap.", do=_CONVERT)


def _may_be_late(times: npt.NDArray[np.int64]) -> bool:
    """Whether a frame comes after one, too many before it, that is shown later: told quickly for all files."""
    return bool((np.maximum.accumulate(times)[: -_DEEPEST - 1] > times[_DEEPEST + 1 :]).any())


def _late(times: list[int]) -> int:
    """How many frames come after more that are shown later than any decoder reorders."""
    latest: list[int] = []
    late = 0
    for time in times:
        if len(latest) <= _DEEPEST:
            heapq.heappush(latest, time)
            continue
        late += time < latest[0]
        heapq.heappushpop(latest, time)
    return late
