"""Peak memory of the window: a 10 min and a 1 h clip, each opened, played and scrubbed in a process of its own.

``memory/take`` does the same with the 10 min clip and a take of it, made by the draft engine (a process of its own),
compared in every way.
"""

import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.stalls import compare, retake
from tests.benchmarks.support.clips import repeated
from tests.benchmarks.support.lines import Figure, benchmarked_clip
from tests.benchmarks.support.window import Watch, in_window, opened
from tests.gui.stage import until

_MEGABYTE = 1 << 20
_GOAL_MB = 600
_PLAYED = 5
_SCRUBBED = 150
_FILLED = 20
_WITH_TAKE = "--use-with-take"


async def use(clip: Path, *, with_take: bool = False) -> int:
    """Open, look, play, scrub, perhaps beside a take; print the peak in bytes."""
    async with opened(clip) as program:
        player, media = program.models.player, program.media
        await until(lambda: media.settled, media.settledChanged)
        await asyncio.sleep(_FILLED)
        if with_take:
            await retake(program)
            await compare(program)
        player.play()
        await asyncio.sleep(_PLAYED)
        player.pause()
        chance, watch = random.Random(5), Watch(program)
        assert player.clip is not None
        for turn in range(_SCRUBBED):
            around = chance.randrange(player.clip.frames)
            frame = around if turn % 10 == 0 else min(player.clip.frames - 1, chance.randrange(1000))
            if frame != player.position:
                await watch.seek(frame, full=turn % 10 == 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    sys.stdout.write(f"{peak}\n")
    return 0


def peak_of(clip: Path, way: str = "--use") -> float:
    """Peak memory of a process that uses a clip, MB."""
    line = [sys.executable, "-m", "tests.benchmarks.memory", way, str(clip)]
    found = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    return int(found.stdout.split()[-1]) / _MEGABYTE


def main() -> int:
    """Measure, or be measured."""
    if "--use" in sys.argv or _WITH_TAKE in sys.argv:
        clip, with_take = Path(sys.argv[-1]), _WITH_TAKE in sys.argv
        return in_window(lambda: use(clip, with_take=with_take))
    with benchmarked_clip() as piece, tempfile.TemporaryDirectory(prefix="retake-bench-") as folder:
        if "--clip" in sys.argv:
            Figure("memory/clip", peak_of(piece), "MB", "goal", _GOAL_MB, 1.0).report(piece)
            return 0
        short = repeated(Path(folder) / "ten-minutes.mp4", piece, 600)
        long = repeated(Path(folder) / "one-hour.mp4", piece, 3600)
        ten_minutes, hour = peak_of(short), peak_of(long)
        Figure("memory/ten-minutes", ten_minutes, "MB", "goal", _GOAL_MB, 1.0).report(short)
        Figure("memory/take", peak_of(short, _WITH_TAKE), "MB", "goal", _GOAL_MB, 1.0).report(short)
        Figure("memory/hour", hour, "MB", "goal", _GOAL_MB, 1.0).report(long)
        Figure("memory/growth", hour, "MB", "ten minutes", ten_minutes, 1.2).report(long)
    return 0


if __name__ == "__main__":
    sys.exit(main())
