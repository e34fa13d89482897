"""The same random positions of a clip in the window and in mpv: how long each took, and what was wrong."""

import random
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from retake_gui.app import Program
from tests.benchmarks.support.clips import number_in
from tests.benchmarks.support.lines import benchmarked_clip
from tests.benchmarks.support.mpv import seeks
from tests.benchmarks.support.pixels import pixels_of
from tests.benchmarks.support.window import Watch, in_window, opened

COUNT = 200


@dataclass(frozen=True)
class Visits:
    """Seconds for each position, in the window and in mpv, and how many pictures were of another frame."""

    took: list[float]
    peer: list[float]
    wrong: int


async def visited(clip: Path, prepare: Callable[[Program], Awaitable[None]], *, full: bool, numbered: bool) -> Visits:
    """Go to random positions one after the other, each other than the one before.

    Args:
        clip: The clip.
        prepare: Called with the program once the clip is open.
        full: Until the picture in full size is painted, not only a small one of that frame.
        numbered: Whether frames carry their number.
    """
    took, wrong = [], 0
    async with opened(clip) as program:
        facts = program.models.player.clip
        assert facts is not None
        await prepare(program)
        frames = _positions(facts.frames, program.models.player.position)
        watch = Watch(program)
        for frame in frames:
            seconds, pair = await watch.seek(frame, full=full)
            took.append(seconds)
            wrong += pair.number != frame or (numbered and number_in(pixels_of(pair.source)) != frame)
        moments = [float(facts.time_of(frame)) for frame in frames]
    return Visits(took, seeks(clip, moments), wrong)


def _positions(frames: int, last: int) -> list[int]:
    chance, found = random.Random(7), [last]
    while len(found) <= COUNT:
        frame = chance.randrange(frames)
        if frame != found[-1]:
            found.append(frame)
    return found[1:]


def run(prepare: Callable[[Program], Awaitable[None]], report: Callable[[Path, Visits], None], *, full: bool) -> int:
    """Measure on the benchmark's clip and report; 1 if a wrong frame was shown."""

    async def measure(clip: Path) -> int:
        visits = await visited(clip, prepare, full=full, numbered="--clip" not in sys.argv)
        report(clip, visits)
        return int(visits.wrong > 0)

    with benchmarked_clip() as clip:
        return in_window(lambda: measure(clip))
