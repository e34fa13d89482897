"""How long the main loop does not turn while fifty jobs of four results each go through the real window.

All of them are queued at once. A precise timer of 5 ms notes how late each of its ticks comes, in the idle window
before and after, and all the time from the click until the last of the two hundred takes is there. The service is one
that answers at once, in a process of its own. Memory is what the process holds as jobs end.
"""

import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from retake_gui.app import Program
from retake_gui.domain.job import Job
from tests.benchmarks.stalls import Pulse
from tests.benchmarks.support.lines import Figure, given_clip, percentile
from tests.benchmarks.support.margins import Margin
from tests.benchmarks.support.quick_service import quick_service
from tests.benchmarks.support.window import in_window, opened
from tests.clips import ClipOptions, numbered_clip
from tests.gui.stage import until

JOBS, RESULTS = 50, 4
_IDLE_SECONDS = 12
_P99_MARGIN, _WORST_MARGIN = 0.008, 0.030
_GROWTH_MB = 64
_SETTLED = slice(8, 14)
_PATIENCE = 1500.0
_FRAMES = 96


@dataclass
class Load:
    """What came of it.

    Attributes:
        memory: Bytes that the process held as each job ended.
        waits: Seconds by which the ticks came late.
        takes: Files of the takes that are there.
        accepted: Tasks that the service was given.
    """

    memory: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    takes: set[str] = field(default_factory=set)
    accepted: int = 0

    @property
    def growth(self) -> int:
        """Bytes by which memory grew once things had settled."""
        return max(self.memory[-10:]) - round(statistics.median(self.memory[_SETTLED]))


def held_memory() -> int:
    """Bytes that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def queue_all(program: Program, load: Load, count: int = JOBS) -> None:
    """Queue every job at once, as the sheet for several retakes does, and wait for the last take."""
    ended = program.desk.retaking.jobEnded
    jobs: list[Job] = []

    def note(job: Job) -> None:
        jobs.append(job)
        load.memory.append(held_memory())

    ended.connect(note)
    program.desk.preferences.change(ask_above=None)
    document = program.models.document
    document.edit_settings("load", results=RESULTS)
    batch = program.desk.retaking.plan_batch([document.segment], [f"Rain, version {each}" for each in range(count)])
    assert batch is not None
    program.desk.retaking.start_batch(batch)
    await until(lambda: len(jobs) == count, ended, patience=_PATIENCE)
    load.takes = {take.returned for take in program.models.takes.takes if Path(take.returned).is_file()}


@asynccontextmanager
async def loaded_window(clip: Path) -> AsyncIterator[Program]:
    """The window with a clip open and everything about it known."""
    async with opened(clip) as program:
        media = program.media
        await until(lambda: media.settled, media.settledChanged, patience=_PATIENCE)
        yield program


async def run_load(clip: Path, load: Load, idle_seconds: float = 0) -> None:
    """The whole of it, idle before and after."""
    with quick_service(clip) as service:
        os.environ |= {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": "load", "RETAKE_POLL_SCALE": "0.1"}
        async with loaded_window(clip) as program:
            pulse = Pulse()
            async with pulse.counted() as before:
                await asyncio.sleep(idle_seconds)
            async with pulse.counted() as load.waits:
                await queue_all(program, load)
            async with pulse.counted() as after:
                await asyncio.sleep(idle_seconds)
            load.idle = before + after
    load.accepted = service.accepted


async def measure(clip: Path) -> int:
    """Measure and print; 1 when not every take is there."""
    load = Load()
    await run_load(clip, load, _IDLE_SECONDS)
    p99, quiet = percentile(load.waits, 0.99), percentile(load.idle, 0.99)
    Margin("load/p99", p99, "s", "idle", quiet, _P99_MARGIN).report(clip)
    Margin("load/worst", max(load.waits), "s", "idle", max(load.idle), _WORST_MARGIN).report(clip)
    Margin("load/memory", load.growth / 1e6, "MB", "", 0, _GROWTH_MB).report(clip)
    Figure("load/takes", len(load.takes), "takes", "asked for", JOBS * RESULTS, 1.0).report(clip)
    return int(len(load.takes) != JOBS * RESULTS or load.accepted != JOBS)


def main() -> int:
    """Measure."""
    given = given_clip()
    with TemporaryDirectory(prefix="retake-bench-") as folder:
        size = ClipOptions(sound=48000)
        clip = given or numbered_clip(Path(folder) / "shot.mp4", frames=_FRAMES, rate=24, options=size)
        return in_window(lambda: measure(clip))


if __name__ == "__main__":
    sys.exit(main())
