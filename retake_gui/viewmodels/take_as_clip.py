"""Retaking a take: the clip with the take in place becomes a clip of its own, with the take's range and settings."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.clip import Clip
from retake_gui.domain.take import Take
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.session import Session, SessionModel
from retake_gui.viewmodels.tasks import Tasks


class TakeAsClip(QObject):
    """Writes the fitted clip of the shown take once, into the project's folder, and opens it.

    Signals:
        writing: It is being written (its name, frames done, frames altogether or 0).
        ended: It is written, or that was stopped.
    """

    writing = Signal(str, object, object)
    ended = Signal()

    def __init__(self, models: Models, sessions: SessionModel, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._sessions, self._tasks = models, sessions, tasks
        self._work: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start with the shown take; what is being written already goes on."""
        clip, take, session = self._models.document.clip, self._models.takes.shown, self._sessions.session
        if clip is None or take is None or session is None or (self._work is not None and not self._work.done()):
            return
        self._work = self._tasks.start(self._open(session, clip, take), "make a clip of a take")

    def stop(self) -> None:
        """Write no further; nothing is left behind."""
        if self._work is not None:
            self._work.cancel()

    async def _open(self, session: Session, clip: Clip, take: Take) -> None:
        name = take.file_stem(Path(clip.source).stem)
        self.writing.emit(name, 0, 0)
        try:
            path = await session.exporter.as_clip(take, clip, lambda done, total: self.writing.emit(name, done, total))
        finally:
            self.ended.emit()
        if session is self._sessions.session and self._models.document.clip is clip:
            await self._sessions.open_clip(path)
            self._begin_as(take, path)

    def _begin_as(self, take: Take, path: Path) -> None:
        """Unless it was worked on before, the new clip begins with what the take was made with."""
        document = self._models.document
        opened = document.clip
        if opened is not None and Path(opened.source) == path and not document.settings.prompt:
            document.load(self.tr("Begin with the settings of {0}").format(take.title), take.settings, take.segment)
