from datetime import UTC, datetime, timedelta
from decimal import Decimal

from retake_gui.domain.job import JobResult, JobState
from retake_gui.services.following import elapsed, merged
from tests.jobs import a_job


def test_news_add_up_and_lose_nothing_that_was_said() -> None:
    known = (JobResult("a", "u1", Decimal("0.6"), 7, nsfw=True, path="/a.mp4", extra={"x": 1}),)
    news = (JobResult("b", "u2"), JobResult("a", "u1-again", extra={"y": 2}))
    assert merged(known, news) == (
        JobResult("a", "u1-again", Decimal("0.6"), 7, nsfw=True, path="/a.mp4", extra={"x": 1, "y": 2}),
        JobResult("b", "u2"),
    )


def test_a_clock_that_was_put_back_counts_from_now() -> None:
    now = datetime.now(UTC)
    assert elapsed(a_job()) == 0
    assert elapsed(a_job(JobState.RUNNING, accepted_at=now + timedelta(hours=1))) == 0
    assert elapsed(a_job(JobState.RUNNING, accepted_at=now - timedelta(minutes=1))) >= 60
