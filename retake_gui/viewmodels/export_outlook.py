"""What speaks against an export before it begins: the forecast, the room on the disk, and the target's name."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from retake_gui.media.forecast import Forecast

_CONTEXT = "Export"
_MOST_NAME = 240


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of the file before it is written.

    Attributes:
        forecast: What will be written, once that is known.
        refusal: Why nothing can be.
    """

    forecast: "Forecast | None" = None
    refusal: str = ""

    def problem(self, folder: Path) -> str:
        """Why it cannot be written into a folder, or empty."""
        if self.refusal:
            return self.refusal
        needed = self.forecast.size if self.forecast is not None else 0
        free = shutil.disk_usage(folder).free
        if needed > free:
            return _tr("About {0} are needed there; {1} are free.").format(bytes_in_words(needed), bytes_in_words(free))
        return ""


def problem_of_target(target: Path, *, folder: bool) -> str:
    """Why a file, or a folder, cannot be written there, or empty."""
    parent = target.parent
    if len(target.name.encode()) > _MOST_NAME or "\0" in target.name:
        return _tr("No file can have this name. Choose a shorter one.")
    if not target.name or (target.is_dir() and not folder):
        return _tr("Name a file.")
    if os.path.lexists(target):
        return _tr("“{0}” exists already; nothing is ever overwritten. Choose another name.").format(target.name)
    if not parent.is_dir():
        return _tr("The folder “{0}” does not exist.").format(parent)
    if not os.access(parent, os.W_OK | os.X_OK):
        return _tr("The folder “{0}” may not be written to. Choose another one.").format(parent)
    return ""


def bytes_in_words(count: int) -> str:
    """A number of bytes as people read it."""
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if count >= size:
            value = count / size
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{max(1, round(count / 1000))} kB"


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)
