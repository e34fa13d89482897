"""The desk at which pictures are asked for: the one place where the window meets the decoders' thread.

The media room is heavy to load, so it is imported when the first clip is set, not when the window opens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from retake_gui.domain.errors import RetakeError

if TYPE_CHECKING:
    from retake_gui.domain.span import Span
    from retake_gui.media.source import PictureSource, SoundSource


class Picture(Protocol):
    """One frame, ready to be shown: 32-bit BGRA rows."""

    @property
    def number(self) -> int:
        """Which frame of the clip it shows."""

    @property
    def width(self) -> int:
        """Pixels."""

    @property
    def height(self) -> int:
        """Pixels."""

    @property
    def stride(self) -> int:
        """Bytes from row to row."""

    @property
    def data(self) -> bytes | memoryview:
        """The rows."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The pictures of one frame, of all sides at once.

    Attributes:
        number: The source's frame. A side that is shifted, or that has ended, shows the frame its picture says.
        others: Pictures of further takes, for the grid.
        proxy: Small pictures of exactly this frame, that are shown until the full ones are there.
        eased: Nothing but proxies is shown until the next rest: this computer cannot make full pictures in time.
    """

    number: int
    source: Picture
    take: Picture | None = None
    others: tuple[Picture, ...] = ()
    proxy: bool = False
    eased: bool = False


PictureFactory = Callable[[], "PictureSource"]
SoundFactory = Callable[[], "SoundSource"]
Listener = Callable[[Pair | RetakeError, int], None]


class Desk(Protocol):
    """Asks for pictures, and hands them on; everything may be called from the window's thread and returns at once."""

    def listen(self, listener: Listener) -> None:
        """Who gets the answers and the tickets they are for; may be called on another thread.

        A ticket may be answered twice: by proxies first, then by the full pictures; never the other way round.
        """

    def set_sides(
        self,
        source: PictureFactory | None,
        take: PictureFactory | None,
        others: tuple[PictureFactory, ...] = (),
    ) -> None:
        """The pictures of all sides from now on."""

    def set_loop(self, loop: "Span") -> None:
        """These frames are played round and round, until others are or none (empty)."""

    def roll(self) -> None:
        """Playing begins: the frames after the last one will be asked for."""

    def picture_shown(self) -> None:
        """The first picture of these sides was shown: what would have kept it waiting can begin."""

    def request(self, frame: int, size: tuple[int, int] | None, ticket: int, shift: int = 0) -> None:
        """Ask for a frame of all sides, no larger than a size; what was asked before and not begun is forgotten.

        Args:
            frame: The source's frame.
            size: The largest picture that is of use, or ``None`` for the whole one.
            ticket: Comes back with the answer.
            shift: By how many frames every take is ahead of the source; past its ends a side holds.
        """

    def close(self) -> None:
        """End the thread."""
