"""Runs benchmarks by name, or all of them: ``packaging/bench [NAME…] [--table FILE] [--clip FILE …]``."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.support.table import table

_FOLDER = Path(__file__).parent
_NOT_BENCHMARKS = {"__main__", "__init__", "stage"}


def main(arguments: list[str]) -> int:
    """Run each in a process of its own; options go to all of them. 1 if one failed.

    ``--table FILE`` writes what they print as a Markdown table beside.
    """
    target = _taken(arguments, "--table")
    first_option = next((at for at, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    names, options = arguments[:first_option], arguments[first_option:]
    known = sorted(path.stem for path in _FOLDER.glob("*.py") if path.stem not in _NOT_BENCHMARKS)
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.stderr.write(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        return 2
    failed, lines = False, []
    for name in names or known:
        status, said = _run(name, options)
        failed |= status != 0
        lines += said
    if target is not None:
        target.write_text(table(lines), encoding="utf-8")
    return int(failed)


def _taken(arguments: list[str], option: str) -> Path | None:
    """Take an option with its value out of the arguments."""
    if option not in arguments:
        return None
    at = arguments.index(option)
    value = arguments[at + 1] if at + 1 < len(arguments) else ""
    del arguments[at : at + 2]
    return Path(value or "RESULTS.md")


def _run(name: str, options: list[str]) -> tuple[int, list[dict[str, Any]]]:
    """Run one, pass on what it prints, and give its lines."""
    lines = []
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            if line.startswith("{"):
                lines.append(json.loads(line))
    return process.returncode, lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
