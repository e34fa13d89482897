from datetime import UTC, datetime, timedelta

from retake_gui.domain.job import JobState
from retake_gui.services.following import elapsed
from tests.jobs import a_job


def test_a_clock_that_was_put_back_counts_from_now() -> None:
    now = datetime.now(UTC)
    assert elapsed(a_job()) == 0
    assert elapsed(a_job(JobState.RUNNING, accepted_at=now + timedelta(hours=1))) == 0
    assert elapsed(a_job(JobState.RUNNING, accepted_at=now - timedelta(minutes=1))) >= 60
