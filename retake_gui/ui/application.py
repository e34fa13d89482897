"""The one application object: its name, and its look."""

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from retake_gui import __version__
from retake_gui.ui import theme


def application() -> QApplication:
    """The application, made when it is asked for first."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication) and existing.property(_DRESSED):
        return existing
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("retake")
    QCoreApplication.setApplicationVersion(__version__)
    app.setApplicationDisplayName("Retake")
    app.setDesktopFileName("retake")
    app.setQuitOnLastWindowClosed(False)
    theme.apply_theme(app)
    app.setProperty(_DRESSED, True)  # noqa: FBT003 - a property's value
    return app


_DRESSED = "dressed"
