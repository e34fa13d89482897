"""Fetching a clip from a web address for the open project: one at a time, and it can be given up."""

import asyncio
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from retake_gui.store.project_file import ProjectFile


class ClipFetcher(QObject):
    """Fetches the file behind an address.

    Signals:
        progressed: A clip is fetched (its name, bytes done, bytes altogether or 0).
        ended: That has ended, one way or the other.
    """

    progressed = Signal(str, object, object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: asyncio.Future[Path] | None = None

    def stop(self) -> None:
        """Give it up; what was open stays."""
        if self._running is not None:
            self._running.cancel()

    async def fetch(self, url: str, project: "ProjectFile", poll_scale: Callable[[], float]) -> Path | None:
        """The fetched file, or ``None`` when it was given up.

        Raises:
            RetakeError: It cannot be had.
        """
        from retake_gui.services.sources import Source, SourceKind, fetch_source

        self.stop()
        name = PurePosixPath(urlsplit(url).path).name or url
        work = fetch_source(
            Source(SourceKind.ADDRESS, url),
            project,
            poll_scale(),
            lambda done, total: self.progressed.emit(name, done, total),
        )
        self.progressed.emit(name, 0, 0)
        task = self._running = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            self._running = None
            self.ended.emit()
        return None if task.cancelled() else task.result()
