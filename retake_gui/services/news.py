"""Noticing what a webhook wrote into the journal, so that a job need not wait for its next poll."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial

from retake_gui.domain.errors import StorageError, UnusableFile
from retake_gui.runware.client import TaskStatus
from retake_gui.runware.secret import Secret
from retake_gui.runware.statuses import read_statuses
from retake_gui.runware.wire import Envelope
from retake_gui.services.background import commit
from retake_gui.store.project_file import ProjectFile

_SECONDS = 0.5


def told_about(project: ProjectFile, task_uuid: str) -> list[tuple[int, TaskStatus]]:
    """What was told about a job while nobody waited, with the number under which it is forgotten."""
    return [(number, _status(name, body)) for number, name, body in project.news() if name == task_uuid]


def _status(task_uuid: str, body: bytes) -> TaskStatus:
    envelope = Envelope.parse(body) or Envelope()
    return read_statuses(envelope, [task_uuid], Secret(""))[task_uuid]


class NewsWatch:
    """Looks whether the journal was changed from outside while somebody waits for it; polls stay the truth.

    Args:
        project: The journal.
        tell: Passes an answer on to who follows the job; whether anybody does.
        is_wanted: Whether anybody still waits.
        executor: Where is read.
    """

    def __init__(
        self,
        project: ProjectFile,
        tell: Callable[[TaskStatus], bool],
        is_wanted: Callable[[], bool],
        executor: Executor | None = None,
    ) -> None:
        self._project, self._tell, self._is_wanted, self._executor = project, tell, is_wanted, executor
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look from now on."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look(), name="news")

    async def aclose(self) -> None:
        """Look no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def _look(self) -> None:
        seen = -1
        while self._is_wanted():
            try:
                version = await commit(lambda: self._project.data_version, self._executor)
                if version != seen:
                    seen = version if await self._pass_on() else -1
            except StorageError:
                seen = -1
            await asyncio.sleep(_SECONDS)

    async def _pass_on(self) -> bool:
        """Pass on what can be; whether nothing is left for later."""
        left = False
        for number, task_uuid, body in await commit(self._project.news, self._executor):
            told = self._tell(_status(task_uuid, body))
            if told or await commit(partial(self._is_over, task_uuid), self._executor):
                await commit(partial(self._project.forget_news, number), self._executor)
            else:
                left = True
        return not left

    def _is_over(self, task_uuid: str) -> bool:
        try:
            job = self._project.job(task_uuid)
        except UnusableFile:  # should its record be restored, the news are of use again
            return False
        return job is None or job.state.is_final
