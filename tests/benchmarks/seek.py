"""Random positions of a clip that was just opened: until the full picture is painted, against mpv's exact seek."""

import random
import sys
from pathlib import Path

from tests.benchmarks.support.clips import number_in
from tests.benchmarks.support.lines import Figure, benchmarked_clip, percentile
from tests.benchmarks.support.mpv import seeks
from tests.benchmarks.support.pixels import pixels_of
from tests.benchmarks.support.window import Watch, in_window, opened

_POSITIONS = 40


async def measure(clip: Path, *, numbered: bool) -> int:
    """Measure and print; 1 if a wrong frame was shown."""
    wrong = 0
    async with opened(clip) as program:
        facts = program.models.player.clip
        assert facts is not None
        program.window.viewer.board.actual_size()
        chance = random.Random(11)
        frames = [chance.randrange(1, facts.frames) for _ in range(_POSITIONS)]
        watch = Watch(program)
        took = []
        for frame in frames:
            seconds, pair = await watch.seek(frame, full=True)
            took.append(seconds)
            wrong += pair.number != frame or (numbered and number_in(pixels_of(pair.source)) != frame)
        moments = [float(facts.time_of(frame)) for frame in frames]
    peer = seeks(clip, moments)
    Figure("seek/median", percentile(took, 0.5), "s", "mpv", percentile(peer, 0.5), 1.1).report(clip)
    Figure("seek/wrong", wrong, "frames", "none", 0, 0).report(clip)
    return int(wrong > 0)


def main() -> int:
    """Measure."""
    with benchmarked_clip() as clip:
        return in_window(lambda: measure(clip, numbered="--clip" not in sys.argv))


if __name__ == "__main__":
    sys.exit(main())
