"""Showing a file's folder with the desktop's own program for folders, where it has one."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

_OPENER = "xdg-open"


class _Answer(QObject):
    """Hears how an opener ended; no more once its parent is gone."""

    def __init__(self, failed: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._failed = failed

    def take(self, status: int, ended: QProcess.ExitStatus) -> None:
        """The opener has ended."""
        if status and ended is QProcess.ExitStatus.NormalExit:
            self._failed()
        self.deleteLater()


def show_folder(folder: Path, parent: QObject, failed: Callable[[], object]) -> None:
    """Show a folder; without a program for folders that is found out a moment later, and ``failed`` is called.

    On Linux the opener is run here: Qt takes it for done once it was started, though it may find nothing to show with.

    Args:
        folder: Which.
        parent: Is told how it went, as long as it exists.
        failed: Says it otherwise.
    """
    opener = QStandardPaths.findExecutable(_OPENER) if sys.platform == "linux" else ""
    if not opener:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            failed()
        return
    process = QProcess(QCoreApplication.instance())  # what it has shown outlives a sheet
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())

    process.finished.connect(_Answer(failed, parent).take)
    process.finished.connect(process.deleteLater)
    process.start(opener, [str(folder)])
