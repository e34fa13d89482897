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


@dataclass(frozen=True, slots=True)
class _Request:
    frame: int
    size: tuple[int, int] | None
    ticket: int


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

    def set_sides(self, source: PictureFactory | None, take: PictureFactory | None) -> None:
        """Both sides' pictures from now on."""
        with self._changed:
            self._factories = tuple(side for side in (source, take) if side is not None) if source else ()
            self._wanted = None
            if self._thread is None and self._factories and not self._ended:
                self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
                self._thread.start()
            self._changed.notify()

    def request(self, frame: int, size: tuple[int, int] | None, ticket: int) -> None:
        """Ask for a frame of all sides, no larger than a size; what was asked before and not begun is forgotten."""
        with self._changed:
            self._wanted = _Request(frame, size, ticket)
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
        opened: dict[PictureFactory, PictureSource] = {}
        try:
            while (work := self._next(opened)) is not None:
                request, factories = work
                self._listener(_answer(request, factories, opened), request.ticket)
        finally:
            for source in opened.values():
                source.close()

    def _next(
        self, opened: "dict[PictureFactory, PictureSource]"
    ) -> tuple[_Request, tuple[PictureFactory, ...]] | None:
        """Wait for the newest request; sources that no side needs any more are closed meanwhile."""
        with self._changed:
            while True:
                if self._ended:
                    return None
                for factory in [factory for factory in opened if factory not in self._factories]:
                    opened.pop(factory).close()
                if self._wanted is not None and self._factories:
                    request, self._wanted = self._wanted, None
                    return request, self._factories
                self._changed.wait()


def _answer(
    request: _Request, factories: tuple[PictureFactory, ...], opened: "dict[PictureFactory, PictureSource]"
) -> Pair | RetakeError:
    try:
        for factory in factories:
            if factory not in opened:
                opened[factory] = factory()
        pictures = [opened[factory].frame(request.frame, request.size) for factory in factories]
    except RetakeError as error:
        return error
    return Pair(request.frame, pictures[0], pictures[1] if len(pictures) > 1 else None)


def _nobody(answer: Pair | RetakeError, ticket: int) -> None:
    del answer, ticket
