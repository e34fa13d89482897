"""Random positions of a warm clip: from the request to the painted viewer, against mpv's exact seek."""

import random
import sys
from pathlib import Path

from tests.benchmarks.support.clips import number_in
from tests.benchmarks.support.lines import Figure, benchmarked_clip, percentile
from tests.benchmarks.support.mpv import seeks
from tests.benchmarks.support.pixels import pixels_of
from tests.benchmarks.support.window import Watch, in_window, opened
from tests.gui.stage import until

_POSITIONS = 200
_PEER_POSITIONS = 60
"""As many of them are asked of mpv, which takes long over each."""


async def measure(clip: Path, *, numbered: bool) -> int:
    """Measure and print; 1 if a wrong frame was shown."""
    wrong = 0
    async with opened(clip) as program:
        facts = program.models.player.clip
        assert facts is not None
        media = program.media
        await until(
            lambda: media.scrubbable == (facts.whole,), media.scrubbableChanged, patience=60 + float(facts.duration) * 2
        )
        chance = random.Random(7)
        frames = [chance.randrange(facts.frames) for _ in range(_POSITIONS)]
        frames = [frame for last, frame in zip([-1, *frames], frames, strict=False) if frame != last]
        watch = Watch(program)
        took = []
        for frame in frames:
            seconds, pair = await watch.seek(frame, full=False)
            took.append(seconds)
            wrong += pair.number != frame or (numbered and number_in(pixels_of(pair.source)) != frame)
        moments = [float(facts.time_of(frame)) for frame in frames[:_PEER_POSITIONS]]
    peer = seeks(clip, moments)
    Figure("scrub/median", percentile(took, 0.5), "s", "mpv", percentile(peer, 0.5), 30, least=True).report(clip)
    Figure("scrub/p95", percentile(took, 0.95), "s", "mpv", percentile(peer, 0.95), 15, least=True).report(clip)
    Figure("scrub/wrong", wrong, "frames", "none", 0, 0).report(clip)
    return int(wrong > 0)


def main() -> int:
    """Measure."""
    with benchmarked_clip() as clip:
        return in_window(lambda: measure(clip, numbered="--clip" not in sys.argv))


if __name__ == "__main__":
    sys.exit(main())
