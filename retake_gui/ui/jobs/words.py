"""What a job's state is called, and how a failure reads."""

from PySide6.QtCore import QCoreApplication

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.price import dollars
from retake_gui.domain.service import SERVICES
from retake_gui.viewmodels.jobs import JobRow, time_left

_CONTEXT = "Jobs"
_STATES = {
    JobState.QUEUED: "In the queue",
    JobState.PREPARING: "Cutting the window",
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


def state_words(row: JobRow) -> str:
    """The state, with how far it is and how long it takes where that is known."""
    state = row.job.state
    parts = [QCoreApplication.translate(_CONTEXT, _STATES[state])]
    if row.is_active:
        if row.progress is not None:
            parts[0] = f"{parts[0]} {round(row.progress * 100)} %"
        if row.detail:
            parts.append(row.detail)
        if row.seconds_left is not None:
            parts.append(QCoreApplication.translate(_CONTEXT, "{0} left").format(time_left(row.seconds_left)))
    elif state in (JobState.SUCCEEDED, JobState.PARTIAL):
        parts.append(_outcome(row.job))
    return " · ".join(part for part in parts if part)


def failure_words(job: Job) -> str:
    """Why it failed, each reason once."""
    return " ".join(dict.fromkeys(failure.message for failure in job.failures))


def details(job: Job) -> str:
    """What *Copy details* copies: nothing secret."""
    lines = [f"taskUUID {job.task_uuid}", f"state {job.state}", f"service {job.engine}"]
    lines += [
        f"{failure.category}: {failure.code} {failure.message} {failure.parameter or ''}".rstrip()
        for failure in job.failures
    ]
    return "\n".join(lines)


def _outcome(job: Job) -> str:
    service = SERVICES.get(job.engine)
    if job.cost is None:
        return ""
    words = "would cost {0}" if service is not None and service.is_draft else "cost {0}"
    return QCoreApplication.translate(_CONTEXT, words).format(dollars(job.cost))
