"""What trying again means for a job: going on with what the service has, or asking once more for what is missing."""

import uuid
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from retake_gui.domain.errors import BrokenResult, Category
from retake_gui.domain.job import Job, JobFailure, JobState
from retake_gui.domain.settings import RetakeSettings

_LOST_HERE = frozenset({BrokenResult.__name__})


def goes_on(job: Job) -> bool:
    """Whether the same task is asked for again, because what it makes is paid for already.

    So it is for a job that has not ended, one that was cancelled only here, one whose results could not be used as they
    arrived, one that the service did not know for a while, one with a failure that was taken for those of all its
    results, and one that may have been accepted though nobody heard it.
    """
    if not job.state.is_final:
        return True
    if not job.accepted:
        return job.sent
    if job.state is JobState.SUCCEEDED:
        return False
    if job.state is JobState.CANCELLED:
        return True
    return any(not result.path for result in job.results) or any(map(_is_doubtful, job.failures))


def has_lost_a_file(job: Job) -> bool:
    """Whether a file that was fetched is not there any more; the journal has the address from which it came."""
    return job.accepted and any(result.path and not Path(result.path).is_file() for result in job.results)


def remaining_failures(job: Job) -> tuple[JobFailure, ...]:
    """The failures that stand when a job goes on: what the service said about results, not what happened here."""
    if not job.accepted:
        return ()
    return tuple(failure for failure in job.failures if not _is_doubtful(failure))


def asked_anew(job: Job, now: datetime, settings: RetakeSettings | None = None) -> Job:
    """A new job for the same frames.

    Args:
        job: The one that ended.
        now: Its beginning.
        settings: Other settings; without them the job asks for as many results as are missing.
    """
    missing = max(1, job.wanted - sum(bool(result.path) for result in job.results))
    wanted = settings or job.settings.changed(results=missing)
    return replace(
        job,
        task_uuid=str(uuid.uuid4()),
        state=JobState.QUEUED,
        created=now,
        updated=now,
        settings=wanted,
        estimate=job.estimate * wanted.results / job.wanted,
        body={},
        endpoint="",
        media_uuid="",
        results=(),
        failures=(),
        sent=False,
        account="",
        accepted=False,
        accepted_at=None,
        successor="",
        problem=None,
        dismissed=False,
    )


def _is_doubtful(failure: JobFailure) -> bool:
    return failure.guessed or failure.code in _LOST_HERE or failure.category == Category.NOT_FOUND.value
