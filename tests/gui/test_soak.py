"""The window in random hands for a long time: no error, no wrong frame, no growing memory, no thread left over.

A sample of 20 seconds runs with every test run, ten minutes with the long ones; ``RETAKE_SOAK_SECONDS`` sets another
length for these.
"""

import asyncio
import gc
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retake_gui.app import Program
from retake_gui.domain.compare import MARGINS, CompareMode, Side
from retake_gui.domain.span import Span
from retake_gui.media.probe import probe
from retake_gui.viewmodels.clip_sources import clip_pictures, clip_sound
from retake_gui.viewmodels.compare_model import Result, ShownTake
from retake_gui.viewmodels.course import RATES, Turn
from retake_gui.viewmodels.frames import Pair, Picture
from tests.benchmarks.support.pixels import pixels_of
from tests.clips import ClipOptions, numbered_clip, read_number
from tests.gui.stage import running, until

FRAMES = 120
MOST_GROWTH_MB = 96
_WARM = 0.3
"""Part of the time after which memory may not grow any more."""
_RESULTS = 3
_ENDING_SECONDS = 20


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Clips of different codecs and rates; any can stand for a take of the first."""
    folder = tmp_path_factory.mktemp("soak")
    options = ClipOptions(sound=48_000, bursts=[Fraction(n) for n in range(4)])
    return [
        numbered_clip(folder / "one.mp4", frames=FRAMES, rate=30, options=options),
        numbered_clip(folder / "two.mkv", frames=FRAMES, rate=Fraction(24000, 1001), options=options),
        numbered_clip(folder / "three.webm", frames=FRAMES, rate=25, codec="libvpx-vp9"),
    ]


class Hands:
    """Does random things to a window, and looks at every picture that comes."""

    def __init__(self, program: Program, clips: list[Path], seed: int) -> None:
        self.program, self.player = program, program.models.player
        self.clips = [probe(path) for path in clips]
        self.paths = clips
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.errors: list[str] = []
        self.pictures = 0
        self.player.framesReady.connect(self._look)
        self.player.failed.connect(lambda error: self.errors.append(str(error)))
        program.desk.tasks.failed.connect(lambda error: self.errors.append(str(error)))

    def _look(self, pair: Pair) -> None:
        self.pictures += 1
        if number_of(pair.source) != pair.number:
            self.wrong.append(f"source shows {number_of(pair.source)} for {pair.number}")
        for picture in (pair.take, *pair.others):
            if picture is not None and number_of(picture) != picture.number:
                self.wrong.append(f"a take shows {number_of(picture)} for {picture.number}")

    async def work(self, seconds: float) -> None:
        """Go on for some time."""
        deeds: list[Callable[[], object]] = [
            self.scrub, self.scrub, self.play, self.loop, self.compare, self.nudge, self.look, self.listen, self.mark,
            self.take,
        ]  # fmt: skip
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.chance.random() < 0.04:
                await self.switch(self.chance.randrange(len(self.clips)))
            deed = self.chance.choice(deeds)
            self.done[deed.__name__] += 1
            deed()
            await asyncio.sleep(self.chance.choice((0.0, 0.01, 0.05, 0.2)))

    async def switch(self, index: int) -> None:
        """Open another clip."""
        self.done["switch"] += 1
        await self.program.desk.sessions.open_clip(self.paths[index])
        await until(lambda: self.player.settled, self.player.settledChanged)

    def scrub(self) -> None:
        self.player.begin_scrub()
        for _ in range(self.chance.randrange(1, 8)):
            self.player.seek(self.chance.randrange(FRAMES))
        self.player.end_scrub()

    def play(self) -> None:
        self.player.set_rate(self.chance.choice(RATES))
        self.chance.choice((self.player.toggle, lambda: self.player.shuttle(-1), lambda: self.player.step(-1)))()

    def loop(self) -> None:
        start = self.chance.randrange(FRAMES - 2)
        self.program.models.document.edit_segment(Span(start, self.chance.randrange(start + 1, FRAMES)), "soak", "soak")
        self.player.set_margin(self.chance.choice(MARGINS))
        self.player.set_turn(self.chance.choice((Turn.LOOP, Turn.PING_PONG)))
        self.player.set_looping(self.chance.random() < 0.7)

    def compare(self) -> None:
        state = replace(
            self.player.compare, mode=self.chance.choice(list(CompareMode)), heat=self.chance.random() < 0.3
        )
        self.player.set_compare(state)

    def nudge(self) -> None:
        self.player.nudge(self.chance.choice((-1, 0, 1)))

    def look(self) -> None:
        board = self.program.window.viewer.board
        self.chance.choice((board.fit, board.actual_size, lambda: board.zoom(1.3), lambda: board.zoom(0.7)))()
        self.program.models.timeline.zoom(self.chance.choice((0.5, 2.0)))

    def listen(self) -> None:
        self.player.hear(self.chance.choice(list(Side)))
        self.player.levels.set_matching(self.chance.random() < 0.5)

    def mark(self) -> None:
        self.program.models.timeline.toggle_marker(self.chance.randrange(FRAMES))

    def take(self) -> None:
        """Compare other clips as if they were takes, or nothing."""
        takes = [
            Result(ShownTake(f"Take {at}", key=at), clip_pictures(clip))
            for at, clip in enumerate(self.clips[:_RESULTS])
        ]
        chosen = self.chance.randrange(_RESULTS + 1)
        if chosen == _RESULTS:
            self.player.clear_take()
        else:
            clip = self.clips[chosen]
            self.player.set_take(takes[chosen].pictures, clip_sound(clip) if clip.sound else None, takes[chosen].take)
            self.player.set_grid(takes)


def number_of(picture: Picture) -> int:
    return read_number(pixels_of(picture))


def own_threads() -> set[str]:
    """Names of the program's threads; neither Qt's, nor those that the event loop keeps for blocking work."""
    return {
        thread.name
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and not thread.name.startswith("asyncio_")
    }


async def overdue(known: set[str]) -> set[str]:
    """Names of threads that were not there and do not end: some still make what only gets more exact."""
    for thread in threading.enumerate():
        if thread.name in own_threads() - known:
            await asyncio.to_thread(thread.join, _ENDING_SECONDS)
    return own_threads() - known


def resident_mb() -> float:
    """Memory that this process holds now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


