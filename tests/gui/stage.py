"""The whole program in a test: real window, real journal, real engine process; driven by mouse and keys."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from retake_gui.app import Options, Program

PATIENCE = 60.0


@asynccontextmanager
async def running(target: Path | None = None) -> AsyncIterator[Program]:
    """The program from its first paint until its window was closed and everything ended."""
    program = Program(Options(target))
    run = asyncio.create_task(program.run(), name="the program")
    try:
        ready = until(lambda: program.ready or run.done(), program.becameReady)
        await asyncio.wait({asyncio.ensure_future(ready), run}, return_when=asyncio.FIRST_COMPLETED)
        if run.done():
            await run
        yield program
    finally:
        program.window.close()
        await run


async def until(holds: Callable[[], bool], *signals: SignalInstance, patience: float = PATIENCE) -> None:
    """Wait until something holds, looking again whenever one of the signals comes."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def look(*_news: Any) -> None:
        if not done.done() and holds():
            done.set_result(None)

    for signal in signals:
        signal.connect(look)
    try:
        look()
        async with asyncio.timeout(patience):
            await done
    finally:
        for signal in signals:
            signal.disconnect(look)


def drag(widget: QWidget, start: QPointF, end: QPointF) -> None:
    """Press, move in a few steps, and let go."""
    keys, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QTest.mousePress(widget, left, keys, _point(start))
    for part in (0.1, 0.4, 0.7, 1.0):
        QTest.mouseMove(widget, _point(start + (end - start) * part))
    QTest.mouseRelease(widget, left, keys, _point(end))


def _point(place: QPointF) -> QPoint:
    return QPoint(round(place.x()), round(place.y()))
