"""Jobs as the terminal prints them, and the exit status that they make."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from retake_gui.domain.errors import Category, RetakeError, ServiceError
from retake_gui.domain.job import Job, JobFailure, JobState
from retake_gui.domain.take import Take
from retake_gui.runware.exchange import without_secrets
from retake_gui.services.problems import failure_of

DONE, FAILED, UNUSABLE, AUTHENTICATION, CREDIT, RUNNING, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_FINAL = {
    JobState.SUCCEEDED: "succeeded",
    JobState.PARTIAL: "partial",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}
_REFUSED_HERE = frozenset({"settingRefused", "UnreadableMedia"})


def job_object(job: Job, takes: Iterable[Take], names: dict[int, str], problem: RetakeError | None) -> dict[str, Any]:
    """One job.

    Args:
        job: As the journal has it.
        takes: Its takes.
        names: What each take is called, by its id.
        problem: Why it waits, where that happened in this run; else what the journal says.
    """
    failures = list(job.failures)
    if problem is not None and not job.state.is_final:
        failures.append(failure_of(problem))
    elif job.problem is not None:
        failures.append(job.problem)
    return {
        "job": job.task_uuid,
        "state": _FINAL.get(job.state, "waiting"),
        "stage": job.state.value,
        "takes": [take_object(take, names[take.id]) for take in takes],
        "estimate": _number(job.estimate),
        "cost": _number(job.cost),
        "engine": job.engine,
        "created": job.created.isoformat(),
        "errors": [failure.as_json() for failure in failures],
    }


def take_object(take: Take, name: str) -> dict[str, Any]:
    """One take."""
    report = dict(take.report)
    path = report.pop("delivered", None)
    return {
        "name": name,
        "path": path,
        "returned": take.returned,
        "video_uuid": take.video_uuid,
        "cost": _number(take.cost),
        "seed": take.seed,
        "mode": take.mode.value,
        "draft": take.is_draft,
        "start_frame": take.segment.start,
        "end_frame": take.segment.end,
        "report": without_secrets(report),
    }


def status_of(job: Job, problem: RetakeError | None) -> int:
    """The exit status that one job makes."""
    if job.state is JobState.SUCCEEDED:
        return DONE
    if job.state is JobState.FAILED and not job.body and _refused_here(job.failures):
        return UNUSABLE
    if job.state.is_final:
        return FAILED
    if isinstance(problem, ServiceError):
        return {Category.AUTHENTICATION: AUTHENTICATION, Category.QUOTA: CREDIT}.get(problem.category, RUNNING)
    return RUNNING


def status_of_all(each: Iterable[int]) -> int:
    """The exit status of several jobs: what the user has to do something about comes first."""
    found = set(each)
    order = (INTERRUPTED, AUTHENTICATION, CREDIT, RUNNING, FAILED, UNUSABLE)
    return next((status for status in order if status in found), DONE)


def _refused_here(failures: tuple[JobFailure, ...]) -> bool:
    return bool(failures) and all(failure.code in _REFUSED_HERE for failure in failures)


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
