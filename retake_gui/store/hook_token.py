"""The secret last part of the address at which this machine is told about finished jobs."""

import secrets
from pathlib import Path

from retake_gui.domain.errors import StorageError
from retake_gui.store.atomic import replace_text
from retake_gui.store.folders import data_folder

_LEAST = 20


def hook_token(folder: Path | None = None) -> str:
    """The same for all runs, so that a job that was sent yesterday still finds its way; made when it is missing.

    Raises:
        StorageError: It cannot be read or written.
    """
    place = (folder or data_folder()) / "webhook.token"
    try:
        known = place.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        known = ""
    except OSError as error:  # another one would cut off jobs that were sent with it
        raise StorageError(f"{place} cannot be read: {error.strerror}.", do="Check its permissions.") from error
    if len(known) >= _LEAST:
        return known
    fresh = secrets.token_urlsafe(24)
    replace_text(place, f"{fresh}\n")
    return fresh
