import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from retake_gui.domain.errors import Category, RetakeError, ServiceError, ServiceUnreachable
from retake_gui.domain.job import Job, JobFailure, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.reporting import job_object, status_of, status_of_all
from tests.facts import a_take

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def a_job(state: JobState, *failures: JobFailure, **changes: object) -> Job:
    job = Job("u", 1, Span(1, 9), RetakeSettings("p"), "draft", state, NOW, NOW, Decimal("0.4"), failures=failures)
    return job.moved(state, NOW, **changes)


def refusal(category: Category) -> ServiceError:
    return ServiceError("no", category=category, code="c", parameters=["model"])


@pytest.mark.parametrize(
    ("state", "problem", "status"),
    [
        (JobState.SUCCEEDED, None, 0),
        (JobState.PARTIAL, None, 1),
        (JobState.FAILED, None, 1),
        (JobState.CANCELLED, None, 1),
        (JobState.WAITING, refusal(Category.AUTHENTICATION), 3),
        (JobState.WAITING, refusal(Category.QUOTA), 4),
        (JobState.WAITING, refusal(Category.RATE_LIMIT), 5),
        (JobState.WAITING, ServiceUnreachable("gone"), 5),
        (JobState.RUNNING, None, 5),
    ],
)
def test_exit_statuses(state: JobState, problem: RetakeError | None, status: int) -> None:
    assert status_of(a_job(state), problem) == status


def test_what_was_refused_before_it_was_sent_is_exit_two() -> None:
    refused = JobFailure("validation", "UnreadableMedia", "x")
    assert status_of(a_job(JobState.FAILED, refused), None) == 2
    assert status_of(a_job(JobState.FAILED, refused, body={"sent": 1}), None) == 1


def test_the_most_pressing_status_of_several_wins() -> None:
    assert status_of_all([]) == 0
    assert status_of_all([0, 1, 5]) == 5
    assert status_of_all([1, 5, 4, 3]) == 3


def test_the_object_has_every_promised_name() -> None:
    take = a_take(report={"notes": [], "delivered": "/out/shot_take_001.mp4"})
    waiting = a_job(JobState.WAITING)
    described = json.loads(json.dumps(job_object(waiting, [take], {take.id: "n"}, refusal(Category.QUOTA))))
    assert described["state"] == "waiting"
    assert described["errors"] == [{"category": "quota", "code": "c", "message": "no", "parameter": "model"}]
    (told,) = described["takes"]
    assert told["path"] == "/out/shot_take_001.mp4"
    assert told["report"] == {"notes": []}
    promised = {"name", "path", "returned", "video_uuid", "cost", "mode", "start_frame", "end_frame", "report"}
    assert promised <= told.keys()
