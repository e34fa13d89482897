"""Runs ``retake`` and kills it with SIGKILL just before or just after its n-th commit to the journal.

Used as ``python crashing.py before|after N COMMAND…``.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from retake_gui.cli import main
from retake_gui.store.database import Database

_commits = 0


def crash_at(side: str, wanted: int) -> None:
    """Arm the crash; commits of opening a project are not counted, changes of rows are."""
    plain = Database.writing

    @contextmanager
    def writing(database: Database) -> Iterator[Any]:
        global _commits  # noqa: PLW0603 - one count for the whole process
        _commits += 1
        with plain(database) as link:
            yield link
            if side == "before" and _commits == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
        if side == "after" and _commits == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    Database.writing = writing  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    crash_at(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(sys.argv[3:]))
