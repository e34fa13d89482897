"""Markers of the open clip: set, named and found by hand, kept in the project."""

from PySide6.QtCore import QObject

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.session import SessionModel
from retake_gui.viewmodels.tasks import Tasks


class MarkingModel(QObject):
    """Brings the markers of a clip with it, and saves them when they change."""

    def __init__(self, models: Models, sessions: SessionModel, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline, self._sessions, self._tasks = models.timeline, sessions, tasks
        self._loading = False
        models.document.clipChanged.connect(self._load)
        models.timeline.markersChanged.connect(self._save)

    def _load(self, clip: Clip | None) -> None:
        session, clip_id = self._sessions.session, self._sessions.clip_id
        if clip is None or session is None or clip_id is None:
            return
        from retake_gui.store.clip_markers import load_markers

        self._loading = True
        try:
            self._timeline.set_markers(load_markers(session.project, clip_id))
        except RetakeError as error:
            self._tasks.failed.emit(error)
        finally:
            self._loading = False

    def _save(self) -> None:
        session, clip_id = self._sessions.session, self._sessions.clip_id
        if self._loading or session is None or clip_id is None or self._timeline.clip is None:
            return
        from retake_gui.store.clip_markers import save_markers

        try:
            save_markers(session.project, clip_id, self._timeline.markers)
        except RetakeError as error:
            self._tasks.failed.emit(error)
