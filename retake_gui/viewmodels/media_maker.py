"""The thread that makes a clip's filmstrip and waveform: a few pictures first, then the sound, then the rest."""

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.course import SOUND_RATE
from retake_gui.viewmodels.frame_desk import clip_pictures, clip_sound
from retake_gui.viewmodels.sound_outline import PER_SECOND

if TYPE_CHECKING:
    from retake_gui.media.picture import Frame

BOX = (192, 96)
_FIRST = 12
_MOST = 144
_SOUND_BLOCK = 4 * SOUND_RATE

GivePicture = Callable[["MediaMaker", int, QImage], None]
GiveSound = Callable[["MediaMaker", list[float], list[float]], None]


class MediaMaker(threading.Thread):
    """Reads one clip from end to end.

    Args:
        clip: Its facts.
        picture: Given each small picture and its frame's number.
        sound: Given least and most of each two hundredth of a second, in order.
        ended: Called when all is made, or when the file cannot be read.
    """

    def __init__(
        self, clip: Clip, picture: GivePicture, sound: GiveSound, ended: Callable[["MediaMaker"], None]
    ) -> None:
        super().__init__(name="filmstrip", daemon=True)
        self._clip = clip
        self._picture, self._sound, self._ended = picture, sound, ended
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End soon; nothing is given any more."""
        self._cancelled.set()

    def run(self) -> None:
        """Make everything."""
        try:
            first = list(spread(self._clip.frames, _FIRST))
            self._make_pictures(first)
            self._make_sound()
            self._make_pictures(sorted(set(spread(self._clip.frames, _MOST)) - set(first)))
        except RetakeError:
            pass  # the player says what is wrong with the file
        if not self._cancelled.is_set():
            self._ended(self)

    def _make_pictures(self, numbers: list[int]) -> None:
        source = clip_pictures(self._clip)()
        try:
            for number in numbers:
                if self._cancelled.is_set():
                    return
                self._picture(self, number, as_image(source.frame(number, BOX)))
        finally:
            source.close()

    def _make_sound(self) -> None:
        if not self._clip.sound:
            return
        source = clip_sound(self._clip)()
        step = SOUND_RATE // PER_SECOND
        try:
            for start in range(0, int(self._clip.duration * SOUND_RATE), _SOUND_BLOCK):
                if self._cancelled.is_set():
                    return
                rows = source.read(start, _SOUND_BLOCK).reshape(_SOUND_BLOCK // step, -1)
                self._sound(self, rows.min(axis=1).tolist(), rows.max(axis=1).tolist())
        finally:
            source.close()


def spread(frames: int, most: int) -> Iterator[int]:
    """Frames at equal distances, each in the middle of its part; all of them where there are few."""
    count = min(frames, most)
    return ((2 * index + 1) * frames // (2 * count) for index in range(count))


def as_image(frame: "Frame") -> QImage:
    """A picture that owns its pixels."""
    return QImage(frame.data, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32).copy()
