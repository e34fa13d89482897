"""Running jobs: a set number at a time, each on its own way, all of them resumable from the journal."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError, ServiceUnreachable, StorageError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context
from retake_gui.services.background import commit
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.events import JobEvent, Stage, stage_of
from retake_gui.services.places import Places
from retake_gui.services.planning import Planned, plan_retake
from retake_gui.services.polling import Poller
from retake_gui.services.steps import JobSteps
from retake_gui.services.taking import Fitter
from retake_gui.services.walk import Surroundings, cut_file_of
from retake_gui.store.journal import Delivery
from retake_gui.store.owner import this_process
from retake_gui.store.project_file import ProjectFile

__all__ = ["JobEvent", "JobRunner", "Planned", "Stage"]

_PAUSE_SECONDS = 15.0

log = logging.getLogger(__name__)


class JobRunner:
    """The jobs of one project.

    Args:
        project: Where they are written down.
        endpoints: The services.
        in_flight: How many go on at once.
        patient: Whether a job that lost its service tries again by itself until it is cancelled.
        executor: Where cutting and measuring run; the loop's own threads by default.
    """

    def __init__(
        self,
        project: ProjectFile,
        endpoints: Endpoints,
        *,
        in_flight: int = 2,
        patient: bool = False,
        executor: Executor | None = None,
    ) -> None:
        self._project, self._endpoints = project, endpoints
        self._places = Places(in_flight)
        self._patient = patient
        self._executor = executor
        self._owner = this_process()
        self._pollers: dict[str, Poller] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._problems: dict[str, RetakeError] = {}
        self._watchers: list[Callable[[JobEvent], None]] = []
        self.fitter = Fitter(project, executor)
        self._around = Surroundings(project, endpoints, self._poller, self.fitter, self._tell, executor)

    @property
    def in_flight(self) -> int:
        """How many jobs go on at once; may be changed at any time."""
        return self._places.limit

    @in_flight.setter
    def in_flight(self, jobs: int) -> None:
        self._places.limit = jobs

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
        context: Context = Context.LEAST,
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

    async def resume_all(self, task_uuids: Iterable[str] | None = None) -> list[Job]:
        """Go on with unfinished jobs, or with some of them; those that another process works on are left to it."""
        wanted = None if task_uuids is None else set(task_uuids)
        found = await commit(self._project.unfinished_jobs, self._executor)
        chosen = [job for job in found if wanted is None or job.task_uuid in wanted]
        return [job for job in chosen if await self._resume(job)]

    async def cancel(self, task_uuid: str) -> Job:
        """Stop working on a job. A service that has it goes on, and bills it: ``retry`` fetches the result then.

        Raises:
            StorageError: There is no such job, or the journal cannot be written.
        """
        await self._halt(task_uuid)
        job = self._known(task_uuid)
        if not job.state.is_final:
            job = job.moved(JobState.CANCELLED, datetime.now(UTC))
            await commit(partial(self._project.save_job, job), self._executor)
        self._problems.pop(task_uuid, None)
        cut_file_of(task_uuid).unlink(missing_ok=True)
        self._tell(JobEvent(job, stage_of(job)))
        return job

    async def retry(self, task_uuid: str) -> Job:
        """Go on with a job that the service has, or ask once more, under a new UUID, for what did not come.

        Raises:
            StorageError: There is no such job, or the journal cannot be written.
        """
        job = self._known(task_uuid)
        goes_on = not job.state.is_final or (job.state is JobState.CANCELLED and job.accepted)
        if goes_on:
            await self._halt(task_uuid)
            await self._resume(self._known(task_uuid))
            return job
        missing = max(1, job.wanted - sum(bool(result.path) for result in job.results))
        now = datetime.now(UTC)
        fresh = replace(
            job,
            task_uuid=str(uuid.uuid4()),
            state=JobState.QUEUED,
            created=now,
            updated=now,
            settings=job.settings.changed(results=missing),
            estimate=job.estimate * missing / job.wanted,
            body={},
            endpoint="",
            media_uuid="",
            results=(),
            failures=(),
            accepted=False,
        )
        await self._write(fresh, self._project.delivery(task_uuid))
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
        for poller in self._pollers.values():
            await poller.aclose()

    async def _write(self, job: Job, delivery: Delivery | None) -> None:
        await commit(partial(self._project.insert_job, job, delivery), self._executor)
        await commit(partial(self._project.claim_job, job.task_uuid, self._owner), self._executor)
        self._tell(JobEvent(job, Stage.QUEUED))

    async def _resume(self, job: Job) -> bool:
        if job.task_uuid in self._tasks:
            return True
        if not await commit(partial(self._project.claim_job, job.task_uuid, self._owner), self._executor):
            return False
        self._go(self._known(job.task_uuid), resumed=True)
        return True

    def _go(self, job: Job, *, resumed: bool) -> None:
        self._endpoints.expect_model(job.settings.model)
        task = asyncio.create_task(self._work(job, resumed=resumed), name=f"job {job.task_uuid}")
        self._tasks[job.task_uuid] = task
        task.add_done_callback(partial(self._gone, job.task_uuid))

    async def _work(self, job: Job, *, resumed: bool) -> None:
        while True:
            async with self._places:
                self._problems.pop(job.task_uuid, None)
                steps = JobSteps(job, self._around, resumed=resumed)
                problem = await steps.run()
            job, resumed = steps.job, True
            if problem is not None:
                self._problems[job.task_uuid] = problem
            if not (self._patient and job.state is JobState.WAITING and isinstance(problem, ServiceUnreachable)):
                break
            await asyncio.sleep(_PAUSE_SECONDS * self._endpoints.poll_scale)
        await commit(partial(self._project.release_job, job.task_uuid, self._owner), self._executor)

    def _gone(self, task_uuid: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(task_uuid) is task:
            del self._tasks[task_uuid]
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

    def _tell(self, event: JobEvent) -> None:
        for callback in tuple(self._watchers):
            callback(event)
