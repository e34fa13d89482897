"""The threads that make a clip's first filmstrip and its waveform, side by side; the scrub room adds the rest."""

import contextlib
import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from retake_gui.domain.errors import RetakeError

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.media.peaks import PeakPyramid
    from retake_gui.media.picture import Frame
    from retake_gui.viewmodels.scrubbing import ScrubRoom

BOX = (192, 96)
_FIRST = 24
"""As many tiles as a timeline shows at once, about."""
_MOST = 144

GivePicture = Callable[["Maker", int, QImage], None]
GiveOutline = Callable[["Maker", "PeakPyramid"], None]


class Maker(threading.Thread):
    """Reads one clip.

    Args:
        name: Of the thread.
        clip: Its facts.
        ended: Called when what is in view can be shown, or when the file cannot be read.
    """

    def __init__(self, name: str, clip: "Clip", ended: Callable[["Maker"], None]) -> None:
        super().__init__(name=name, daemon=True)
        self._clip, self._ended = clip, ended
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End soon; nothing is given any more."""
        self._cancelled.set()

    def run(self) -> None:
        """Make everything."""
        from retake_gui.media.precedence import step_back

        step_back(2)
        with contextlib.suppress(RetakeError):  # the player says what is wrong with the file
            self._make()
        if not self._cancelled.is_set():
            self._ended(self)

    def _make(self) -> None:
        raise NotImplementedError


class StripMaker(Maker):
    """Makes pictures of key frames: a few over the whole clip first, then more.

    Args:
        clip: Its facts.
        room: Has pictures already, and gives way to the first few.
        picture: Given each small picture and its frame's number.
        ended: Called after the first few.
    """

    def __init__(self, clip: "Clip", room: "ScrubRoom", picture: GivePicture, ended: Callable[[Maker], None]) -> None:
        super().__init__("filmstrip", clip, ended)
        self._room, self._picture = room, picture

    def run(self) -> None:
        """Make everything."""
        super().run()
        with contextlib.suppress(RetakeError):  # it was there a moment ago; what was made stays
            self._make_pictures(_MOST)

    def _make(self) -> None:
        self._room.wait_for_picture()
        with self._room.claimed():
            self._make_pictures(_FIRST)

    def _make_pictures(self, most: int) -> None:
        from retake_gui.media.index import build_index
        from retake_gui.media.strip import key_pictures, spread_keys

        numbers = spread_keys(build_index(Path(self._clip.source)), most)
        filled = {key for key in numbers if self._room.has_own(key)}
        own = (self._room.small(key, BOX) for key in sorted(filled))
        decoded = key_pictures(self._clip, [key for key in numbers if key not in filled], BOX)
        for frame in itertools.chain(own, decoded):
            if self._cancelled.is_set():
                return
            if frame is not None:
                self._picture(self, frame.number, as_image(frame))


class WaveMaker(Maker):
    """Makes the outline of the sound, or finds it on the disk.

    Args:
        clip: Its facts.
        room: Knows where on the disk.
        outline: Given the outline again and again while it grows.
        ended: Called when it is whole.
    """

    def __init__(self, clip: "Clip", room: "ScrubRoom", outline: GiveOutline, ended: Callable[[Maker], None]) -> None:
        super().__init__("waveform", clip, ended)
        self._room, self._outline = room, outline

    def _make(self) -> None:
        if not self._clip.sound:
            return
        self._room.wait_for_picture()
        from retake_gui.media.sound_outline import empty_outline, fill_outline, keep_outline, kept_outline

        folder = self._room.folder()
        made = kept_outline(folder, self._clip)
        if made is None:
            made = empty_outline(self._clip)
            if not fill_outline(made, Path(self._clip.source), self._clip.sound[0], lambda: self._grown(made)):
                return
            keep_outline(folder, made)
        self._outline(self, made)

    def _grown(self, made: "PeakPyramid") -> bool:
        self._outline(self, made)
        return not self._cancelled.is_set()


def as_image(frame: "Frame") -> QImage:
    """A picture that owns its pixels."""
    return QImage(frame.data, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32).copy()
