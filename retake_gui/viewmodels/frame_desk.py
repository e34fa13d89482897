"""The desk that asks the decoders' thread, which starts with the first clip: the media room is heavy to load."""

from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.frames import Listener, Pair, PictureFactory, SoundFactory

if TYPE_CHECKING:
    from retake_gui.media.server import FrameServer
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


class FrameDesk:
    """Asks for pictures, and hands them on; everything may be called from the window's thread and returns at once."""

    def __init__(self) -> None:
        self._server: FrameServer | None = None
        self._sides = 0
        self._listener: Listener = _nobody

    def listen(self, listener: Listener) -> None:
        """Who gets the answers and the tickets they are for; called on the decoders' thread."""
        self._listener = listener

    def set_sides(self, source: PictureFactory | None, take: PictureFactory | None) -> None:
        """Both sides' pictures from now on."""
        if self._server is None:
            if source is None:
                return
            from retake_gui.media.server import FrameServer

            self._server = FrameServer()
        self._sides = 0 if source is None else 1 if take is None else 2
        self._server.set_sides(source, take)

    def request(self, frame: int, size: tuple[int, int] | None, ticket: int) -> None:
        """Ask for a frame of all sides, no larger than a size; what was asked before and not begun is forgotten."""
        raise NotImplementedError

    def close(self) -> None:
        """End the thread."""
        if self._server is not None:
            self._server.close()
            self._server = None


def _nobody(answer: Pair | RetakeError, ticket: int) -> None:
    del answer, ticket
