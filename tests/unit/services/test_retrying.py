from decimal import Decimal

import pytest

from retake_gui.domain.job import Job, JobFailure, JobResult, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.services.retrying import asked_anew, goes_on, remaining_failures
from tests.jobs import NOW, a_job

_BROKEN = JobFailure("provider", "BrokenResult", "no video")
_UNKNOWN = JobFailure("not found", "taskNotFound", "who?")
_REFUSED = JobFailure("safety", "promptBlocked", "no")
_GUESSED = JobFailure("safety", "promptBlocked", "no", guessed=True)
_HERE, _THERE = JobResult("a", "u", path="/a.mp4"), JobResult("b", "u")


@pytest.mark.parametrize(
    ("job", "same"),
    [
        (a_job(JobState.RUNNING, accepted=True), True),
        (a_job(JobState.CANCELLED, accepted=True), True),
        (a_job(JobState.CANCELLED), False),
        (a_job(JobState.FAILED, accepted=True, results=(_THERE,), failures=(_BROKEN,)), True),
        (a_job(JobState.FAILED, accepted=True, failures=(_UNKNOWN,)), True),
        (a_job(JobState.FAILED, accepted=True, failures=(_REFUSED,)), False),
        (a_job(JobState.FAILED, accepted=True, failures=(_REFUSED, _GUESSED)), True),
        (a_job(JobState.PARTIAL, accepted=True, results=(_HERE,), failures=(_REFUSED,)), False),
        (a_job(JobState.SUCCEEDED, accepted=True, results=(_HERE,)), False),
        (a_job(JobState.FAILED), False),
        (a_job(JobState.CANCELLED, sent=True), True),
        (a_job(JobState.FAILED, sent=True, failures=(_REFUSED,)), True),
    ],
)
def test_what_is_paid_for_is_asked_for_under_its_own_number(job: Job, same: bool) -> None:
    assert goes_on(job) is same


def test_only_what_the_service_said_stands_when_a_job_goes_on() -> None:
    job = a_job(JobState.FAILED, accepted=True, failures=(_BROKEN, _REFUSED, _GUESSED, _UNKNOWN))
    assert remaining_failures(job) == (_REFUSED,)
    assert remaining_failures(a_job(JobState.FAILED, failures=(_REFUSED,))) == ()


def test_only_what_is_missing_is_asked_for_again() -> None:
    settings = RetakeSettings(prompt="rain", results=4)
    job = a_job(
        JobState.PARTIAL,
        settings=settings,
        estimate=Decimal("1.6"),
        accepted=True,
        sent=True,
        body={"a": 1},
        results=(_HERE,),
        failures=(_REFUSED,),
    )
    fresh = asked_anew(job, NOW)
    assert (fresh.settings.results, fresh.estimate) == (3, Decimal("1.2"))
    assert (fresh.state, fresh.body, fresh.results, fresh.accepted) == (JobState.QUEUED, {}, (), False)
    assert fresh.task_uuid != job.task_uuid
    other = asked_anew(job, NOW, settings.changed(prompt="snow", results=2))
    assert (other.settings.prompt, other.settings.results, other.estimate) == ("snow", 2, Decimal("0.8"))
