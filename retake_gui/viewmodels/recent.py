"""Where one can go on: the other clips of the open project, and the other projects of this machine."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.session import SessionModel
from retake_gui.viewmodels.tasks import Tasks

if TYPE_CHECKING:
    from retake_gui.viewmodels.session import Session

_MOST_CLIPS = 12
_MOST_PROJECTS = 8


class RecentModel(QObject):
    """Lists clips and projects; whether they are still there is found out when one is opened."""

    def __init__(self, models: Models, sessions: SessionModel, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._sessions, self._tasks = models, sessions, tasks
        self._projects: tuple[Path, ...] = ()
        sessions.opened.connect(self._learn)

    def clips(self) -> list[Path]:
        """The other clips of the open project, the one that came last first."""
        session, shown = self._sessions.session, self._models.document.clip
        if session is None:
            return []
        sources = [Path(clip.source) for clip in reversed(session.project.clips())]
        shown_path = Path(shown.source) if shown is not None else None
        return [path for path in dict.fromkeys(sources) if path.is_absolute() and path != shown_path][:_MOST_CLIPS]

    def projects(self) -> list[Path]:
        """The other projects, the one that was opened last first."""
        info = self._sessions.info()
        return [path for path in self._projects if info is None or path != info.path][:_MOST_PROJECTS]

    def _learn(self, _session: "Session") -> None:
        self._tasks.start(self._read(), "read the list of projects")

    async def _read(self) -> None:
        self._projects = tuple(await asyncio.to_thread(_known))


def _known() -> list[Path]:
    from retake_gui.store.library import Library

    return Library().known()
