"""``retake-gui``: shows the window's frame at once, then loads what fills it.

Nothing that is not painted in that frame may be imported here; the composition root, and with it the whole program,
comes after the first paint.
"""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from retake_gui.store.window_state import load_window_state
from retake_gui.ui.application import application
from retake_gui.ui.main_window import MainWindow

_PATIENCE_MS = 1000
_TURN_MS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; returns the exit status."""
    hold_collector()
    try:
        given = sys.argv[1:] if arguments is None else arguments
        window = first_window() if _opens_window(given) else None
        from retake_gui.app import main as go_on

        return go_on(given, window)
    finally:
        gc.enable()


def hold_collector() -> None:
    """Do without the garbage collector until the program has started: all that is made until then stays."""
    gc.disable()


def first_window() -> MainWindow:
    """The window's frame, where it was last, painted; one that nobody can see is not waited for."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop

    app = application()
    window = MainWindow()
    window.restore_place(load_window_state().geometry)
    window.show()
    patience = QDeadlineTimer(_PATIENCE_MS)
    while not window.was_painted and not patience.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TURN_MS)
    return window


def _opens_window(arguments: Sequence[str]) -> bool:
    """Whether this is neither a question to the command line nor a mistake on it."""
    return len(arguments) <= 1 and all(not word.startswith("-") and Path(word).exists() for word in arguments)
