"""How source and takes are looked at and heard, apart from where the pictures come from."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.compare import CompareMode, CompareState, Side
from retake_gui.domain.span import NOTHING, Span
from retake_gui.viewmodels.transport import ScrubFeed, Transport

if TYPE_CHECKING:
    from retake_gui.viewmodels.clock import Output
    from retake_gui.viewmodels.frames import PictureFactory

_MOST_NUDGE = 12


@dataclass(frozen=True, slots=True)
class ShownTake:
    """What the right side shows.

    Attributes:
        title: ``Take 3``.
        is_draft: Made without a model.
        key: By which its owner knows it.
        span: Frames that it replaces; empty for the whole clip.
        veiled: Marked by the service as not for every eye: blurred until it is asked for.
    """

    title: str
    is_draft: bool = False
    key: int = 0
    span: Span = NOTHING
    veiled: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A take that can be seen in the grid."""

    take: ShownTake
    pictures: "PictureFactory"


class CompareModel(Transport):
    """Transport, and the choice of how to compare.

    Signals:
        compareChanged: Looked at or heard in another way (``CompareState``).
        takeChanged: Another take is compared, or none (``ShownTake | None``).
        gridChanged: Other takes are in the grid.
        unveilWanted: The user wants to see the compared take although it is marked.
        takeWanted: The user wants another take compared (its key).
    """

    compareChanged = Signal(object)
    takeChanged = Signal(object)
    gridChanged = Signal()
    takeWanted = Signal(int)
    unveilWanted = Signal()

    def __init__(self, output: "Output", feed: ScrubFeed, parent: QObject | None = None) -> None:
        super().__init__(output, feed, parent)
        self._compare = CompareState()
        self._take: ShownTake | None = None
        self._grid: tuple[Result, ...] = ()

    @property
    def compare(self) -> CompareState:
        """How source and take are looked at and heard."""
        return self._compare

    @property
    def take(self) -> ShownTake | None:
        """What is compared with the source."""
        return self._take

    @property
    def grid(self) -> tuple[ShownTake, ...]:
        """The takes of the grid in order, the one that is compared among them."""
        return tuple(result.take for result in self._grid)

    def set_compare(self, state: CompareState) -> None:
        """Look, or hear, in another way; without a take there is only the source."""
        if self._take is None:
            state = replace(state, mode=CompareMode.SOURCE, nudge=0)
        if state != self._compare:
            before, self._compare = self._compare, state
            self._compared(before)
            self.compareChanged.emit(state)

    def set_mode(self, mode: CompareMode) -> None:
        """Share the viewer in another way."""
        self.set_compare(replace(self._compare, mode=mode))

    def show_side(self, side: Side) -> None:
        """One side in place, with its sound."""
        self.set_compare(replace(self._compare, mode=CompareMode.FLIP, shown=side, heard=side))

    def flip(self) -> None:
        """The other side in place, with its sound."""
        if self._compare.mode is CompareMode.FLIP:
            self.set_compare(self._compare.flipped())
        else:
            self.show_side(self._compare.heard.other)

    def hear(self, side: Side) -> None:
        """Listen to a side."""
        self.set_compare(replace(self._compare, heard=side))

    def turn_wipe(self) -> None:
        """Turn the wipe's line by a quarter."""
        self.set_compare(replace(self._compare, wipe_vertical=not self._compare.wipe_vertical))

    def change_gain(self, steps: int) -> None:
        """Make differences more or less visible."""
        self.set_compare(self._compare.with_gain(steps))

    def nudge(self, frames: int) -> None:
        """Move takes against the source by some frames; 0 puts them back."""
        moved = min(max(self._compare.nudge + frames, -_MOST_NUDGE), _MOST_NUDGE) if frames else 0
        self.set_compare(replace(self._compare, nudge=moved))

    def _compared(self, before: CompareState) -> None:
        """It is looked at in another way than before."""
