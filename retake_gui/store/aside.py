"""Putting a project that cannot be used elsewhere, so that another can be begun in its place; nothing is deleted."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from retake_gui.domain.errors import StorageError


@dataclass(frozen=True, slots=True)
class Aside:
    """A project that could not be used and was put elsewhere.

    Attributes:
        path: Where it lies now.
        newer: Whether a newer version wrote it, and nothing is wrong with it.
    """

    path: Path
    newer: bool


def put_aside(path: Path, *, newer: bool) -> Aside:
    """Give a project that cannot be used a name beside its own, which says why and when.

    Raises:
        StorageError: The disk refuses; the project is where it was.
    """
    why = "newer" if newer else "damaged"
    aside = path.with_name(f"{path.stem} {why} {datetime.now(UTC):%Y-%m-%d %H%M%S}{path.suffix}")
    try:
        path.rename(aside)
    except OSError as error:
        raise StorageError(
            f"{path.name} cannot be used, and cannot be set aside: {error.strerror}.",
            kept="It is kept where it is.",
            do=f"Move it out of {path.parent}.",
        ) from error
    return Aside(aside, newer)
