"""What is said about takes, as steps to undo: stars, rejection, notes, and taking one off the list."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QUndoCommand

from retake_gui.domain.take import Rating, Take
from retake_gui.viewmodels.takes import TakesModel

_REMOVED = True


class Judge(QUndoCommand):
    """Another rating or note; how the take is fitted is not touched."""

    def __init__(self, words: str, takes: TakesModel, take: Take, rating: Rating, note: str) -> None:
        super().__init__(words)
        self._takes, self._id = takes, take.id
        self._old, self._new = (take.rating, take.note), (rating, note)

    def redo(self) -> None:
        """Say it."""
        self._say(*self._new)

    def undo(self) -> None:
        """Say what was said before."""
        self._say(*self._old)

    def _say(self, rating: Rating, note: str) -> None:
        take = next((each for each in self._takes.takes if each.id == self._id), None)
        if take is not None:
            self._takes.update(replace(take, rating=rating, note=note))


class Remove(QUndoCommand):
    """A take leaves the list; its file stays, and undoing brings it back.

    Args:
        keep: Writes down whether the take is removed (its id, and whether).
    """

    def __init__(self, words: str, takes: TakesModel, take: Take, keep: Callable[[int, bool], None]) -> None:
        super().__init__(words)
        self._takes, self._take, self._keep = takes, take, keep

    def redo(self) -> None:
        """Take it off."""
        self._keep(self._take.id, _REMOVED)
        known = (take for take in self._takes.takes if take.id == self._take.id)
        self._take = next(known, self._take)
        self._takes.remove(self._take)

    def undo(self) -> None:
        """Bring it back, and show it."""
        self._keep(self._take.id, not _REMOVED)
        self._takes.add(self._take)
        self._takes.show(self._take)
