"""Runs ``retake``: in a process of its own, as a script would, or in this one where that changes nothing but time."""

import contextlib
import io
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


def retake_here(*words: str | Path, cwd: Path, **more: str) -> Ran:
    """Run a command to its end in this process."""
    from retake_gui.cli import main

    out, err, hook = io.StringIO(), io.StringIO(), sys.excepthook
    variables = {"RETAKE_POLL_SCALE": "0.05"} | more
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([str(word) for word in words])
    finally:
        sys.excepthook = hook
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return Ran(status, out.getvalue(), err.getvalue())


def assert_plain(ran: Ran) -> None:
    """An error is one or two plain lines: no box, no traceback."""
    lines = ran.err.strip().splitlines()
    assert 1 <= len(lines) <= 2, ran.err
    assert not any(mark in ran.err for mark in ("Traceback", "╭", "│", "└"))
