"""Work on jobs in this process: each on a task of its own, claimed so that no other process has it at the same time."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial

from retake_gui.domain.errors import RetakeError, StorageError
from retake_gui.domain.job import Job, JobState
from retake_gui.runware.client import TaskStatus
from retake_gui.services.background import commit
from retake_gui.services.bookkeeping import Books
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.events import JobEvent
from retake_gui.services.news import NewsWatch
from retake_gui.services.polling import Poller
from retake_gui.services.problems import passes_by_itself
from retake_gui.services.steps import JobSteps
from retake_gui.services.taking import Fitter
from retake_gui.services.turns import Turns
from retake_gui.services.walk import Surroundings
from retake_gui.store.owner import this_process
from retake_gui.store.project_file import ProjectFile

_PAUSE_SECONDS = 15.0

log = logging.getLogger(__name__)


class Works:
    """The jobs of a project that are worked on here.

    Args:
        project: Where they are written down.
        endpoints: The services.
        turns: Whose turn it is.
        fitter: Makes takes of results.
        books: What was spent and how long jobs take.
        tell: Told of everything.
        patient: Whether a job that lost its service tries again by itself until it is halted.
        executor: Where cutting and measuring run.

    Attributes:
        owner: This process, as claims name it.
        problems: Why jobs wait or failed, if that happened here.
    """

    def __init__(
        self,
        project: ProjectFile,
        endpoints: Endpoints,
        turns: Turns,
        fitter: Fitter,
        books: Books,
        tell: Callable[[JobEvent], None],
        *,
        patient: bool,
        executor: Executor | None,
    ) -> None:
        self._project, self._endpoints, self._turns = project, endpoints, turns
        self._patient, self._executor = patient, executor
        self.owner = this_process()
        self.problems: dict[str, RetakeError] = {}
        self._pollers: dict[str, Poller] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._news = NewsWatch(project, self._pass_on, lambda: bool(self._tasks), executor)
        self._around = Surroundings(project, endpoints, self._poller, fitter, tell, books, executor)

    def known(self, task_uuid: str) -> Job:
        """A job as the journal has it.

        Raises:
            StorageError: There is none.
        """
        job = self._project.job(task_uuid)
        if job is None:
            raise StorageError(f"There is no job {task_uuid} in this project.", do="Check the number.")
        return job

    def go(self, job: Job, *, resumed: bool) -> None:
        """Begin with a job that is claimed; ``resumed``: an earlier run may have sent it."""
        self._endpoints.expect_model(job.settings.model)
        self._turns.expect(job.task_uuid)
        task = asyncio.create_task(self._work(job, resumed=resumed), name=f"job {job.task_uuid}")
        self._tasks[job.task_uuid] = task
        if job.settings.webhook_url:
            self._news.begin()
        task.add_done_callback(partial(self._gone, job.task_uuid))

    async def resume(self, job: Job) -> bool:
        """Go on with a job, unless another process does."""
        if job.task_uuid in self._tasks:
            return True
        if not await self._claimed(job.task_uuid):
            return False
        if job.task_uuid not in self._tasks:  # somebody else here may have been quicker
            self.go(self.known(job.task_uuid), resumed=True)
        return True

    async def halt(self, task_uuid: str) -> None:
        """End the work on a job here, with nothing half done, and let other processes have it."""
        task = self._tasks.pop(task_uuid, None)
        if task is None:
            return
        task.cancel()
        await asyncio.wait({task})
        with suppress(StorageError):
            await self.release(task_uuid)

    async def take_over(self, task_uuid: str) -> Job:
        """Halt a job and claim it, so that nobody changes it meanwhile; gives it as it stands.

        Raises:
            StorageError: There is no such job, or another process works on it.
        """
        await self.halt(task_uuid)
        self.known(task_uuid)
        if not await self._claimed(task_uuid):
            raise worked_on_elsewhere(task_uuid)
        return self.known(task_uuid)

    async def release(self, task_uuid: str) -> None:
        """Give a claim back.

        Raises:
            StorageError: The journal cannot be written.
        """
        await commit(partial(self._project.release_job, task_uuid, self.owner), self._executor)

    async def wait(self, task_uuid: str) -> Job:
        """Until a job ended or waits for something that does not come by itself."""
        task = self._tasks.get(task_uuid)
        if task is not None:
            await asyncio.shield(task)
        return self.known(task_uuid)

    async def aclose(self) -> None:
        """Halt everything."""
        for task_uuid in list(self._tasks):
            await self.halt(task_uuid)
        await self._news.aclose()
        for poller in self._pollers.values():
            await poller.aclose()

    async def _claimed(self, task_uuid: str) -> bool:
        return await commit(partial(self._project.claim_job, task_uuid, self.owner), self._executor)

    async def _work(self, job: Job, *, resumed: bool) -> None:
        while True:
            async with self._turns.turn(job.task_uuid):
                self.problems.pop(job.task_uuid, None)
                steps = JobSteps(job, self._around, resumed=resumed)
                problem = await steps.run()
            job, resumed = steps.job, True
            if problem is not None:
                self.problems[job.task_uuid] = problem
            if not (self._patient and job.state is JobState.WAITING and passes_by_itself(problem)):
                break
            await asyncio.sleep(_PAUSE_SECONDS * self._endpoints.poll_scale)
        with suppress(StorageError):  # a claim that cannot be given back ends with this process
            await self.release(job.task_uuid)

    def _gone(self, task_uuid: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(task_uuid) is task:
            del self._tasks[task_uuid]
        if task_uuid not in self._tasks:
            self._turns.give_up(task_uuid)
        if not task.cancelled() and task.exception() is not None:
            log.error("Job %s stopped unexpectedly", task_uuid, exc_info=task.exception())

    def _poller(self, engine: str) -> Poller:
        if engine not in self._pollers:
            self._pollers[engine] = Poller(partial(self._endpoints.client, engine))
        return self._pollers[engine]

    def _pass_on(self, status: TaskStatus) -> bool:
        told = [poller.tell(status) for poller in self._pollers.values()]
        return any(told)


def worked_on_elsewhere(task_uuid: str) -> StorageError:
    """A job is another process's."""
    return StorageError(
        f"Another program works on job {task_uuid}.", kept="Nothing was changed.", do="Wait for it, or end it there."
    )
