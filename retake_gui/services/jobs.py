"""Running jobs: a set number at a time, each on its own way, all of them resumable from the journal."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import Refused, RetakeError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings, check
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context
from retake_gui.services.background import commit
from retake_gui.services.bookkeeping import Books
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.events import JobEvent, Stage, stage_of
from retake_gui.services.planning import Planned, plan_retake
from retake_gui.services.retrying import asked_anew, goes_on, has_lost_a_file
from retake_gui.services.taking import Fitter
from retake_gui.services.turns import Move, Turns
from retake_gui.services.walk import drop_cut_file
from retake_gui.services.works import Works, worked_on_elsewhere
from retake_gui.store.journal import Delivery
from retake_gui.store.project_file import ProjectFile

__all__ = ["JobEvent", "JobRunner", "Move", "Planned", "Stage"]

_BEFORE_SENDING = frozenset({JobState.PREPARING, JobState.UPLOADING, JobState.SUBMITTING})


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
        self._watchers: list[Callable[[JobEvent], None]] = []
        self.fitter = Fitter(project, executor)
        self._works = Works(
            project, endpoints, self.turns, self.fitter, self.books, self._tell, patient=patient, executor=executor
        )

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
        return self._works.problems.get(task_uuid)

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
        self._works.go(job, resumed=False)
        return job

    async def start_all(self, planned: Sequence[Planned], delivery: Delivery | None = None) -> list[Job]:
        """Write several jobs down, and set them going in this order.

        Raises:
            StorageError: One cannot be written down; those before it go on.
        """
        return [await self.start(each, delivery=delivery) for each in planned]

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
        return [job for job in chosen if await self._works.resume(job)]

    async def cancel(self, task_uuid: str) -> Job:
        """Stop working on a job. A service that has it goes on, and bills it: ``retry`` fetches the result then.

        Raises:
            StorageError: There is no such job, another process works on it, or the journal cannot be written.
        """
        job = await self._works.take_over(task_uuid)
        if not job.state.is_final:
            job = job.moved(JobState.CANCELLED, datetime.now(UTC))
            await commit(partial(self._project.save_job, job), self._executor)
        await self._works.release(task_uuid)
        self._works.problems.pop(task_uuid, None)
        drop_cut_file(task_uuid)
        self._tell(JobEvent(job, stage_of(job)))
        return job

    async def hold(self, task_uuid: str) -> Job:
        """Pause a job until :meth:`let_go`: it keeps its place in the queue and gives way to the next.

        Raises:
            Refused: The service has it already, and goes on whatever happens here.
            StorageError: There is no such job, another process works on it, or the journal cannot be written.
        """
        refusal = _why_not_held(self._works.known(task_uuid))
        if refusal is not None:
            raise refusal
        job = await self._works.take_over(task_uuid)
        refusal = _why_not_held(job)
        if refusal is not None:  # it took a step while it was taken over
            await self._leave_alone(job)
            raise refusal
        await self.turns.hold(task_uuid)
        if job.state in _BEFORE_SENDING:
            job = job.moved(JobState.QUEUED, datetime.now(UTC))
            await commit(partial(self._project.save_job, job), self._executor)
        await self._works.resume(job)
        self._tell(JobEvent(job, stage_of(job)))
        return job

    async def _leave_alone(self, job: Job) -> None:
        if job.state.is_final:
            await self._works.release(job.task_uuid)
        else:
            await self._works.resume(job)

    async def let_go(self, task_uuid: str, *, go_on: bool = True) -> Job:
        """Let a job that was paused have its turn; begin with it here, or leave that to whoever resumes it.

        Raises:
            StorageError: There is no such job, another process works on it, or the journal cannot be written.
        """
        job = await self._works.take_over(task_uuid)
        await self.turns.let_go(task_uuid)
        if go_on:
            await self._works.resume(job)
        else:
            await self._works.release(task_uuid)
        self._tell(JobEvent(job, stage_of(job)))
        return job

    async def claimed(self, task_uuid: str) -> Job:
        """A job that no other process works on; this one has it until :meth:`aclose`.

        Raises:
            StorageError: There is no such job, or another process works on it.
        """
        return await self._works.take_over(task_uuid)

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
        job = self._works.known(task_uuid)
        if settings is not None:
            check(settings, self._endpoints.service(job.engine).most_results)
            return await self._start_anew(job, settings)
        if goes_on(job) or await commit(partial(has_lost_a_file, job), self._executor):
            await self._works.halt(task_uuid)
            await self.turns.let_go(task_uuid)
            if not await self._works.resume(self._works.known(task_uuid)):
                raise worked_on_elsewhere(task_uuid)
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
                partial(self._project.insert_successor, job.task_uuid, fresh, self._works.owner), self._executor
            )
            if known is not None:
                return known
            await self._announce(fresh)
        self._works.go(fresh, resumed=False)
        return fresh

    async def wait(self, task_uuid: str) -> Job:
        """Until a job ended or waits for something that does not come by itself.

        Raises:
            StorageError: There is no such job.
        """
        return await self._works.wait(task_uuid)

    async def aclose(self) -> None:
        """Stop everything; each job stays in the journal where it is."""
        await self._works.aclose()
        self.books.close()

    async def _write(self, job: Job, delivery: Delivery | None) -> None:
        await commit(partial(self._project.insert_job, job, delivery, self._works.owner), self._executor)
        await self._announce(job)

    async def _announce(self, job: Job) -> None:
        await self.turns.learn()
        self._tell(JobEvent(job, Stage.QUEUED))

    def _tell(self, event: JobEvent) -> None:
        for callback in tuple(self._watchers):
            callback(event)


def _why_not_held(job: Job) -> Refused | None:
    if job.state.is_final:
        return Refused("This job has ended.", do="Only a job that waits for its turn can be held back.")
    if job.is_unsent:
        return None
    return Refused(
        "The service has this job already, and works on it.",
        kept="The job goes on.",
        do="Cancel it to stop waiting for it; it is billed all the same.",
    )
