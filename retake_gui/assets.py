"""Where icons, the sample and other files that come with the program lie: the one module that knows.

An installed program carries them inside the package, in ``_resources``; a checkout has them beside it.
"""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

_PACKAGE = "retake_gui"


@cache
def folder() -> Path:
    """The folder of all such files."""
    carried = files(_PACKAGE) / "_resources"
    if carried.is_dir():
        with as_file(carried) as path:  # Qt and FFmpeg open files by path; wheels are installed unpacked
            return path
    with as_file(files(_PACKAGE)) as package:
        return package.parent / "resources"


def resource(*parts: str) -> Path:
    """A file by its place in the folder; it need not exist."""
    return folder().joinpath(*parts)


def icon_path(name: str) -> Path | None:
    """The drawing of an icon, or ``None`` where there is none of that name."""
    path = resource("icons", f"{name}.svg")
    return path if path.is_file() else None


def icon_names() -> list[str]:
    """The names of all drawings; none where the folder is missing."""
    return [path.stem for path in resource("icons").glob("*.svg")]


def sample_clip() -> Path:
    """The clip that the program can be tried on; it need not exist in a trimmed installation."""
    return resource("sample.mp4")
