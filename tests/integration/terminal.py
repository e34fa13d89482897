"""Runs the real ``retake`` in a process of its own, as a script would."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def last(self) -> Any:
        """The JSON object in the last line of standard output."""
        return json.loads(self.out.splitlines()[-1])


def command(*words: str | Path) -> list[str]:
    """The command line of ``retake``."""
    return [sys.executable, "-m", "retake_gui", *map(str, words)]


def environment(**more: str) -> dict[str, str]:
    """This test's environment, with quick polling."""
    return os.environ | {"PYTHONPATH": str(ROOT), "RETAKE_POLL_SCALE": "0.05"} | more


def retake(*words: str | Path, cwd: Path, **more: str) -> Ran:
    """Run a command to its end."""
    done = subprocess.run(
        command(*words), cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def assert_plain(ran: Ran) -> None:
    """An error is one or two plain lines: no box, no traceback."""
    lines = ran.err.strip().splitlines()
    assert 1 <= len(lines) <= 2, ran.err
    assert not any(mark in ran.err for mark in ("Traceback", "╭", "│", "└"))
