"""Where icons, the sample and other files that come with the program lie: the one module that knows.

An installed program carries them inside the package, in ``_resources``; a checkout has them beside it.
"""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def folder() -> Path:
    """The folder of all such files."""
    carried = _PACKAGE / "_resources"  # Qt and FFmpeg open files by path; wheels are installed unpacked
    return carried if carried.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """A file by its place in the folder; it need not exist."""
    return folder().joinpath(*parts)


def icon_names() -> list[str]:
    """The names of all drawings; none where the folder is missing."""
    drawings = resource("icons")
    return [path.stem for path in drawings.iterdir() if path.suffix == ".svg"] if drawings.is_dir() else []


def sample_clip() -> Path:
    """The clip that the program can be tried on; it need not exist in a trimmed installation."""
    return resource("sample.mp4")
