"""The terminal: ``retake``. The same services and defaults as the window, for scripts and farms.

The rooms behind a command are loaded when it runs, so that help comes at once.
"""

from retake_gui.cli import (  # their commands are there when they are loaded
    accounts,
    files,
    jobs,
    keys,
    retakes,
    serving,
)
from retake_gui.cli.program import main

__all__ = ["accounts", "files", "jobs", "keys", "main", "retakes", "serving"]
