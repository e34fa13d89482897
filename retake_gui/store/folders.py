"""Where the program keeps its state."""

import os
from pathlib import Path

import platformdirs

_APP = "retake"
DATA_VARIABLE = "RETAKE_DATA_DIR"


def data_folder() -> Path:
    """The folder of projects, settings, and logs; made when it is missing."""
    chosen = os.environ.get(DATA_VARIABLE, "").strip()
    return _made(Path(chosen).expanduser().absolute() if chosen else platformdirs.user_data_path(_APP, appauthor=False))


def cache_folder() -> Path:
    """The folder of what can be made again; inside the data folder when one was chosen."""
    chosen = os.environ.get(DATA_VARIABLE, "").strip()
    return _made(data_folder() / "cache" if chosen else platformdirs.user_cache_path(_APP, appauthor=False))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
