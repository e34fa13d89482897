"""A job on its way: its newest state, which is always the one in the journal, and those who are told of it."""

import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from retake_gui.domain.errors import RetakeError, StorageError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.service import Service
from retake_gui.runware.client import RunwareClient
from retake_gui.services.background import Progress, commit
from retake_gui.services.bookkeeping import Books
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.events import JobEvent, Stage, stage_of
from retake_gui.services.metering import Meter
from retake_gui.services.polling import Poller
from retake_gui.services.problems import failure_of, keeps_the_job
from retake_gui.services.taking import Fitter
from retake_gui.store.folders import cache_folder, made
from retake_gui.store.project_file import ProjectFile

T = TypeVar("T")
_SECONDS_BETWEEN = 0.05


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all jobs share."""

    project: ProjectFile
    endpoints: Endpoints
    poller: Callable[[str], Poller]
    fitter: Fitter
    tell: Callable[[JobEvent], None]
    books: Books
    executor: Executor | None


def cut_file_of(task_uuid: str) -> Path:
    """Where a job's window lies until it was sent; it can be cut again.

    Raises:
        StorageError: There is no room for it.
    """
    folder = made(cache_folder() / "windows", kept="The job is kept.", do="Make room for it, then resume the job.")
    return folder / f"{task_uuid}.mp4"


def drop_cut_file(task_uuid: str) -> None:
    """Forget a window that is not needed any more; one that cannot be removed is in nobody's way."""
    with suppress(OSError, StorageError):
        cut_file_of(task_uuid).unlink(missing_ok=True)


class JobWalk:
    """One job and the only way to change it: written down first, then told."""

    def __init__(self, job: Job, around: Surroundings) -> None:
        self.job = job
        self.around = around

    async def move(self, state: JobState, **changes: object) -> None:
        """Take a step: on the disk when this returns."""
        job = self.job.moved(state, datetime.now(UTC), **changes)
        await commit(lambda: self.around.project.save_job(job), self.around.executor)
        self.job = job
        self.around.tell(JobEvent(job, stage_of(job)))

    async def stop(self, error: RetakeError) -> RetakeError:
        """Wait where trying again later can help, else fail; returns what is to be said about it."""
        if (self.job.accepted or keeps_the_job(error)) and self.job.state is not JobState.QUEUED:
            job = self.job.moved(JobState.WAITING, datetime.now(UTC), problem=failure_of(error))
        else:
            failures = (*self.job.failures, failure_of(error))
            job = self.job.moved(JobState.FAILED, datetime.now(UTC), failures=failures)
        try:
            await commit(lambda: self.around.project.save_job(job), self.around.executor)
        except StorageError as refusal:
            error = refusal
        self.job = job
        if job.state.is_final:
            drop_cut_file(job.task_uuid)
        self.around.tell(JobEvent(job, stage_of(job), problem=error))
        return error

    async def note(self, write: Callable[..., T], *values: object) -> T:
        """Read or write the books, off the loop."""
        return await commit(partial(write, *values), self.around.executor)

    async def client(self) -> RunwareClient:
        """The way to the job's service."""
        return await self.around.endpoints.client(self.job.engine)

    @property
    def service(self) -> Service:
        """Limits of the job's service."""
        return self.around.endpoints.service(self.job.engine)

    @property
    def direct(self) -> str:
        """URL or media UUID that is sent as it is; empty where a window is cut."""
        return str(self.job.window.get("video", ""))

    @property
    def cut_file(self) -> Path:
        """Where the window lies until it was sent."""
        return cut_file_of(self.job.task_uuid)

    def counting(self, stage: Stage) -> Progress:
        """Tells how far a stage is."""

        def tell(done: int, total: int) -> None:
            self.around.tell(JobEvent(self.job, stage, done / total if total else None))

        return tell

    def counting_bytes(self, stage: Stage) -> Progress:
        """Tells how far a transfer is, and how long it will still take."""
        meter, last = Meter(), 0.0

        def tell(done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last < _SECONDS_BETWEEN and done != total:
                return
            last = now
            rate = meter.rate(done)
            part = done / total if total else None
            left = (total - done) / rate if total and rate else None
            self.around.tell(JobEvent(self.job, stage, part, left, done, total, rate))

        return tell
