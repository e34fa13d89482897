"""Coroutines started from the window: kept while they run, their errors told, ended with the window."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.errors import RetakeError

_log = logging.getLogger(__name__)


class Tasks(QObject):
    """Starts coroutines on the running loop.

    Signals:
        failed: One ended with an error that the user can act upon (``RetakeError``).
    """

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Begin; the task is kept until it ends."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._end)
        return task

    async def close(self) -> None:
        """Cancel what runs, and wait until it has ended."""
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, RetakeError):
            self.failed.emit(error)
            return
        _log.error("%s ended unexpectedly", task.get_name(), exc_info=error)
        self.failed.emit(
            RetakeError(
                f"Something went wrong that should not: {type(error).__name__}.",
                kept="Your clip, its takes and running jobs are kept.",
                do="The log has the details.",
                details=f"{task.get_name()}: {type(error).__name__}: {error}",
            )
        )
