"""The thread that unpacks the small pictures of a filmstrip: many at once would keep the window's thread too long."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from retake_gui.viewmodels.media_maker import BOX, as_image

if TYPE_CHECKING:
    from retake_gui.viewmodels.scrubbing import ScrubRoom

_TOGETHER = 16
"""Pictures that are given at once: each time a strip is painted anew."""

GiveTiles = Callable[[int, Mapping[int, QImage]], None]


class TileMaker(threading.Thread):
    """Takes pictures out of the scrub room; the newest wish replaces the one before.

    Args:
        room: Has the pictures.
        give: Given what was made with the number of the clip that it is of; called on this thread.
    """

    def __init__(self, room: "ScrubRoom", give: GiveTiles) -> None:
        super().__init__(name="tiles", daemon=True)
        self._room, self._give = room, give
        self._changed = threading.Condition()
        self._wish: tuple[int, tuple[int, ...]] | None = None
        self._ended = False

    def want(self, clip: int, frames: Sequence[int]) -> None:
        """Make the pictures of these frames.

        Args:
            clip: Counts the clips that were open, so that nobody takes a picture of one for that of another.
            frames: Numbers of frames that the room has.
        """
        with self._changed:
            self._wish = (clip, tuple(frames))
            self._changed.notify()

    def close(self) -> None:
        """End, and wait for it."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self.ident is not None:
            self.join()

    def run(self) -> None:
        """Fulfil wishes."""
        while (wish := self._next()) is not None:
            clip, frames = wish
            for start in range(0, len(frames), _TOGETHER):
                if self._wish is not None or self._ended:
                    break
                found = ((frame, self._room.small(frame, BOX)) for frame in frames[start : start + _TOGETHER])
                made = {frame: as_image(picture) for frame, picture in found if picture is not None}
                if made:
                    self._give(clip, made)

    def _next(self) -> tuple[int, tuple[int, ...]] | None:
        with self._changed:
            while self._wish is None and not self._ended:
                self._changed.wait()
            wish, self._wish = self._wish, None
            return None if self._ended else wish
