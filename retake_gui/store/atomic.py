"""Replacing a small file so that a reader sees the old one or the new one, never half of either."""

import os
import tempfile
from pathlib import Path

from retake_gui.domain.errors import StorageError


def replace_text(path: Path, text: str) -> None:
    """Write a text file; a lost power supply leaves the old one or, all of it, the new one.

    Raises:
        StorageError: The disk refuses; the old file is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(
            f"{path.name} cannot be written: {error.strerror or error}.",
            kept="What was saved before is as it was.",
            do="Make room on the disk, or check the folder's permissions.",
        ) from error
