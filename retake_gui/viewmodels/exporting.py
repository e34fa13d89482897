"""Exports from the window: one at a time per sheet, with progress, time left and cancel."""

import asyncio
import os
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from retake_gui import assets
from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.take import Take
from retake_gui.viewmodels.export import ExportModel, ExportWish
from retake_gui.viewmodels.session import SessionModel
from retake_gui.viewmodels.tasks import Tasks


class ExportingModel(QObject):
    """Carries out what an export sheet asks for.

    Signals:
        exported: A file was written and verified (``Path``).
    """

    exported = Signal(object)

    def __init__(self, sessions: SessionModel, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions, self._tasks = sessions, tasks

    def prepare(self, clip: Clip, take: Take) -> ExportModel:
        """A model for a sheet; nothing is written before it is confirmed."""
        model = ExportModel(clip, take, _folder(clip))
        model.wanted.connect(lambda wish: self._begin(model, wish))
        return model

    def _begin(self, model: ExportModel, wish: ExportWish) -> None:
        task = self._tasks.start(self._export(model, wish), "export a take")
        model.cancelWanted.connect(task.cancel)

    async def _export(self, model: ExportModel, wish: ExportWish) -> None:
        session = self._sessions.session
        if session is None:
            return
        started = time.monotonic()

        def progress(done: int, total: int) -> None:
            part = done / total if total else 0.0
            gone = time.monotonic() - started
            left = gone * (1 - part) / part if part > 0.02 and gone > 1 else None
            model.tell_progress(part, left)

        try:
            path = await session.exporter.export(
                wish.take,
                wish.target,
                clip=model.clip,
                kind=wish.render.value,
                codec=wish.codec.value,
                on_progress=progress,
            )
        except asyncio.CancelledError:
            model.tell_stopped("")
        except RetakeError as error:
            model.tell_stopped(error.sentence)
        else:
            model.tell_finished(path)
            self.exported.emit(path)


def _folder(clip: Clip) -> Path:
    """Beside the clip; at home where that folder cannot be written, or is the program's own."""
    beside = Path(clip.source).parent
    own = beside.is_relative_to(assets.folder())
    return beside if os.access(beside, os.W_OK) and not own else Path.home()
