"""A service that answers at once, in a process of its own, so that none of its work is on the measured loop.

Prints its address, serves until its standard input ends, and then prints how many tasks it accepted.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.integration.service import serving_by_the_page


@dataclass
class QuickService:
    """The service while it runs, and what it accepted once it has ended."""

    base_url: str
    accepted: int = 0


@contextlib.contextmanager
def quick_service(film: Path, *, work: int = 2) -> Iterator[QuickService]:
    """Serve while the block lasts.

    Args:
        film: The file that every result is.
        work: How many polls a task needs.
    """
    line = [sys.executable, "-m", "tests.benchmarks.support.quick_service", str(film), str(work)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        served = QuickService(process.stdout.readline().strip())
        try:
            yield served
        finally:
            process.stdin.close()
            served.accepted = int(process.stdout.read() or 0)


def main() -> int:
    """Serve."""
    film, work = Path(sys.argv[1]), int(sys.argv[2])
    with serving_by_the_page(film.read_bytes(), work=work) as service:
        sys.stdout.write(f"{service.base_url}\n")
        sys.stdout.flush()
        sys.stdin.read()
    sys.stdout.write(f"{len(service.accepted)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
