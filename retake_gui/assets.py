"""Where icons, the sample and other files that come with the program lie: the one module that knows.

In a checkout they are in ``resources`` beside the package, in an installed program in ``_resources`` inside it.
"""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def folder() -> Path:
    """The folder of all such files."""
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """A file by its place in the folder; it need not exist."""
    return folder().joinpath(*parts)


def icon_path(name: str) -> Path | None:
    """The drawing of an icon, or ``None`` where there is none of that name."""
    path = resource("icons", f"{name}.svg")
    return path if path.is_file() else None


def sample_clip() -> Path:
    """The clip that the program can be tried on; it need not exist in a trimmed installation."""
    return resource("sample", "sample.mp4")
