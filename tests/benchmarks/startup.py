"""From nothing to the painted window, against a bare window; from a file to its first frame, against ffmpeg.

``startup/window`` ends with the first paint of the window, which is one of all its panels: what is done to it from then
on is done, if a moment later.

The bare window is a program that imports PySide6, qasync and pydantic and shows an empty ``QMainWindow``. Starts of
both alternate, so that whatever else the machine does hits both. Both have their bytecode, as what is installed has:
the first pair, which writes it and fills the disk's cache, is left out.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from retake_gui.app import Program
from retake_gui.ui.viewer.pane import PicturePane
from tests.benchmarks.support.lines import Figure, benchmarked_clip
from tests.benchmarks.support.window import in_window, opened
from tests.gui.stage import until

_STARTS = 15
_OPENINGS = 7
_FOLDER = Path(__file__).parent / "support"


def start(name: str, bytecode: Path) -> float:
    """Seconds from starting a program to its first paint, which it prints on the clock that all processes share.

    Args:
        name: Of the program.
        bytecode: Where that of all it imports is kept.
    """
    line = [sys.executable, str(_FOLDER / f"{name}.py")]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with TemporaryDirectory(prefix="retake-bench-") as state:
        environment = kept | {"RETAKE_DATA_DIR": state, "PYTHONPYCACHEPREFIX": str(bytecode)}
        begin = time.monotonic()
        told = subprocess.run(line, capture_output=True, text=True, check=True, env=environment).stdout
    return float(told) - begin


def first_frame_by_ffmpeg(clip: Path) -> float:
    """Seconds of the process that decodes the first frame."""
    begin = time.perf_counter()
    line = ["ffmpeg", "-v", "error", "-i", str(clip), "-frames:v", "1", "-f", "null", "-"]
    subprocess.run(line, check=True)
    return time.perf_counter() - begin


def variants(clip: Path, folder: Path) -> list[Path]:
    """The same clip under other bytes, so that nothing is remembered from one opening to the next."""
    made = []
    for number in range(_OPENINGS + 1):
        path = folder / f"opened-{number}{clip.suffix}"
        line = ["ffmpeg", "-v", "error", "-y", "-i", str(clip), "-c", "copy", "-metadata", f"comment={number}"]
        subprocess.run([*line, str(path)], check=True)
        made.append(path)
    return made


async def measure_opening(clip: Path, folder: Path) -> int:
    """Open clip after clip in one window."""
    first, *rest = variants(clip, folder)
    took, peer = [], []
    async with opened(first) as program:
        media = program.media
        for path in rest:
            await until(lambda: media.settled, media.settledChanged)
            await _filled(program)
            peer.append(first_frame_by_ffmpeg(path))
            watch = FirstPicture(program, path)
            begin = time.perf_counter()
            opening = asyncio.ensure_future(program.desk.sessions.open_clip(path))
            took.append(await watch.painted - begin)
            await opening
    Figure("startup/clip", statistics.median(took), "s", "ffmpeg", statistics.median(peer), 1.5).report(clip)
    return 0


async def _filled(program: Program) -> None:
    """Nothing is decoded in the background any more."""
    media, clip = program.media, program.models.player.clip
    assert clip is not None
    whole = clip.whole
    await until(lambda: media.scrubbable == (whole,), media.scrubbableChanged)


class FirstPicture(QObject):
    """When the first picture of a clip was painted."""

    def __init__(self, program: Program, path: Path) -> None:
        super().__init__()
        self.painted: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._player, self._path = program.models.player, str(path)
        pane = program.window.findChild(QWidget, "viewerSource")
        assert isinstance(pane, PicturePane)
        self._pane = pane
        pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and self._pane.number == 0 and not self.painted.done():
            clip = self._player.clip
            if clip is not None and clip.source == self._path:
                QTimer.singleShot(0, self._note)
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        if not self.painted.done():
            self.painted.set_result(time.perf_counter())


def main() -> int:
    """Measure."""
    with TemporaryDirectory(prefix="retake-bench-") as name:
        bytecode = Path(name)
        pairs = [(start("start_retake", bytecode), start("start_bare", bytecode)) for _ in range(_STARTS + 1)]
    ours, bare = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
    Figure("startup/window", ours, "s", "QMainWindow", bare, 1.5).report(Path("none"))
    with benchmarked_clip(10) as clip, TemporaryDirectory(prefix="retake-bench-") as variants_folder:
        return in_window(lambda: measure_opening(clip, Path(variants_folder)))


if __name__ == "__main__":
    sys.exit(main())
