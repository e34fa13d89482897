"""The terminal: ``retake``. The same services and defaults as the window, for scripts and farms.

The rooms behind a command are loaded when it runs, so that help comes at once.
"""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status. Loading the commands, which takes a moment, can be interrupted, too."""
    try:
        from retake_gui.cli.program import run
    except KeyboardInterrupt:
        return 130
    return run(arguments)
