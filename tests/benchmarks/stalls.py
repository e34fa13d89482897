"""How long the main loop does not turn while the program works, against the same window idle in the same run.

A precise timer of 5 ms notes how long each turn of the loop kept it waiting beyond that. The idle window is measured
before and after the work, for as long as the work takes together, so that noise of the machine is in both.
"""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton

from retake_gui.app import Program
from retake_gui.domain.compare import CompareMode
from tests.benchmarks.support.lines import benchmarked_clip, percentile
from tests.benchmarks.support.margins import Margin
from tests.benchmarks.support.window import in_window, opened
from tests.gui.finding import child
from tests.gui.stage import until

_STEP_MS = 5
_IDLE_SECONDS = 12
_SCRUB_SECONDS = 5
_COMPARE_SECONDS = 2
_P99_MARGIN = 0.008
_WORST_MARGIN = 0.030
_TYPING_SECONDS = 0.03
_PATIENCE = 300.0


class Pulse(QObject):
    """Notes how late each tick of a 5 ms timer comes."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self._waits: list[float] = []

    @asynccontextmanager
    async def counted(self) -> AsyncIterator[list[float]]:
        """The waits, in seconds, while something is done."""
        waits: list[float] = []
        self._waits = waits
        self._last = time.perf_counter()
        self._timer.start()
        try:
            yield waits
        finally:
            self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self._waits.append(max(0.0, now - self._last - _STEP_MS / 1000))
        self._last = now


async def scrub(program: Program) -> None:
    """Go to random places as fast as a hand does."""
    player, chance = program.models.player, random.Random(5)
    assert player.clip is not None
    player.begin_scrub()
    for _ in range(round(_SCRUB_SECONDS / 0.03)):
        player.seek(chance.randrange(player.clip.frames))
        await asyncio.sleep(0.03)
    player.end_scrub()


async def retake(program: Program) -> None:
    """Run a job on the draft engine until its take is shown."""
    editor = child(program.window, QPlainTextEdit, "promptEditor")
    editor.setPlainText("Heavy rain at night")
    QTest.mouseClick(child(program.window, QPushButton, "retakeButton"), Qt.MouseButton.LeftButton)
    takes, player = program.models.takes, program.models.player
    await until(lambda: bool(takes.takes), takes.takesChanged, patience=_PATIENCE)
    await until(lambda: player.settled, player.settledChanged, patience=_PATIENCE)


async def compare(program: Program) -> None:
    """Play in every way of comparing."""
    player = program.models.player
    for mode in (CompareMode.SIDE_BY_SIDE, CompareMode.WIPE, CompareMode.DIFFERENCE, CompareMode.FLIP):
        player.set_mode(mode)
        player.play()
        await asyncio.sleep(_COMPARE_SECONDS)
        player.pause()
    player.set_mode(CompareMode.SIDE_BY_SIDE)


async def export(program: Program, target: Path) -> None:
    """Write the whole clip with the take in it."""
    QTest.mouseClick(child(program.window, QPushButton, "exportButton"), Qt.MouseButton.LeftButton)
    sheet = child(program.window, QDialog, "exportSheet")
    path = child(sheet, QLineEdit, "exportPath")
    path.selectAll()
    for key in str(target):
        QTest.keyClicks(path, key)
        await asyncio.sleep(_TYPING_SECONDS)
    await asyncio.sleep(0.5)
    written: list[object] = []
    exported = program.desk.exporting.exported
    exported.connect(written.append)
    QTest.mouseClick(child(sheet, QPushButton, "exportConfirm"), Qt.MouseButton.LeftButton)
    await until(lambda: bool(written), exported, patience=_PATIENCE)
    sheet.close()


async def measure(clip: Path) -> int:
    """Measure and print."""
    with TemporaryDirectory(prefix="retake-bench-") as folder:
        async with opened(clip) as program:
            pulse, works = Pulse(), dict[str, list[float]]()
            media = program.media
            await until(lambda: media.settled, media.settledChanged, patience=_PATIENCE)
            async with pulse.counted() as idle:
                await asyncio.sleep(_IDLE_SECONDS)
            program.desk.sessions.close_clip()
            await asyncio.sleep(0.5)
            for name, work in (
                ("opening", lambda: reopen(program, clip)),
                ("scrubbing", lambda: scrub(program)),
                ("job", lambda: retake(program)),
                ("comparing", lambda: compare(program)),
                ("exporting", lambda: export(program, Path(folder) / "exported.mp4")),
            ):
                async with pulse.counted() as waits:
                    await work()
                works[name] = waits
            async with pulse.counted() as after:
                await asyncio.sleep(_IDLE_SECONDS)
    quiet = idle + after
    for name, waits in [*works.items(), ("all", [wait for found in works.values() for wait in found])]:
        report(clip, f"stalls/{name}" if name != "all" else "stalls", waits, quiet)
    return 0


async def reopen(program: Program, clip: Path) -> None:
    """Open the clip and wait until all of it is known."""
    await program.desk.sessions.open_clip(clip)
    player, media = program.models.player, program.media
    await until(lambda: player.settled, player.settledChanged, patience=_PATIENCE)
    await until(lambda: media.settled, media.settledChanged, patience=_PATIENCE)


def report(clip: Path, name: str, waits: list[float], quiet: list[float]) -> None:
    """Print both figures of a work."""
    p99, idle = percentile(waits, 0.99), percentile(quiet, 0.99)
    Margin(f"{name}/p99", p99, "s", "idle", idle, _P99_MARGIN).report(clip)
    Margin(f"{name}/worst", max(waits), "s", "idle", max(quiet), _WORST_MARGIN).report(clip)


def main() -> int:
    """Measure."""
    with benchmarked_clip(10) as clip:
        return in_window(lambda: measure(clip))


if __name__ == "__main__":
    sys.exit(main())
