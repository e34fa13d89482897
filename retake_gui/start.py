"""``retake-gui``: shows the window as soon as it can be painted, then loads the rest of the program.

Nothing that is not painted may be imported here; the composition root, and with it the whole program, comes after the
first paint. What is done to the window meanwhile waits in the queue of events.
"""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.ui.application import application

if TYPE_CHECKING:
    from retake_gui.foreground import Foreground

_PATIENCE_MS = 1000
_TURN_MS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; returns the exit status."""
    hold_collector()
    try:
        given = sys.argv[1:] if arguments is None else arguments
        foreground = first_window(_named(given)) if _opens_window(given) else None
        from retake_gui.app import main as go_on

        return go_on(given, foreground)
    finally:
        gc.enable()


def hold_collector() -> None:
    """Do without the garbage collector until the program has started: all that is made until then stays."""
    gc.disable()


def first_window(clip: str = "") -> "Foreground":
    """The window where it was last, with all its panels, painted; one that nobody can see is not waited for.

    What the user does meanwhile waits until the rest of the window is made.

    Args:
        clip: The name of the clip or project that will be opened in it; empty where none is named.
    """
    from PySide6.QtCore import QDeadlineTimer, QEventLoop

    from retake_gui.foreground import build_foreground
    from retake_gui.viewmodels.sound_out import CardOutput

    app = application()
    foreground = build_foreground(CardOutput, clip)
    foreground.window.show()
    patience = QDeadlineTimer(_PATIENCE_MS)
    while not foreground.window.was_painted and not patience.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, _TURN_MS)
    return foreground


def _named(arguments: Sequence[str]) -> str:
    """The name of the clip or project on the command line."""
    return Path(arguments[0]).name if arguments else ""


def _opens_window(arguments: Sequence[str]) -> bool:
    """Whether this is neither a question to the command line nor a mistake on it."""
    return len(arguments) <= 1 and all(not word.startswith("-") and Path(word).exists() for word in arguments)
