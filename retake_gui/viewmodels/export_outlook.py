"""What speaks against an export before it begins: the forecast, the room on the disk, and the target's name."""

import os
import shutil
from collections.abc import Iterator
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

    def problem(self, free: int, files: int) -> str:
        """Why so many files like it cannot be written where so many bytes are free, or empty."""
        if self.refusal:
            return self.refusal
        needed = self.forecast.size * files if self.forecast is not None else 0
        if needed > free:
            return _tr("About {0} are needed there; {1} are free.").format(bytes_in_words(needed), bytes_in_words(free))
        return ""


@dataclass(frozen=True, slots=True)
class PlaceQuestion:
    """What has to be asked of the disk, which may be slow: a share, or a drive that sleeps.

    Attributes:
        wanted: The files as they would be called, in order.
        given: Whether a name was chosen by hand, which is never changed; others give way to files that exist.
        of_folders: Whether each is a folder.
    """

    wanted: tuple[Path, ...]
    given: bool
    of_folders: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What the disk answered.

    Attributes:
        files: What each file is called.
        problem: Why one cannot be written there, or empty.
        free: Bytes.
    """

    files: tuple[Path, ...]
    problem: str
    free: int


def find_place(question: PlaceQuestion) -> Place:
    """Ask the disk; call it on a thread."""
    files = question.wanted if question.given else tuple(_free_names(question.wanted))
    problems = (_problem_of_target(file, folder=question.of_folders) for file in files)
    problem = next(filter(None, problems), "")
    return Place(files, problem, 0 if problem else shutil.disk_usage(files[0].parent).free)


def _free_names(wanted: tuple[Path, ...]) -> Iterator[Path]:
    taken: set[Path] = set()
    for first in wanted:
        target, counter = first, 2
        while target in taken or target.exists():
            target = first.with_name(f"{first.stem}_{counter}{first.suffix}")
            counter += 1
        taken.add(target)
        yield target


def _problem_of_target(target: Path, *, folder: bool) -> str:
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
