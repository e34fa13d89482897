"""The way of one job, step by step; each step is in the journal before it is acted upon."""

import asyncio
import logging
import time
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

from retake_gui.domain.errors import Category, RetakeError, ServiceError, ServiceUnreachable, StorageError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import Request
from retake_gui.media.cutting import cut_window
from retake_gui.runware.client import RunwareClient
from retake_gui.runware.wire import build_task
from retake_gui.services.background import run_blocking
from retake_gui.services.collecting import collect, collect_early
from retake_gui.services.events import Stage
from retake_gui.services.following import Follower
from retake_gui.services.news import told_about
from retake_gui.services.planning import image_value
from retake_gui.services.problems import fault, keeps_the_job
from retake_gui.services.retrying import goes_on, has_lost_a_file, remaining_failures
from retake_gui.services.sending import content_of, is_elsewhere, nothing_sent, place_of, sent_elsewhere
from retake_gui.services.walk import JobWalk, Surroundings, drop_cut_file
from retake_gui.store.plain import window_from_plain

_CONFLICT = "conflicttaskuuid"
_AT_REST = frozenset(state for state in JobState if state.is_final or state is JobState.WAITING)
_ENDED = frozenset({JobState.FAILED, JobState.PARTIAL})
log = logging.getLogger(__name__)
_ABOUT_MEDIA = frozenset({Category.NOT_FOUND, Category.VALIDATION})


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
        self._media_is_old = bool(job.media_uuid)
        self._accepted_now: float | None = None
        self._had_ended = job.state in _ENDED

    @property
    def job(self) -> Job:
        """The job as it is now."""
        return self._walk.job

    async def run(self) -> RetakeError | None:
        """Go on until the job ends or waits; what stands in its way is written down and returned."""
        try:
            await self._forget_lost_engine()
            if self.job.state in _AT_REST:
                await self._walk.move(self._where_it_waited(), failures=remaining_failures(self.job))
            while not self.job.state.is_final:
                await self._steps[self.job.state](self)
        except RetakeError as error:
            return await self._walk.stop(error)
        except Exception as error:
            # A bug: nothing is swallowed, and no job, maybe a paid one, is left as if it went on.
            log.error("Job %s met a fault of the program", self.job.task_uuid, exc_info=error)
            return await self._walk.stop(fault(error))
        return None

    def _where_it_waited(self) -> JobState:
        job = self.job
        if job.accepted:
            fetch = job.is_answered and (job.state is JobState.WAITING or not goes_on(job))
            return JobState.FETCHING if fetch else JobState.RUNNING
        if job.body or job.media_uuid or self._walk.direct:
            return JobState.SUBMITTING
        return JobState.PREPARING

    async def _forget_lost_engine(self) -> None:
        """A draft engine takes its tasks with it when it ends: what it was given is given to the new one."""
        job, walk = self.job, self._walk
        if not walk.service.is_draft or not (job.body or job.media_uuid):
            return
        if job.endpoint and not is_elsewhere(walk):
            return
        if job.accepted and job.is_answered and all(result.path for result in job.results) and not has_lost_a_file(job):
            return
        await self._begin_anew(accepted=False, results=(), failures=())

    async def _begin_anew(self, **changes: object) -> None:
        """Forget what was sent, which no service has, or has any more."""
        walk = self._walk
        self._maybe_sent = False
        if self.job.state is JobState.QUEUED:
            await walk.move(JobState.QUEUED, **nothing_sent(self.job), **changes)
            return
        if self.job.state is not JobState.WAITING:
            await walk.move(JobState.WAITING)
        start = JobState.SUBMITTING if walk.direct else JobState.PREPARING
        await walk.move(start, **nothing_sent(self.job), **changes)

    async def _begin(self) -> None:
        await self._walk.move(JobState.PREPARING)

    async def _prepare(self) -> None:
        if self._walk.direct or self.job.media_uuid:
            await self._walk.move(JobState.SUBMITTING)
            return
        if await self._reuse_upload():
            return
        if not self._walk.cut_file.is_file():
            await self._cut()
        await self._walk.move(JobState.UPLOADING)

    async def _reuse_upload(self) -> bool:
        """Whether the service has this very window already."""
        place = place_of(self._walk)
        if not place["account"] or not place["endpoint"]:
            return False
        content = await self._content()
        books, known = self._walk.around.books, ""
        if content:
            known = await self._walk.note(books.known_upload, content, " ".join(place.values()))
        if known:
            self._media_is_old = True
            await self._walk.move(JobState.SUBMITTING, media_uuid=known, **place)
        return bool(known)

    async def _content(self) -> str:
        row = self._walk.around.project.clip(self.job.clip_id)
        source = Path(row.source) if row is not None else None
        if source is None or not self.job.window.get("sent"):
            return ""
        return await asyncio.to_thread(content_of, self.job, source)

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
        place = place_of(walk)
        self._media_is_old = False
        await walk.move(JobState.SUBMITTING, media_uuid=sent.media_uuid, **place)
        content = await self._content()
        if content:
            await walk.note(walk.around.books.add_upload, content, " ".join(place.values()), sent.media_uuid)

    async def _submit(self) -> None:
        client = await self._walk.client()
        if is_elsewhere(self._walk):
            if not self.job.sent:
                await self._begin_anew()
                return
            await self._recognise(client)
        if not self.job.body:
            await self._write_body()
        elif not self.job.sent:
            self._maybe_sent = False
            await self._walk.move(JobState.SUBMITTING, sent=True)
        known = self._maybe_sent and (await self._was_told() or await self._is_known(client))
        if known or await self._send(client):
            await self._accept()

    async def _accept(self) -> None:
        self._accepted_now = time.monotonic()
        await self._walk.move(JobState.RUNNING, accepted=True, accepted_at=datetime.now(UTC))
        drop_cut_file(self.job.task_uuid)
        await self._walk.note(self._walk.around.books.charge, self.job)

    async def _recognise(self, client: RunwareClient) -> None:
        """Go on with a job at another address or with another key only where it is known."""
        place = place_of(self._walk)
        if not await self._is_known(client):
            raise sent_elsewhere(self.job, place["endpoint"])
        await self._walk.move(self.job.state, **place)

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
        await walk.move(JobState.SUBMITTING, body=body, sent=True, **place_of(walk))

    async def _send(self, client: RunwareClient) -> bool:
        """Send the body; ``False`` when the job begins anew because its window is not there any more."""
        try:
            await client.submit(self.job.body)
        except ServiceError as error:
            if self._maybe_sent and error.code.lower() == _CONFLICT:
                return True
            if not (self._maybe_sent or error.in_doubt):
                await self._walk.move(JobState.SUBMITTING, sent=False)
                if await self._lost_media(error):
                    await self._begin_anew()
                    return False
            raise
        return True

    async def _lost_media(self, error: ServiceError) -> bool:
        """Whether an upload of another time is refused, so that it has to be made again."""
        about_video = not error.parameters or any("video" in name.lower() for name in error.parameters)
        old = self._media_is_old and about_video and error.category in _ABOUT_MEDIA
        return old and await self._walk.note(self._walk.around.books.forget_upload, self.job.media_uuid)

    async def _was_told(self) -> bool:
        """Whether the service told something about the job by itself."""
        walk = self._walk
        return bool(await walk.note(told_about, walk.around.project, self.job.task_uuid))

    async def _is_known(self, client: RunwareClient) -> bool:
        """Whether the service shows any sign of a task that may have been sent before.

        Raises:
            RetakeError: It does not say; whatever it refuses the question for, the job is not refused by that.
        """
        try:
            status = (await client.poll((self.job.task_uuid,))).get(self.job.task_uuid)
        except ServiceError as error:
            if keeps_the_job(error):
                raise
            raise ServiceUnreachable(
                error.what, kept="The service may have the job, which is kept.", do="Resume it.", details=error.details
            ) from error
        return status is not None and status.state != "unknown"

    async def _follow(self) -> None:
        walk, books = self._walk, self._walk.around.books
        follower = Follower(walk, await walk.note(books.expected_seconds, self.job), again=self._had_ended)
        for number, status in await walk.note(told_about, walk.around.project, self.job.task_uuid):
            complete = await follower.take_in(status)
            await walk.note(walk.around.project.forget_news, number)
            if complete:
                return
        if is_elsewhere(walk):
            await self._recognise(await walk.client())
        poller = walk.around.poller(self.job.engine)
        async with aclosing(poller.follow(self.job.task_uuid)) as answers:
            early = await self._collect_early(frozenset())
            async for status in answers:
                if status.not_found is not None and is_elsewhere(walk):
                    raise sent_elsewhere(self.job, place_of(walk)["endpoint"])
                if await follower.take_in(status):
                    break
                early = await self._collect_early(early)
        if self._accepted_now is not None and self.job.results and not early:
            await self._walk.note(books.add_duration, self.job, time.monotonic() - self._accepted_now)

    async def _collect_early(self, known: frozenset[str]) -> frozenset[str]:
        """Fetch results that were not known yet, while the service makes the others."""
        now = frozenset(result.video_uuid for result in self.job.results)
        if now - known:
            await collect_early(self._walk)
        return now

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
