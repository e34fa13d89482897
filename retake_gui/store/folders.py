"""Where the program keeps its state."""

import os
from pathlib import Path

import platformdirs

from retake_gui.domain.errors import StorageError

_APP = "retake"
DATA_VARIABLE = "RETAKE_DATA_DIR"


def data_path() -> Path:
    """The folder of projects, settings, and logs, whether it is there or not."""
    chosen = os.environ.get(DATA_VARIABLE, "").strip()
    return expanded(Path(chosen)).absolute() if chosen else platformdirs.user_data_path(_APP, appauthor=False)


def expanded(path: Path) -> Path:
    """A path with ``~`` replaced by the home folder; where it names nobody's, it stays a name like any other."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def data_folder() -> Path:
    """The same, made when it is missing.

    Raises:
        StorageError: It cannot be made.
    """
    return made(data_path())


def cache_folder() -> Path:
    """The folder of what can be made again, made when it is missing; inside the data folder when one was chosen.

    Raises:
        StorageError: It cannot be made.
    """
    chosen = os.environ.get(DATA_VARIABLE, "").strip()
    return made(data_path() / "cache" if chosen else platformdirs.user_cache_path(_APP, appauthor=False))


def made(folder: Path, *, kept: str = "", do: str = "") -> Path:
    """A folder, made when it is missing.

    Args:
        folder: Where.
        kept: What stays as it is, should it not be possible.
        do: What people can do about it then.

    Raises:
        StorageError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be made: {error.strerror}.",
            kept=kept,
            do=do or f"Check its permissions, or name another folder in {DATA_VARIABLE}.",
        ) from error
    return folder
