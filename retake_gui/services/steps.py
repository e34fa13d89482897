"""The way of one job, step by step; each step is in the journal before it is acted upon."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace

from retake_gui.domain.errors import RetakeError, ServiceError, ServiceUnreachable, StorageError
from retake_gui.domain.job import Job, JobResult, JobState
from retake_gui.domain.settings import Request
from retake_gui.media.cutting import cut_window
from retake_gui.runware.client import RunwareClient, TaskStatus
from retake_gui.runware.wire import build_task
from retake_gui.services.background import run_blocking
from retake_gui.services.collecting import collect
from retake_gui.services.events import JobEvent, Stage
from retake_gui.services.planning import image_value
from retake_gui.services.walk import JobWalk, Surroundings
from retake_gui.store.plain import window_from_plain

GIVE_UP_SECONDS = 20 * 60.0
_CONFLICT = "conflicttaskuuid"
_LEAST_PART = 0.03
_PATIENCE_WITH_DENIALS = 10


class JobSteps:
    """Takes one job from where the journal has it to its end, or to where it has to wait.

    Args:
        job: As the journal has it.
        around: What all jobs share.
        resumed: Whether an earlier run may have sent it already.
    """

    def __init__(self, job: Job, around: Surroundings, *, resumed: bool) -> None:
        self._walk = JobWalk(job, around)
        self._maybe_sent = resumed
        self._denials = 0

    @property
    def job(self) -> Job:
        """The job as it is now."""
        return self._walk.job

    async def run(self) -> RetakeError | None:
        """Go on until the job ends or waits; what stands in its way is written down and returned."""
        try:
            await self._forget_lost_engine()
            if self.job.state in (JobState.WAITING, JobState.CANCELLED):
                await self._walk.move(self._where_it_waited())
            while not self.job.state.is_final:
                await self._steps[self.job.state](self)
        except RetakeError as error:
            return await self._walk.stop(error)
        return None

    def _where_it_waited(self) -> JobState:
        job = self.job
        if job.accepted:
            fetch = job.is_answered and job.state is JobState.WAITING
            return JobState.FETCHING if fetch else JobState.RUNNING
        if job.body or self._walk.direct:
            return JobState.SUBMITTING
        return JobState.PREPARING

    async def _forget_lost_engine(self) -> None:
        """A draft engine takes its tasks with it when it ends: what it was given is given to the new one."""
        job, walk = self.job, self._walk
        if not walk.service.is_draft or not (job.body or job.media_uuid):
            return
        if job.endpoint and job.endpoint == walk.around.endpoints.base_url(job.engine):
            return
        if job.is_answered and all(result.path for result in job.results):
            return
        if job.state is not JobState.WAITING:
            await walk.move(JobState.WAITING)
        self._maybe_sent = False
        start = JobState.SUBMITTING if walk.direct else JobState.PREPARING
        await walk.move(start, body={}, endpoint="", media_uuid="", results=(), failures=(), accepted=False)

    async def _begin(self) -> None:
        await self._walk.move(JobState.PREPARING)

    async def _prepare(self) -> None:
        if self._walk.direct:
            await self._walk.move(JobState.SUBMITTING)
            return
        if not self._walk.cut_file.is_file():
            await self._cut()
        await self._walk.move(JobState.UPLOADING)

    async def _cut(self) -> None:
        walk, window = self._walk, window_from_plain(self.job.window)
        if window is None:
            raise StorageError("The journal lost the plan of this job.", do="Start the retake again.")
        clip = await walk.around.fitter.clip(self.job.clip_id)
        part = walk.cut_file.with_suffix(".part.mp4")
        part.unlink(missing_ok=True)
        await run_blocking(
            lambda progress, stop: cut_window(clip, window, part, walk.service, progress, stop),
            walk.counting(Stage.CUTTING),
            walk.around.executor,
        )
        part.replace(walk.cut_file)

    async def _upload(self) -> None:
        walk = self._walk
        if not walk.cut_file.is_file():
            await walk.move(JobState.PREPARING)
            return
        client = await walk.client()
        sent = await client.upload(walk.cut_file, mime="video/mp4", on_progress=walk.counting_bytes(Stage.UPLOADING))
        await walk.move(JobState.SUBMITTING, media_uuid=sent.media_uuid)

    async def _submit(self) -> None:
        client = await self._walk.client()
        if not self.job.body:
            await self._write_body()
        if not (self._maybe_sent and await self._is_known(client)):
            await self._send(client)
        self._walk.cut_file.unlink(missing_ok=True)
        await self._walk.move(JobState.RUNNING, accepted=True)

    async def _write_body(self) -> None:
        job, walk = self.job, self._walk
        request = Request(job.window["start_seconds"], job.window["duration_seconds"])
        image = await asyncio.to_thread(image_value, job.settings)
        body = build_task(
            job.settings,
            request,
            task_uuid=job.task_uuid,
            video=job.media_uuid or walk.direct,
            frame_image_value=image,
        )
        self._maybe_sent = False
        await walk.move(JobState.SUBMITTING, body=body, endpoint=walk.around.endpoints.base_url(job.engine))

    async def _send(self, client: RunwareClient) -> None:
        try:
            await client.submit(self.job.body)
        except ServiceError as error:
            if not (self._maybe_sent and error.code.lower() == _CONFLICT):
                raise

    async def _is_known(self, client: RunwareClient) -> bool:
        """Whether the service shows any sign of a task that may have been sent before."""
        status = (await client.poll((self.job.task_uuid,))).get(self.job.task_uuid)
        return status is not None and status.state != "unknown"

    async def _follow(self) -> None:
        began = time.monotonic()
        poller = self._walk.around.poller(self.job.engine)
        async with aclosing(poller.follow(self.job.task_uuid)) as answers:
            async for status in answers:
                if await self._take_in(status, began):
                    return
                if time.monotonic() - began > GIVE_UP_SECONDS:
                    raise ServiceUnreachable(
                        "The job has been running for 20 minutes.",
                        kept="It is kept, and the service goes on with it.",
                        do="Resume it later.",
                    )

    async def _take_in(self, status: TaskStatus, began: float) -> bool:
        """Write down what came; whether nothing more is to come."""
        job = self.job
        results = _merged(job.results, tuple(status.results))
        failures = tuple(status.failures) or job.failures
        self._denials = self._denials + 1 if status.not_found is not None else 0
        if status.not_found is not None and self._denials >= _PATIENCE_WITH_DENIALS:
            failures += (status.not_found,) * (job.wanted - len(results) - len(failures))
        complete = len(results) + len(failures) >= job.wanted
        if complete or (results, failures) != (job.results, job.failures):
            state = JobState.FETCHING if complete else JobState.RUNNING
            await self._walk.move(state, results=results, failures=failures)
            return complete
        part = None if status.progress is None else min(max(status.progress, 0), 100) / 100
        passed = time.monotonic() - began
        left = passed * (1 - part) / part if part and part > _LEAST_PART else None
        self._walk.around.tell(JobEvent(self.job, Stage.RENDERING, part, left))
        return False

    async def _fetch(self) -> None:
        await collect(self._walk)

    _steps = {  # noqa: RUF012 - the table of this class's own steps
        JobState.QUEUED: _begin,
        JobState.PREPARING: _prepare,
        JobState.UPLOADING: _upload,
        JobState.SUBMITTING: _submit,
        JobState.RUNNING: _follow,
        JobState.FETCHING: _fetch,
    }


def _merged(known: tuple[JobResult, ...], news: tuple[JobResult, ...]) -> tuple[JobResult, ...]:
    """Results by their UUID: nothing that came is ever lost, and a fresh address replaces an old one."""
    merged = {result.video_uuid: result for result in known}
    for result in news:
        before = merged.get(result.video_uuid)
        merged[result.video_uuid] = replace(result, path=before.path) if before is not None else result
    return tuple(merged.values())
