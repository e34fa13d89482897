"""Random positions of a warm clip: from the request to the painted viewer, against mpv's exact seek."""

import sys
from pathlib import Path

from retake_gui.app import Program
from tests.benchmarks.support.lines import Figure, percentile
from tests.benchmarks.support.positions import Visits, run
from tests.gui.stage import until


async def _warm(program: Program) -> None:
    """Until every frame can be scrubbed."""
    clip, media = program.models.player.clip, program.media
    assert clip is not None
    patience = 60 + float(clip.duration) * 2
    await until(lambda: media.scrubbable == (clip.whole,), media.scrubbableChanged, patience=patience)


def _report(clip: Path, visits: Visits) -> None:
    for name, part, goal in (("median", 0.5, 30), ("p95", 0.95, 15)):
        own, peer = percentile(visits.took, part), percentile(visits.peer, part)
        Figure(f"scrub/{name}", own, "s", "mpv", peer, goal, least=True).report(clip)
    Figure("scrub/wrong", visits.wrong, "frames", "none", 0, 0).report(clip)


def main() -> int:
    """Measure."""
    return run(_warm, _report, full=False)


if __name__ == "__main__":
    sys.exit(main())
