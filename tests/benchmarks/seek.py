"""Random positions of a clip that was just opened: until the full picture is painted, against mpv's exact seek."""

import sys
from pathlib import Path

from retake_gui.app import Program
from tests.benchmarks.support.lines import Figure, percentile
from tests.benchmarks.support.positions import Visits, run


async def _enlarge(program: Program) -> None:
    """Pictures are asked for in full size."""
    program.window.viewer.board.actual_size()


def _report(clip: Path, visits: Visits) -> None:
    Figure("seek/median", percentile(visits.took, 0.5), "s", "mpv", percentile(visits.peer, 0.5), 1.1).report(clip)
    Figure("seek/wrong", visits.wrong, "frames", "none", 0, 0).report(clip)


def main() -> int:
    """Measure."""
    return run(_enlarge, _report, full=True)


if __name__ == "__main__":
    sys.exit(main())
