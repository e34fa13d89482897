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
    if isinstance(existing, QApplication):
        app = existing
        app.setStyle(_STYLE)
    else:
        # Told this way, Qt makes the style without PySide's class for it, whose hundreds of names take a while to make.
        app = QApplication([*(sys.argv[:1] or ["retake"]), "-style", _STYLE])
    QCoreApplication.setApplicationName("retake")
    QCoreApplication.setApplicationVersion(__version__)
    app.setApplicationDisplayName("Retake")
    app.setDesktopFileName("retake")
    app.setQuitOnLastWindowClosed(False)
    theme.apply_theme(app)
    app.setProperty(_DRESSED, True)  # noqa: FBT003 - a property's value
    return app


_DRESSED = "dressed"
_STYLE = "Fusion"