async def soak(clips: list[Path], seconds: float, seed: int) -> None:
    sys.stdout.write(f"The hands of seed {seed}.\n")  # shown when it fails
    async with running(clips[0]) as program:
        hands = Hands(program, clips, seed)
        await hands.switch(0)
        await hands.work(seconds * _WARM)
        await calm(hands)
        before, threads = resident_mb(), own_threads()
        await hands.work(seconds * (1 - _WARM))
        await calm(hands)
        after = resident_mb()
        left = await overdue(threads)
        assert hands.errors == []
        assert not program.window.notices.texts
    assert hands.wrong == []
    assert hands.pictures > seconds
    assert {"scrub", "play", "loop", "compare", "take"} <= set(hands.done)
    assert not left
    assert after - before < MOST_GROWTH_MB, f"{before:.0f} MB grew to {after:.0f} MB"


async def calm(hands: Hands) -> None:
    """Stand still on the first clip alone, with everything known."""
    player, media = hands.player, hands.program.media
    player.pause()
    player.clear_take()
    hands.program.models.document.undo.clear()
    await hands.switch(0)
    await until(lambda: media.settled, media.settledChanged)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc, which Linux alone has")
async def test_a_sample_of_random_use_leaves_nothing_behind(qtbot: QtBot, clips: list[Path]) -> None:
    await soak(clips, 20, seed=1)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc, which Linux alone has")
async def test_ten_minutes_of_random_use_leave_nothing_behind(qtbot: QtBot, clips: list[Path]) -> None:
    await soak(clips, float(os.environ.get("RETAKE_SOAK_SECONDS", "600")), seed=random.randrange(1 << 30))
