"""Files that are dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent


def take_files(event: QDropEvent) -> list[Path]:
    """The files that a drag brings from outside this window, and the event accepted as a copy of them.

    Never as a move, which a file manager may propose: it would delete the file that it believes has gone elsewhere.
    """
    if event.source() is not None:
        return []
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    if files:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    return files


def brings_files(data: QMimeData) -> bool:
    """Whether files of this machine are held or pasted, which are no text even where their names come along as one."""
    return any(url.isLocalFile() for url in data.urls())
