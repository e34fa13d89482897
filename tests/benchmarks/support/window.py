"""The real window in a benchmark, and how long it takes from a request to the painted picture."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from retake_gui.app import Options, Program, application, let_collect
from retake_gui.start import hold_collector
from retake_gui.ui.viewer.pane import PicturePane
from retake_gui.viewmodels import event_loop
from retake_gui.viewmodels.clock import SilentOutput
from retake_gui.viewmodels.frames import Pair
from retake_gui.viewmodels.sound_out import CardOutput
from tests.gui.stage import until

SIZE = (1600, 1000)


def in_window(measure: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run a measurement on the window's event loop, with state of its own."""
    application()
    return event_loop.run(measure())


@asynccontextmanager
async def running_window(clip: Path | None = None, *, aloud: bool = False) -> AsyncIterator[Program]:
    """The program, ready, with state of its own; ``aloud`` on the sound card. Garbage is collected as it does that."""
    with tempfile.TemporaryDirectory(prefix="retake-bench-") as folder:
        os.environ["RETAKE_DATA_DIR"] = folder
        hold_collector()
        program = Program(Options(clip), CardOutput if aloud else SilentOutput)
        program.becameReady.connect(let_collect)
        program.window.resize(*SIZE)
        run = asyncio.create_task(program.run())
        try:
            await until(lambda: program.ready, program.becameReady)
            yield program
        finally:
            program.window.close()
            await run


@asynccontextmanager
async def opened(clip: Path, *, aloud: bool = False) -> AsyncIterator[Program]:
    """The program with a clip open and its first picture shown."""
    async with running_window(clip, aloud=aloud) as program:
        player = program.models.player
        await until(lambda: player.clip is not None and player.settled, player.settledChanged, player.clipChanged)
        yield program


class Watch(QObject):
    """Measures from a seek to the end of the paint that shows the frame."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._player = program.models.player
        pane = program.window.findChild(QWidget, "viewerSource")
        assert isinstance(pane, PicturePane)
        self._pane = pane
        self._wanted, self._full = -1, False
        self._painted: asyncio.Future[float] | None = None
        pane.installEventFilter(self)

    async def seek(self, frame: int, *, full: bool) -> tuple[float, Pair]:
        """Seconds until a frame was painted, and what was; ``full``: until its full picture was."""
        self._wanted, self._full = frame, full
        self._painted = asyncio.get_running_loop().create_future()
        begin = time.perf_counter()
        self._player.seek(frame)
        async with asyncio.timeout(60):
            ended = await self._painted
        assert self._player.pair is not None
        return ended - begin, self._player.pair

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and self._pane.number == self._wanted:
            pair = self._player.pair
            if pair is not None and pair.number == self._wanted and not (self._full and pair.proxy):
                QTimer.singleShot(0, self._note)
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        if self._painted is not None and not self._painted.done():
            self._painted.set_result(time.perf_counter())
