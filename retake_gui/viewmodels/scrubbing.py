"""The room of small pictures that are there at once: filled behind what is looked at, used by player and timeline.

The media room is heavy to load, so it is imported with the first clip.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.media.precedence import Precedence
from retake_gui.viewmodels.frames import Pair, PictureFactory

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.span import Span
    from retake_gui.media.picture import Frame
    from retake_gui.media.scrub_set import ScrubSet

_FIRST_PATIENCE = 0.5
"""Seconds for which everything else waits for the first picture of a clip."""
_PLAYS_ON = 0.25
"""Seconds after a frame asked in turn in which the next may be asked."""


class ScrubRoom:
    """Proxies of the open clip and of the takes beside it; may be used on any thread.

    Args:
        cache: Where pictures are kept from run to run; without it they are made anew.
        fingerprint: Recognises a file by its content.
        limit: Most bytes on the disk.
    """

    def __init__(
        self,
        cache: Callable[[], Path] | None = None,
        fingerprint: Callable[[Path], str] | None = None,
        limit: int = 4 << 30,
    ) -> None:
        self._cache, self._fingerprint, self._limit = cache, fingerprint, limit
        self._precedence = Precedence()
        self._set: ScrubSet | None = None
        self._ending: list[ScrubSet] = []
        self._takes: tuple[PictureFactory, ...] = ()
        self._first = threading.Event()
        self._first.set()

    def expect_picture(self) -> None:
        """The first picture of another clip is asked for: nobody should take the processor from it."""
        self._first.clear()
        self._precedence.claim_for(_FIRST_PATIENCE)

    def picture_came(self) -> None:
        """There is a picture to look at; everything else can begin."""
        self._first.set()
        self._precedence.let_go()

    def wait_for_picture(self) -> None:
        """Return once there is a picture to look at, or when it is long in coming."""
        self._first.wait(_FIRST_PATIENCE)

    @property
    def open(self) -> "ScrubSet | None":
        """The stores of what is open."""
        return self._set

    def set_clip(self, clip: "Clip | None", news: Callable[[], None]) -> None:
        """Fill for another clip.

        Args:
            clip: Its facts, or ``None``.
            news: Called on another thread when more is there.
        """
        self._ending = [ending for ending in self._ending if not ending.ended]
        left, self._set, self._takes = self._set, None, ()
        if left is not None:
            left.cancel()
            self._ending.append(left)
        if clip is None or not clip.frames:
            return
        from retake_gui.media.disk_cache import DiskCache
        from retake_gui.media.scrub_set import ScrubSet

        cache = DiskCache(self._cache() / "scrub", self._limit) if self._cache is not None else None
        self._set = ScrubSet(clip, self._precedence, news, cache, self._fingerprint)
        self._set.start()

    def set_takes(self, takes: tuple[PictureFactory, ...]) -> None:
        """These are looked at beside the clip."""
        if self._set is not None and takes != self._takes:
            self._takes = takes
            self._set.set_takes(takes)

    def aim(self, frame: int, *, in_turn: bool = False) -> None:
        """A frame is wanted; one in turn, as when playing, keeps the filling back for a while."""
        if in_turn:
            self._precedence.claim_for(_PLAYS_ON)
        if self._set is not None:
            self._set.aim(frame)

    def claimed(self) -> AbstractContextManager[None]:
        """While somebody waits for a picture nothing is filled."""
        return self._precedence.claimed()

    def has(self, frame: int, shift: int = 0) -> bool:
        """Whether all sides of a frame are there."""
        return self._set is not None and self._set.has(frame, shift)

    def pair(self, frame: int, size: tuple[int, int] | None, shift: int = 0) -> Pair | None:
        """The proxies of a frame, if all sides are there."""
        found = self._set.frames(frame, size, shift) if self._set is not None else None
        if found is None:
            return None
        return Pair(frame, found[0], found[1] if len(found) > 1 else None, tuple(found[2:]), proxy=True)

    def small(self, frame: int, size: tuple[int, int]) -> "Frame | None":
        """A small picture of the clip's own frame, if it is there."""
        return self._set.small(frame, size) if self._set is not None else None

    def has_own(self, frame: int) -> bool:
        """Whether the clip's own picture of a frame is there."""
        store = self._set.store if self._set is not None else None
        return store is not None and store.has(frame)

    def spans(self) -> tuple["Span", ...]:
        """Frames that are there at once."""
        return self._set.spans() if self._set is not None else ()

    def cuts(self) -> tuple[int, ...]:
        """First frames of the scenes that are known so far."""
        return self._set.cuts if self._set is not None else ()

    def folder(self) -> Path | None:
        """Where what is made of the open clip may be kept; reads the clip, so not for the window's thread."""
        found = self._set
        return None if found is None else found.folder()

    def close(self) -> None:
        """End the threads and wait for them."""
        self.set_clip(None, _nothing)
        for ending in self._ending:
            ending.join()
        self._ending.clear()


def _nothing() -> None:
    return
