"""What benchmarks print: one JSON line for each figure, value and peer measured in the same run."""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.support.clips import moving_clip


@dataclass(frozen=True)
class Figure:
    """One measurement beside its peer.

    Attributes:
        goal: Bound of the ratio.
        least: Whether the ratio (peer by value) must reach the goal; otherwise (value by peer) it may not exceed it.
    """

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    goal: float
    least: bool = False

    @property
    def ratio(self) -> float:
        """How it compares."""
        upper, lower = (self.peer_value, self.value) if self.least else (self.value, self.peer_value)
        if not lower:
            return math.inf if upper else 0.0
        return upper / lower

    def report(self, clip: Path) -> None:
        """Print it."""
        holds = self.ratio >= self.goal if self.least else self.ratio <= self.goal
        line = {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": round(self.peer_value, 4),
            "ratio": round(self.ratio, 3),
            "goal": f"{'>=' if self.least else '<='} {self.goal:g}",
            "holds": holds,
            "clip": clip.name,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def given_clip() -> Path | None:
    """The clip given with ``--clip``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clip", type=Path)
    given: Path | None = parser.parse_args().clip
    return None if given is None else given.absolute()


@contextmanager
def benchmarked_clip(seconds: int = 20) -> Iterator[Path]:
    """The clip given with ``--clip``, or one that is made for the run."""
    given = given_clip()
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="retake-bench-") as folder:
        yield moving_clip(Path(folder) / f"moving-{seconds}s.mp4", seconds)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that a part of all do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, math.ceil(part * len(ranked)) - 1)]
