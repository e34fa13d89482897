"""Blocking work off the loop: progress comes back to it, and cancelling reaches into the thread."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor
from contextlib import suppress
from typing import TypeVar

from retake_gui.domain.errors import RetakeError

T = TypeVar("T")
Progress = Callable[[int, int], None]
Work = Callable[[Progress, threading.Event], T]
_SECONDS_BETWEEN = 0.05


async def run_blocking(
    work: Work[T],
    on_progress: Progress | None = None,
    executor: Executor | None = None,
) -> T:
    """Run work in a thread.

    Args:
        work: Called with a function for its progress (from its own thread) and an event that asks it to stop.
        on_progress: Called on the loop's thread, at most twenty times a second and at the end.
        executor: Where; the loop's own threads by default.

    When the awaiting task is cancelled, the event is set and the thread is waited for, so that nothing is left behind.
    """
    loop = asyncio.get_running_loop()
    stop = threading.Event()
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if on_progress is not None and (done >= total or now - last >= _SECONDS_BETWEEN):
            last = now
            loop.call_soon_threadsafe(on_progress, done, total)

    future = loop.run_in_executor(executor, work, report, stop)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        stop.set()
        future.add_done_callback(lambda done: None if done.cancelled() else done.exception())
        with suppress(asyncio.CancelledError, CancelledError, RetakeError, OSError):
            await asyncio.shield(future)
        raise


async def commit(change: Callable[[], T], executor: Executor | None = None) -> T:
    """Write to the journal in a thread; a cancelled task still waits until what it wrote is on the disk."""
    future = asyncio.get_running_loop().run_in_executor(executor, change)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait({future})
        raise
