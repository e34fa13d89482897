"""The queue of the open project: its order, what is held back, and what everything has cost."""

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from retake_gui.domain.spending import Spent
from retake_gui.viewmodels.jobs import Queue
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.session import Session, SessionModel
from retake_gui.viewmodels.tasks import Tasks

if TYPE_CHECKING:
    from retake_gui.services.jobs import JobRunner

_COUNT_MS = 300
_LOOK_MS = 100


class QueueModel(QObject):
    """Follows the runner of the open project.

    Signals:
        spentChanged: What was spent (``Spent`` of the project, ``Spent`` of the month on this machine).
    """

    spentChanged = Signal(object, object)

    def __init__(self, models: Models, sessions: SessionModel, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._sessions, self._tasks = models, sessions, tasks
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_MS)
        self._counting.timeout.connect(self.count)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self.look)
        models.jobs.moveWanted.connect(self.put)
        models.jobs.countChanged.connect(self._count_soon)
        sessions.opened.connect(self._count_soon)

    def look_soon(self) -> None:
        """Something happened to a job; a job that was just told of takes its place in the queue a moment later."""
        if not self._looking.isActive() and self._sessions.session is not None:
            self._looking.start()

    def look(self) -> None:
        """Show the queue as it is now."""
        runner = self._runner
        if runner is not None:
            turns = runner.turns
            held = frozenset(each for each in turns.waiting if turns.is_held(each))
            self._models.jobs.set_queue(Queue(turns.waiting, held, turns.paused))

    def hold(self, task_uuid: str, hold: bool) -> None:
        """Hold a job back, or let it go."""
        runner = self._runner
        if runner is not None:
            work = runner.hold(task_uuid) if hold else runner.let_go(task_uuid)
            self._start(work, "hold a job or let it go")

    def pause(self, pause: bool) -> None:
        """Give no more turns, or go on."""
        runner = self._runner
        if runner is not None:
            self._start(runner.turns.pause() if pause else runner.turns.go_on(), "pause the queue or go on")

    def move(self, task_uuid: str, by: int) -> None:
        """Put a waiting job earlier (-1) or later (1)."""
        waiting = self._models.jobs.queue.waiting
        if task_uuid in waiting:
            self.put(task_uuid, waiting.index(task_uuid) + by)

    def put(self, task_uuid: str, place: int) -> None:
        """Put a waiting job at a place of the queue, counted from 0."""
        runner = self._runner
        if runner is not None:
            self._start(_put(runner, task_uuid, place), "move a job")

    def count(self) -> None:
        """Add up what was spent; away from the window's thread."""
        if self._sessions.session is not None:
            self._tasks.start(self._add_up(self._sessions.session), "add up what was spent")

    def close(self) -> None:
        """Count no more."""
        self._counting.stop()
        self._looking.stop()

    @property
    def _runner(self) -> "JobRunner | None":
        session = self._sessions.session
        return session.runner if session is not None else None

    def _count_soon(self) -> None:
        if not self._counting.isActive() and self._sessions.session is not None:
            self._counting.start()

    def _start(self, work: object, name: str) -> None:
        async def done() -> None:
            await work  # type: ignore[misc]
            self.look()

        self._tasks.start(done(), name)

    async def _add_up(self, session: Session) -> None:
        def both() -> tuple[Spent, Spent]:
            books = session.runner.books
            return books.project_total(session.project.jobs()), books.month_total()

        project, month = await asyncio.to_thread(both)
        if session is self._sessions.session:
            self.spentChanged.emit(project, month)


async def _put(runner: "JobRunner", task_uuid: str, place: int) -> None:
    from retake_gui.services.jobs import Move

    waiting = runner.turns.waiting
    if task_uuid not in waiting:
        return
    steps = min(max(place, 0), len(waiting) - 1) - waiting.index(task_uuid)
    for _ in range(abs(steps)):
        await runner.turns.move(task_uuid, Move.UP if steps < 0 else Move.DOWN)
