"""What a job's state is called, how a failure reads, and what is copied about it."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from retake_gui.domain.errors import Category
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.price import dollars
from retake_gui.domain.service import SERVICES
from retake_gui.viewmodels.jobs import JobRow, time_left

_CONTEXT = "Jobs"
_STATES = {
    JobState.QUEUED: "In the queue",
    JobState.PREPARING: "Cutting out what is sent",
    JobState.UPLOADING: "Uploading",
    JobState.SUBMITTING: "Submitting",
    JobState.RUNNING: "Rendering",
    JobState.FETCHING: "Downloading",
    JobState.WAITING: "Waiting for the service",
    JobState.SUCCEEDED: "Done",
    JobState.PARTIAL: "Partly done",
    JobState.FAILED: "Failed",
    JobState.CANCELLED: "Cancelled",
}
_REFUSALS = {
    Category.SAFETY.value: "Refused by the safety check",
    Category.AUTHENTICATION.value: "The key was not accepted",
    Category.QUOTA.value: "Not enough credit",
    Category.RATE_LIMIT.value: "Too many requests",
    Category.TIMEOUT.value: "The service took too long",
    Category.PROVIDER.value: "The model failed",
    Category.VALIDATION.value: "A setting was refused",
}
_KEY_MATTERS = frozenset({Category.AUTHENTICATION.value, Category.QUOTA.value})


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)


def state_words(row: JobRow) -> str:
    """The state, with how far it is and how long it takes where that is known."""
    parts = [_tr("Fitting into the clip") if row.fitting else _tr(_STATES[row.job.state])]
    if row.job.state is JobState.QUEUED:
        parts += _queue_words(row)
    elif row.is_active:
        if row.progress is not None:
            parts[0] = f"{parts[0]} {round(row.progress * 100)} %"
        if row.seconds_left is not None:
            parts.append(_tr("{0} left").format(time_left(row.seconds_left)))
        parts.append(row.detail)
    elif row.job.state in (JobState.SUCCEEDED, JobState.PARTIAL):
        parts += _outcome(row)
    elif row.job.state is JobState.FAILED:
        parts += [_tr(_REFUSALS[kind]) for kind in _kinds(row.job) if kind in _REFUSALS][:1]
    return " · ".join(part for part in parts if part)


def failure_words(row: JobRow) -> str:
    """Why it failed or waits, each reason once, and what became of a cancelled one."""
    job = row.job
    reasons = dict.fromkeys(failure.message for failure in job.failures)
    if job.state is JobState.WAITING:
        kept = job.problem.message if job.problem is not None else ""
        return row.problem or kept or " ".join(reasons) or _tr("It goes on by itself as soon as the service answers.")
    if job.state is JobState.CANCELLED and job.accepted:
        return _tr("The service may still run it, and bill it. Its result can be fetched.")
    return " ".join(reasons)


def retry_words(row: JobRow) -> str:
    """What trying again means for this job."""
    if row.job.state in (JobState.WAITING, JobState.CANCELLED):
        return _tr("Fetch the result") if row.job.accepted else _tr("Try now")
    if row.job.state is JobState.PARTIAL:
        return _tr("Ask again for {0}").format(row.missing)
    return _tr("Try again")


def wants_key(row: JobRow) -> bool:
    """Whether another key would help."""
    return row.can_retry and not _KEY_MATTERS.isdisjoint(_kinds(row.job))


def details(row: JobRow) -> str:
    """What *Copy details* copies: nothing secret."""
    job = row.job
    lines = [f"taskUUID {job.task_uuid}", f"state {job.state}", f"service {job.engine}"]
    if row.problem:
        lines.append(row.problem)
    for failure in job.failures:
        lines.append(f"{failure.category}: {failure.code} {failure.message} {failure.parameter or ''}".rstrip())
        if failure.details:
            lines.append(failure.details)
    return "\n".join(lines)


def _kinds(job: Job) -> list[str]:
    waits = [job.problem.category] if job.problem is not None else []
    return waits + [failure.category for failure in job.failures]


def _queue_words(row: JobRow) -> Iterator[str]:
    if row.held:
        yield _tr("paused, keeps its place")
    elif row.queue_paused:
        yield _tr("the queue is paused")
    elif row.place == 1:
        yield _tr("next")
    elif row.place:
        yield _tr("place {0}").format(row.place)
    service = SERVICES.get(row.job.engine)
    if service is not None and not service.is_draft:
        yield _tr("about {0}").format(dollars(row.job.estimate))


def _outcome(row: JobRow) -> Iterator[str]:
    job, service = row.job, SERVICES.get(row.job.engine)
    if job.wanted > 1:
        yield _tr("{0} of {1} takes").format(len(job.results), job.wanted)
    if job.cost is not None:
        words = "would cost {0}" if service is not None and service.is_draft else "cost {0}"
        yield _tr(words).format(dollars(job.cost))
