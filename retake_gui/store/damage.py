"""Records that cannot be read: what they raise, and what is said of them. They are passed over and left as they are."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from retake_gui.domain.errors import UnusableFile

DAMAGE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What reading a damaged record may raise."""

_Record = TypeVar("_Record")
_Row = tuple[object, ...]


def readable(read: Callable[[_Row], _Record], rows: Sequence[_Row]) -> list[_Record]:
    """The records of those rows that are not damaged."""
    return [record for record, _ in _attempts(read, rows) if record is not None]


def unreadable(read: Callable[[_Row], object], rows: Sequence[_Row]) -> list[_Row]:
    """Those rows that are damaged."""
    return [row for record, row in _attempts(read, rows) if record is None]


def _attempts(read: Callable[[_Row], _Record], rows: Sequence[_Row]) -> Iterator[tuple[_Record | None, _Row]]:
    for row in rows:
        try:
            yield read(row), row
        except DAMAGE:
            yield None, row


def counted(one: str, several: str, names: Sequence[str]) -> str:
    """``job a``, or ``2 jobs (a, b)``; nothing for none."""
    if not names:
        return ""
    return f"{one} {names[0]}" if len(names) == 1 else f"{len(names)} {several} ({', '.join(names)})"


def damaged(path: Path, *kinds: str) -> UnusableFile:
    """What is to be said of a project some of whose records are damaged.

    Args:
        path: The project.
        kinds: Which of them, a phrase for each kind; empty ones are left out.
    """
    return UnusableFile(
        f"What {path.name} has about {' and '.join(filter(None, kinds))} is damaged.",
        kept="It is left as it is, and all else can be used.",
        do="Restore the project from a copy to go on with it.",
    )
