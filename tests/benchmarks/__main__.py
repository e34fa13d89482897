"""Runs benchmarks by name, or all of them: ``packaging/bench [NAME…] [--clip FILE …]``."""

import subprocess
import sys
from pathlib import Path

_FOLDER = Path(__file__).parent
_NOT_BENCHMARKS = {"__main__", "__init__", "stage"}


def main(arguments: list[str]) -> int:
    """Run each in a process of its own; options go to all of them. 1 if one failed."""
    first_option = next((at for at, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    names, options = arguments[:first_option], arguments[first_option:]
    known = sorted(path.stem for path in _FOLDER.glob("*.py") if path.stem not in _NOT_BENCHMARKS)
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.stderr.write(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        return 2
    line = [sys.executable, "-m"]
    ended = [subprocess.run([*line, f"tests.benchmarks.{name}", *options], check=False) for name in names or known]
    return int(any(run.returncode for run in ended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
