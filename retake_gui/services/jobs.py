"""Running jobs: a set number at a time, each on its own way, all of them resumable from the journal."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import Refused, RetakeError, StorageError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings, check
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context
from retake_gui.runware.client import TaskStatus
from retake_gui.services.background import commit
from retake_gui.services.bookkeeping import Books
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.events import JobEvent, Stage, stage_of
from retake_gui.services.news import NewsWatch
from retake_gui.services.planning import Planned, plan_retake
from retake_gui.services.polling import Poller
from retake_gui.services.problems import passes_by_itself
from retake_gui.services.retrying import asked_anew, goes_on
from retake_gui.services.steps import JobSteps
from retake_gui.services.taking import Fitter
from retake_gui.services.turns import Move, Turns
from retake_gui.services.walk import Surroundings, cut_file_of
from retake_gui.store.journal import Delivery
from retake_gui.store.owner import this_process
from retake_gui.store.project_file import ProjectFile

__all__ = ["JobEvent", "JobRunner", "Move", "Planned", "Stage"]

_PAUSE_SECONDS = 15.0
_UNSENT = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING, JobState.WAITING})

log = logging.getLogger(__name__)


class JobRunner:
    """The jobs of one project.

    Args:
        project: Where they are written down.
        endpoints: The services.
        in_flight: How many go on at once.
        patient: Whether a job that lost its service tries again by itself until it is cancelled.
        executor: Where cutting and measuring run; the loop's own threads by default.
        books: What was spent and how long jobs take; the machine's own by default.

    Attributes:
        turns: The order of the jobs, and which are held back.
    """

    def __init__(
        self,
        project: ProjectFile,
        endpoints: Endpoints,
        *,
        in_flight: int = 2,
        patient: bool = False,
        executor: Executor | None = None,
        books: Books | None = None,
    ) -> None:
        self._project, self._endpoints = project, endpoints
        self.turns = Turns(project, in_flight, heeds_pause=patient, executor=executor)
        self.books = books or Books()
        self._patient = patient
        self._executor = executor
        self._owner = this_process()
        self._pollers: dict[str, Poller] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._problems: dict[str, RetakeError] = {}
        self._watchers: list[Callable[[JobEvent], None]] = []
        self.fitter = Fitter(project, executor)
        self._news = NewsWatch(project, self._pass_on, lambda: bool(self._tasks), executor)
        self._around = Surroundings(project, endpoints, self._poller, self.fitter, self._tell, self.books, executor)

    @property
    def in_flight(self) -> int:
        """How many jobs go on at once; may be changed at any time."""
        return self.turns.places.limit

    @in_flight.setter
    def in_flight(self, jobs: int) -> None:
        self.turns.places.limit = jobs

    def subscribe(self, callback: Callable[[JobEvent], None]) -> Callable[[], None]:
        """Be told of everything, on the loop's thread; returns how to stop."""
        self._watchers.append(callback)

        def leave() -> None:
            with suppress(ValueError):
                self._watchers.remove(callback)

        return leave

    def problem(self, task_uuid: str) -> RetakeError | None:
        """Why a job waits or failed, if that happened since this program started."""
        return self._problems.get(task_uuid)

    def plan(
        self,
        clip_id: int,
        clip: Clip,
        segment: Span,
        settings: RetakeSettings,
        *,
        engine: str | None = None,
        context: Context = Context.BALANCED,
        video: str = "",
    ) -> Planned:
        """What a retake would send and cost; see :func:`planning.plan_retake`.

        Raises:
            SettingRefused: A limit is broken.
        """
        service = self._endpoints.service(engine or self._endpoints.default_engine)
        self.fitter.remember(clip_id, clip)
        return plan_retake(clip_id, clip, segment, settings, service, context, video)

    async def start(self, planned: Planned, *, task_uuid: str | None = None, delivery: Delivery | None = None) -> Job:
        """Write a job down and set it going.

        Raises:
            SettingRefused: The UUID is none.
            StorageError: It cannot be written down, or is there already; nothing was sent.
        """
        job = planned.job(datetime.now(UTC), task_uuid)
        await self._write(job, delivery)
        self._go(job, resumed=False)
        return job

    async def start_all(self, planned: Sequence[Planned]) -> list[Job]:
        """Write several jobs down, and set them going in this order.

        Raises:
            StorageError: One cannot be written down; those before it go on.
        """
        return [await self.start(each) for each in planned]

    async def resume_all(self, task_uuids: Iterable[str] | None = None) -> list[Job]:
        """Go on with unfinished jobs, or with some of them; those that another process works on are left to it.

        Jobs that are named are let go should they be held back; a command that names none leaves those alone.
        """
        wanted = None if task_uuids is None else set(task_uuids)
        found = await commit(self._project.unfinished_jobs, self._executor)
        chosen = [job for job in found if wanted is None or job.task_uuid in wanted]
        for task_uuid in wanted or ():
            await self.turns.let_go(task_uuid)
        if not self._patient:
            chosen = [job for job in chosen if not self.turns.is_held(job.task_uuid)]
        return [job for job in chosen if await self._resume(job)]

    async def cancel(self, task_uuid: str) -> Job:
        """Stop working on a job. A service that has it goes on, and bills it: ``retry`` fetches the result then.

        Raises:
            StorageError: There is no such job, another process works on it, or the journal cannot be written.
        """
        await self._halt(task_uuid)
        await self._claim(task_uuid)
        job = self._known(task_uuid)
        if not job.state.is_final:
            job = job.moved(JobState.CANCELLED, datetime.now(UTC))
            await commit(partial(self._project.save_job, job), self._executor)
        await commit(partial(self._project.release_job, task_uuid, self._owner), self._executor)
        self._problems.pop(task_uuid, None)
        cut_file_of(task_uuid).unlink(missing_ok=True)
        self._tell(JobEvent(job, stage_of(job)))
        return job

    async def hold(self, task_uuid: str) -> Job:
        """Pause a job until :meth:`let_go`: it keeps its place in the queue and gives way to the next.

        Raises:
            Refused: The service has it already, and goes on whatever happens here.
            StorageError: There is no such job, or the journal cannot be written.
        """
        job = self._known(task_uuid)
        if job.state not in _UNSENT:
            raise Refused(
                "The service has this job already, and works on it.",
                kept="The job goes on.",
                do="Cancel it to stop waiting for it; it is billed all the same.",
            )
        await self._halt(task_uuid)
        await self.turns.hold(task_uuid)
        job = self._known(task_uuid)
        if job.state in (JobState.PREPARING, JobState.UPLOADING):
            job = job.moved(JobState.QUEUED, datetime.now(UTC))
            await commit(partial(self._project.save_job, job), self._executor)
        await self._resume(job)
        self._tell(JobEvent(job, stage_of(job)))
        return job

    async def let_go(self, task_uuid: str) -> Job:
        """Let a job that was paused have its turn.

        Raises:
            StorageError: There is no such job, or the journal cannot be written.
        """
        job = self._known(task_uuid)
        await self.turns.let_go(task_uuid)
        await self._resume(job)
        self._tell(JobEvent(job, stage_of(job)))
        return job

    async def retry(self, task_uuid: str, settings: RetakeSettings | None = None) -> Job:
        """Go on with what the service has, or ask once more, under a new UUID, for what did not come.

        Asking again twice asks once: the second time goes on with the job that the first one made.

        Args:
            task_uuid: The job.
            settings: Other settings make a new job in any case.

        Raises:
            SettingRefused: The settings break a limit.
            StorageError: There is no such job, another process works on it, or the journal cannot be written.
        """
        job = self._known(task_uuid)
        if settings is not None:
            check(settings, self._endpoints.service(job.engine).most_results)
            return await self._start_anew(job, settings)
        if goes_on(job):
            await self._halt(task_uuid)
            await self.turns.let_go(task_uuid)
            if not await self._resume(self._known(task_uuid)):
                raise _worked_on_elsewhere(task_uuid)
            return job
        if job.successor and self._project.job(job.successor) is not None:
            return await self.retry(job.successor)
        return job if job.state is JobState.SUCCEEDED else await self._start_anew(job, None)

    async def _start_anew(self, job: Job, settings: RetakeSettings | None) -> Job:
        fresh = asked_anew(job, datetime.now(UTC), settings)
        if settings is not None:
            await self._write(fresh, self._project.delivery(job.task_uuid))
        else:
            known = await commit(
                partial(self._project.insert_successor, job.task_uuid, fresh, self._owner), self._executor
            )
            if known is not None:
                return known
            await self._announce(fresh)
        self._go(fresh, resumed=False)
        return fresh

    async def wait(self, task_uuid: str) -> Job:
        """Until a job ended or waits for something that does not come by itself.

        Raises:
            StorageError: There is no such job.
        """
        task = self._tasks.get(task_uuid)
        if task is not None:
            await asyncio.shield(task)
        return self._known(task_uuid)

    async def aclose(self) -> None:
        """Stop everything; each job stays in the journal where it is."""
        for task_uuid in list(self._tasks):
            await self._halt(task_uuid)
        await self._news.aclose()
        for poller in self._pollers.values():
            await poller.aclose()
        self.books.close()

    async def _write(self, job: Job, delivery: Delivery | None) -> None:
        await commit(partial(self._project.insert_job, job, delivery, self._owner), self._executor)
        await self._announce(job)

    async def _announce(self, job: Job) -> None:
        await self.turns.learn()
        self._tell(JobEvent(job, Stage.QUEUED))

    async def _claim(self, task_uuid: str) -> None:
        self._known(task_uuid)
        if not await commit(partial(self._project.claim_job, task_uuid, self._owner), self._executor):
            raise _worked_on_elsewhere(task_uuid)

    async def _resume(self, job: Job) -> bool:
        if job.task_uuid in self._tasks:
            return True
        if not await commit(partial(self._project.claim_job, job.task_uuid, self._owner), self._executor):
            return False
        self._go(self._known(job.task_uuid), resumed=True)
        return True

    def _go(self, job: Job, *, resumed: bool) -> None:
        self._endpoints.expect_model(job.settings.model)
        self.turns.expect(job.task_uuid)
        task = asyncio.create_task(self._work(job, resumed=resumed), name=f"job {job.task_uuid}")
        self._tasks[job.task_uuid] = task
        if job.settings.webhook_url:
            self._news.begin()
        task.add_done_callback(partial(self._gone, job.task_uuid))

    async def _work(self, job: Job, *, resumed: bool) -> None:
        while True:
            async with self.turns.turn(job.task_uuid):
                self._problems.pop(job.task_uuid, None)
                steps = JobSteps(job, self._around, resumed=resumed)
                problem = await steps.run()
            job, resumed = steps.job, True
            if problem is not None:
                self._problems[job.task_uuid] = problem
            if not (self._patient and job.state is JobState.WAITING and passes_by_itself(problem)):
                break
            await asyncio.sleep(_PAUSE_SECONDS * self._endpoints.poll_scale)
        with suppress(StorageError):  # a claim that cannot be given back ends with this process
            await commit(partial(self._project.release_job, job.task_uuid, self._owner), self._executor)

    def _gone(self, task_uuid: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(task_uuid) is task:
            del self._tasks[task_uuid]
        if task_uuid not in self._tasks:
            self.turns.give_up(task_uuid)
        if not task.cancelled() and task.exception() is not None:
            log.error("Job %s stopped unexpectedly", task_uuid, exc_info=task.exception())

    async def _halt(self, task_uuid: str) -> None:
        """End the work on a job here, with nothing half done, and let other processes have it."""
        task = self._tasks.pop(task_uuid, None)
        if task is None:
            return
        task.cancel()
        await asyncio.wait({task})
        with suppress(StorageError):
            await commit(partial(self._project.release_job, task_uuid, self._owner), self._executor)

    def _known(self, task_uuid: str) -> Job:
        job = self._project.job(task_uuid)
        if job is None:
            raise StorageError(f"There is no job {task_uuid} in this project.", do="Check the number.")
        return job

    def _poller(self, engine: str) -> Poller:
        if engine not in self._pollers:
            self._pollers[engine] = Poller(partial(self._endpoints.client, engine))
        return self._pollers[engine]

    def _pass_on(self, status: TaskStatus) -> bool:
        told = [poller.tell(status) for poller in self._pollers.values()]
        return any(told)

    def _tell(self, event: JobEvent) -> None:
        for callback in tuple(self._watchers):
            callback(event)


def _worked_on_elsewhere(task_uuid: str) -> StorageError:
    return StorageError(
        f"Another program works on job {task_uuid}.", kept="Nothing was changed.", do="Wait for it, or end it there."
    )
