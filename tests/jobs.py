"""Jobs as values, for tests that need no file."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def a_job(state: JobState = JobState.QUEUED, **changes: object) -> Job:
    """A job of the real service: one result of 4 s for $0.40."""
    job = Job(
        task_uuid=str(uuid.uuid4()),
        clip_id=1,
        segment=Span(48, 120),
        settings=RetakeSettings(prompt="rain"),
        engine="runware",
        state=state,
        created=NOW,
        updated=NOW,
        estimate=Decimal("0.4"),
    )
    return replace(job, **changes)  # type: ignore[arg-type]
