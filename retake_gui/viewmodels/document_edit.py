"""Edits of the document as commands that can be undone."""

from typing import Protocol

from PySide6.QtGui import QUndoCommand


class Edited(Protocol):
    """Whose values are replaced."""

    def apply(self, name: str, value: object) -> None:
        """Take a value over."""


class Edit(QUndoCommand):
    """One value of the document replaced by another."""

    _ids: dict[str, int] = {}  # noqa: RUF012 - merge keys get small numbers as Qt wants them

    def __init__(self, document: Edited, words: str, merge: str, name: str, old: object, new: object) -> None:
        super().__init__(words)
        self._document, self._name, self._old, self._new = document, name, old, new
        self._id = self._ids.setdefault(f"{name}:{merge}", len(self._ids) + 1) if merge else -1

    def id(self) -> int:
        """Commands with the same number merge; -1 never does."""
        return self._id

    def redo(self) -> None:
        """Put the new value there."""
        self._document.apply(self._name, self._new)

    def undo(self) -> None:
        """Put the old value back."""
        self._document.apply(self._name, self._old)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Keep the first value to go back to, and the last to go forward to."""
        if not isinstance(other, Edit) or other._name != self._name:
            return False
        self._new = other._new
        self.setObsolete(self._new == self._old)
        return True
