"""What a project remembers of the open clip, written soon after it changes."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.project import ProjectClip
from retake_gui.domain.span import Span
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.tasks import Tasks

if TYPE_CHECKING:
    from retake_gui.store.project_file import ProjectFile

_SAVE_MS = 400


class ClipMemory(QObject):
    """Range, settings and the shown take of one clip at a time."""

    def __init__(self, models: Models, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._tasks = models, tasks
        self._kept: tuple[ProjectFile, ProjectClip] | None = None
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_MS)
        self._saving.timeout.connect(self.save_now)
        models.document.edited.connect(self._save_soon)
        models.takes.shownChanged.connect(self._save_soon)

    @property
    def clip_id(self) -> int | None:
        """The clip's number in its project."""
        return None if self._kept is None else self._kept[1].id

    def begin(self, project: "ProjectFile", clip: ProjectClip) -> None:
        """Write down what becomes of a clip that was opened."""
        self._kept = project, clip

    def forget(self) -> None:
        """No clip is open, or one of another project."""
        self._kept = None

    def _save_soon(self) -> None:
        self._saving.start()

    def save_now(self) -> None:
        """Write what changed to the project: one small transaction."""
        self._saving.stop()
        document = self._models.document
        remote = document.remote_request
        if self._kept is None or (document.clip is None and remote is None):
            return
        project, before = self._kept
        shown = self._models.takes.shown
        now = replace(
            before,
            segment=Span(remote.start, remote.start + remote.duration) if remote is not None else document.segment,
            draft=document.settings,
            chosen_take=shown.number if shown is not None else 0,
        )
        if now != before:
            try:
                project.save_clip(now)
            except RetakeError as error:
                self._tasks.failed.emit(error)
                return
            self._kept = project, now
