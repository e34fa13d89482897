"""The desk with the decoders' thread behind it, which starts with the first clip: the media room is heavy to load."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.frames import Listener, Pair, PictureFactory, SoundFactory

if TYPE_CHECKING:
    from retake_gui.media.source import PictureSource, SoundSource


def clip_pictures(clip: Clip) -> PictureFactory:
    """Makes the pictures of a clip's own file."""

    def make() -> "PictureSource":
        from retake_gui.media.source import ClipPictures

        return ClipPictures(Path(clip.source), clip)

    return make


def clip_sound(clip: Clip) -> SoundFactory:
    """Makes the sound of a clip's own file."""

    def make() -> "SoundSource":
        from retake_gui.media.source import ClipSound

        return ClipSound(Path(clip.source), clip)

    return make


_MOST_AHEAD = 8
_IN_TURN = 3
"""Frames that may be left out without the rest being another place."""


@dataclass(frozen=True, slots=True)
class _Request:
    frame: int
    size: tuple[int, int] | None
    ticket: int
    shift: int


class FrameDesk:
    """Asks for pictures, and hands them on; everything may be called from the window's thread and returns at once."""

    def __init__(self) -> None:
        self._listener: Listener = _nobody
        self._changed = threading.Condition()
        self._wanted: _Request | None = None
        self._factories: tuple[PictureFactory, ...] = ()
        self._thread: threading.Thread | None = None
        self._ended = False

    def listen(self, listener: Listener) -> None:
        """Who gets the answers and the tickets they are for; called on the decoders' thread."""
        self._listener = listener

    def set_sides(
        self,
        source: PictureFactory | None,
        take: PictureFactory | None,
        others: tuple[PictureFactory, ...] = (),
    ) -> None:
        """The pictures of all sides from now on."""
        with self._changed:
            self._factories = tuple(side for side in (source, take, *others) if side is not None) if source else ()
            self._wanted = None
            if self._thread is None and self._factories and not self._ended:
                self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
                self._thread.start()
            self._changed.notify()

    def request(self, frame: int, size: tuple[int, int] | None, ticket: int, shift: int = 0) -> None:
        """Ask for a frame of all sides, no larger than a size; what was asked before and not begun is forgotten."""
        with self._changed:
            self._wanted = _Request(frame, size, ticket, shift)
            self._changed.notify()

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        sides = _Sides()
        try:
            while (work := self._next(sides)) is not None:
                request, factories = work
                sides.use(factories, request.size, request.shift)
                self._listener(sides.pair(request.frame), request.ticket)
        finally:
            sides.use((), None)

    def _next(self, sides: "_Sides") -> tuple[_Request, tuple[PictureFactory, ...]] | None:
        """The newest request, once there is one; what will be asked next is made meanwhile."""
        while True:
            with self._changed:
                if self._ended:
                    return None
                factories = self._factories
                if self._wanted is not None and factories:
                    request, self._wanted = self._wanted, None
                    return request, factories
                is_theirs = sides.factories == factories
                if is_theirs and not sides.has_more_to_do:
                    self._changed.wait()
                    continue
            if is_theirs:
                sides.go_on()
            else:
                sides.use(factories, None)


class _Sides:
    """The sources of both sides, open on the decoders' thread, and pairs made ahead while frames are asked in turn."""

    def __init__(self) -> None:
        self.factories: tuple[PictureFactory, ...] = ()
        self._size: tuple[int, int] | None = None
        self._shift = 0
        self._opened: dict[PictureFactory, PictureSource] = {}
        self._ahead: dict[int, Pair] = {}
        self._last = -1
        self._until = 0

    @property
    def has_more_to_do(self) -> bool:
        """Whether a pair will soon be asked for that is not made yet."""
        return self._last + 1 + len(self._ahead) < self._until

    def use(self, factories: tuple[PictureFactory, ...], size: tuple[int, int] | None, shift: int = 0) -> None:
        """From now on make these sides, no larger than a size; sources that are not needed any more are closed."""
        if (factories, size, shift) == (self.factories, self._size, self._shift):
            return
        self.factories, self._size, self._shift = factories, size, shift
        self._ahead.clear()
        self._until = 0
        for factory in [factory for factory in self._opened if factory not in factories]:
            self._opened.pop(factory).close()

    def pair(self, frame: int) -> Pair | RetakeError:
        """The pictures of a frame; one after the other in turn means that those that follow are wanted too."""
        in_turn = 0 < frame - self._last <= _IN_TURN
        self._last = frame
        made = self._ahead.get(frame)
        for number in [number for number in self._ahead if number <= frame or not in_turn]:
            del self._ahead[number]
        self._until = 0
        try:
            pair = made or self._make(frame)
            if in_turn:
                self._until = min(frame + 1 + _MOST_AHEAD, self._opened[self.factories[0]].frames)
        except RetakeError as error:
            return error
        return pair

    def go_on(self) -> None:
        """Make the next pair ahead."""
        frame = self._last + 1 + len(self._ahead)
        try:
            self._ahead[frame] = self._make(frame)
        except RetakeError:
            self._until = 0

    def _make(self, frame: int) -> Pair:
        for factory in self.factories:
            if factory not in self._opened:
                self._opened[factory] = factory()
        source, *takes = (self._opened[factory] for factory in self.factories)
        first = source.frame(min(frame, source.frames - 1), self._size)
        rest = [take.frame(min(max(frame + self._shift, 0), take.frames - 1), self._size) for take in takes]
        return Pair(frame, first, rest[0] if rest else None, tuple(rest[1:]))


def _nobody(answer: Pair | RetakeError, ticket: int) -> None:
    del answer, ticket
