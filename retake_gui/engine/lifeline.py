"""Ending with the process that started us, also when that one is killed and can say nothing."""

import os
import sys
import threading
from collections.abc import Callable

_SECONDS_TO_CLOSE = 8.0
_PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int) -> None:
    """Ask Linux for a signal when the parent ends; elsewhere the end of standard input has to do."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


def watch_stdin(on_end: Callable[[], None]) -> None:
    """Call back, on a thread of its own, when standard input ends: nobody holds its other end any more.

    What hangs after that is ended the hard way some seconds later.
    """

    def watch() -> None:
        while os.read(0, 4096):
            pass
        on_end()
        timer = threading.Timer(_SECONDS_TO_CLOSE, os._exit, (1,))
        timer.daemon = True
        timer.start()

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
