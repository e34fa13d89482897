from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from retake_gui.domain.errors import IllegalTransition
from retake_gui.domain.job import Job, JobFailure, JobResult, JobState, check_transition
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from tests.jobs import a_job as any_job

NOW = datetime(2026, 1, 2, tzinfo=UTC)
WAY = [
    JobState.QUEUED,
    JobState.PREPARING,
    JobState.UPLOADING,
    JobState.SUBMITTING,
    JobState.RUNNING,
    JobState.FETCHING,
    JobState.SUCCEEDED,
]


def a_job(state: JobState = JobState.QUEUED, **changes: object) -> Job:
    facts: dict[str, object] = {"settings": RetakeSettings(prompt="rain", results=2), **changes}
    return Job("u", 1, Span(0, 24), engine="draft", state=state, created=NOW, updated=NOW, **facts)  # type: ignore[arg-type]


def test_the_usual_way_is_legal_step_by_step() -> None:
    job = a_job()
    for number, state in enumerate(WAY[1:], 1):
        job = job.moved(state, NOW + timedelta(seconds=number))
        assert (job.state, job.updated) == (state, NOW + timedelta(seconds=number))


def test_everything_unfinished_may_fail_or_be_cancelled_and_ends_stay_ends() -> None:
    for state in JobState:
        for end in (JobState.FAILED, JobState.CANCELLED):
            if not state.is_final:
                check_transition(state, end)
            elif state is not end:
                with pytest.raises(IllegalTransition):
                    check_transition(state, end)


def test_what_may_have_been_accepted_can_never_be_prepared_again_without_waiting() -> None:
    for state, early in product(
        (JobState.SUBMITTING, JobState.RUNNING, JobState.FETCHING),
        (JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING),
    ):
        with pytest.raises(IllegalTransition):
            check_transition(state, early)


def test_a_cancelled_job_can_only_be_followed_again_or_wait_for_that() -> None:
    legal = []
    for state in JobState:
        try:
            check_transition(JobState.CANCELLED, state)
        except IllegalTransition:
            continue
        legal.append(state)
    assert legal == [JobState.SUBMITTING, JobState.RUNNING, JobState.WAITING, JobState.CANCELLED]


def test_which_states_may_be_billed() -> None:
    assert [state for state in JobState if not state.may_be_billed] == WAY[:3]


def test_it_is_answered_when_results_and_failures_are_as_many_as_were_asked_for() -> None:
    result = JobResult("v", "https://host/v.mp4", cost=Decimal("0.605"))
    failure = JobFailure("provider", "inferenceError", "It failed.")
    assert not a_job().is_answered
    assert not a_job(results=(result,)).is_answered
    assert a_job(results=(result,), failures=(failure,)).is_answered
    assert a_job(results=(result, result)).cost == Decimal("1.210")
    assert a_job(failures=(failure,)).cost is None


def test_a_job_that_goes_on_has_neither_a_reason_to_wait_nor_been_dismissed() -> None:
    why = JobFailure("server", "ServiceUnreachable", "No answer.")
    waits = any_job(JobState.RUNNING).moved(JobState.WAITING, NOW, problem=why)
    assert waits.problem == why
    assert waits.moved(JobState.RUNNING, NOW).problem is None
    ended = any_job(JobState.FAILED, dismissed=True)
    assert not ended.moved(JobState.SUBMITTING, NOW).dismissed


def test_a_job_steps_back_into_the_queue_only_while_nobody_can_have_it() -> None:
    job = a_job(JobState.SUBMITTING, media_uuid="m")
    assert job.moved(JobState.QUEUED, NOW).state is JobState.QUEUED
    for sent in ({"sent": True}, {"accepted": True}):
        with pytest.raises(IllegalTransition):
            a_job(JobState.SUBMITTING, **sent).moved(JobState.QUEUED, NOW)
