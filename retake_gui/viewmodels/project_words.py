"""What is said of a project that cannot be gone on with as it was left."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import NewerFile, RetakeError, UnreadableMedia, UnusableFile

_CONTEXT = "Project"


def set_aside(aside: Path, *, newer: bool) -> RetakeError:
    """The project without a name cannot be used, and lies elsewhere now."""
    if newer:
        return NewerFile(
            _tr("The project without a name was written by a newer version of Retake, and a new one was begun."),
            kept=_tr("The other one was kept as “{0}”.").format(aside.name),
            do=_tr("Open it with the newer version."),
        )
    return UnusableFile(
        _tr("The project without a name was damaged, and a new one was begun."),
        kept=_tr("The old one was kept as “{0}”.").format(aside.name),
        do=_tr("Restore it from a copy; the files of its takes are where they were."),
    )


def missing(clip: Path) -> RetakeError:
    """The clip that was open last is not where it was."""
    return UnreadableMedia(
        _tr("The clip “{0}” is not at {1} any more.").format(clip.name, clip.parent),
        kept=_tr("Its range, prompts and takes are kept in the project."),
        do=_tr("Put it back, or open it from where it is now."),
    )


def cut_off(clip: Clip) -> RetakeError:
    """The file of a clip ends before its pictures do."""
    there = float(clip.duration)
    return UnreadableMedia(
        _tr("“{0}” was cut off: {1:.1f} of {2:.1f} seconds are there.").format(
            Path(clip.source).name, there, there + float(clip.missing)
        ),
        kept=_tr("Those can be used."),
        do=_tr("Copy or download it again to have the rest."),
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)
