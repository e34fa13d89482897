"""Exports from the window: one at a time per sheet, looked at ahead, with progress, time left and cancel."""

import asyncio
import os
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from retake_gui import assets
from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.take import Rating, Take
from retake_gui.viewmodels.export import ExportModel
from retake_gui.viewmodels.export_forms import ExportGroup, ExportItem, ExportWish
from retake_gui.viewmodels.export_outlook import find_place
from retake_gui.viewmodels.session import Session, SessionModel
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
        self._looking: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None

    def prepare(self, clip: Clip, take: Take) -> ExportModel:
        """A model for a sheet; nothing is written before it is confirmed."""
        session = self._sessions.session
        if session is not None:
            self._sessions.save_now()
        model = ExportModel(clip, take, _folder(clip), () if session is None else self._groups(session))
        model.wanted.connect(lambda wish: self._begin(model, wish))
        model.forecastWanted.connect(lambda: self._look(model))
        model.placeWanted.connect(lambda: self._ask_disk(model))
        self._look(model)
        self._ask_disk(model)
        return model

    def _groups(self, session: Session) -> list[ExportGroup]:
        """What could be written together: the take that is chosen for each clip, and those with a star."""
        project = session.project
        clips = {clip.id: clip for clip in project.clips()}
        items = [
            ExportItem(take, Path(clips[take.clip_id].source)) for take in project.takes() if take.clip_id in clips
        ]
        chosen = tuple(item for item in items if item.take.number == clips[item.take.clip_id].chosen_take)
        starred = tuple(item for item in items if item.take.rating is Rating.STARRED)
        return [
            ExportGroup(self.tr("All chosen takes ({0})").format(len(chosen)), chosen),
            ExportGroup(self.tr("All takes with a star ({0})").format(len(starred)), starred),
        ]

    def _look(self, model: ExportModel) -> None:
        """Find out what will be written; an older look is given up."""
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._tasks.start(self._forecast(model), "look ahead at an export")

    def _ask_disk(self, model: ExportModel) -> None:
        if self._asking is None or self._asking.done():
            self._asking = self._tasks.start(self._find_place(model), "ask the disk about an export")

    async def _find_place(self, model: ExportModel) -> None:
        """One question at a time, however fast the user types and however slow the disk is."""
        while (question := model.question) is not None:
            model.tell_place(question, await asyncio.to_thread(find_place, question))

    async def _forecast(self, model: ExportModel) -> None:
        session = self._sessions.session
        if session is None:
            return
        item, target = model.group.items[0], model.suggestion() if model.several else model.target
        try:
            forecast = await session.exporter.forecast(
                item.take,
                target,
                model.clip,
                kind=model.render.value,
                codec=model.codec.value,
                handles=model.handles,
                on_rough=model.tell_forecast,
            )
        except RetakeError as error:
            model.tell_forecast(None, error.sentence)
        else:
            model.tell_forecast(forecast)

    def _begin(self, model: ExportModel, wish: ExportWish) -> None:
        task = self._tasks.start(self._export(model, wish), "export a take")
        model.cancelWanted.connect(task.cancel)

    async def _export(self, model: ExportModel, wish: ExportWish) -> None:
        session = self._sessions.session
        if session is None:
            return
        started, written, notes = time.monotonic(), 0, list[str]()

        def progress(done: int, total: int) -> None:
            part = (written + (done / total if total else 0.0)) / len(wish.files)
            gone = time.monotonic() - started
            left = gone * (1 - part) / part if part > 0.02 and gone > 1 else None
            model.tell_progress(part, left)

        try:
            for item, target in wish.files:
                report = await session.exporter.export(
                    item.take,
                    target,
                    clip=item.clip,
                    kind=wish.render.value,
                    codec=wish.codec.value,
                    handles=wish.handles,
                    on_progress=progress,
                )
                written, path = written + 1, report.path
                notes += report.notes
        except asyncio.CancelledError:
            model.tell_stopped(self._kept(written) if written else "")
        except RetakeError as error:
            model.tell_stopped(f"{error.sentence} {self._kept(written)}".strip())
        else:
            model.tell_finished(path, notes)
            self.exported.emit(path)

    def _kept(self, written: int) -> str:
        if written == 1:
            return self.tr("One file was written before and is whole.")
        return self.tr("{0} files were written before and are whole.").format(written) if written else ""


def _folder(clip: Clip) -> Path:
    """Beside the clip; at home where that folder cannot be written, or is the program's own."""
    beside = Path(clip.source).parent
    own = beside.is_relative_to(assets.folder())
    return beside if os.access(beside, os.W_OK) and not own else Path.home()
