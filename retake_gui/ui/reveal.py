"""Showing a file's folder with the desktop's own program for folders, where it has one."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

_OPENER = "xdg-open"


def show_folder(folder: Path, parent: QObject, failed: Callable[[], object]) -> None:
    """Show a folder; without a program for folders that is found out a moment later, and ``failed`` is called.

    On Linux the opener is run here: Qt takes it for done once it was started, though it may find nothing to show with.

    Args:
        folder: Which.
        parent: Waits for the opener.
        failed: Says it otherwise.
    """
    opener = QStandardPaths.findExecutable(_OPENER) if sys.platform == "linux" else ""
    if not opener:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            failed()
        return
    process = QProcess(parent)
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())

    def end(status: int) -> None:
        process.deleteLater()
        if status:
            failed()

    process.finished.connect(end)
    process.start(opener, [str(folder)])
