"""What answers about a running job mean: results and failures as they add up, progress, and the time that is left."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from retake_gui.domain.errors import ServiceUnreachable
from retake_gui.domain.job import Job, JobFailure, JobState
from retake_gui.runware.client import TaskStatus
from retake_gui.services.events import JobEvent, Stage
from retake_gui.services.merging import merged
from retake_gui.services.walk import JobWalk

GIVE_UP_SECONDS = 20 * 60.0
_LONGEST_GAP_SECONDS = 60.0
"""No two answers to polls lie further apart while the machine is awake, but for some that are lost."""
_LEAST_PART = 0.03
_DENIALS, _DENIAL_SECONDS = 10, 60.0


@dataclass
class _Denials:
    """How often in a row, and since when, the service said that nothing (more) is to come."""

    count: int = 0
    since: float = 0.0

    def believed(self, word: JobFailure | None, scale: float) -> bool:
        """Take in what an answer says of it; whether it was said often and long enough."""
        if word is None:
            self.count = 0
            return False
        now = time.monotonic()
        self.since = self.since if self.count else now
        self.count += 1
        return self.count >= _DENIALS and now - self.since >= _DENIAL_SECONDS * scale


class _Patience:
    """How long a job is followed; the hours in which the machine sleeps do not count."""

    def __init__(self) -> None:
        self._waited, self._last = 0.0, time.monotonic()

    def ended(self) -> bool:
        """Whether it has been long enough by now."""
        now = time.monotonic()
        self._waited += min(max(now - self._last, 0.0), _LONGEST_GAP_SECONDS)
        self._last = now
        return self._waited > GIVE_UP_SECONDS


class Follower:
    """Takes in what the service tells about one job.

    Args:
        walk: The job.
        expected: Seconds that such a job takes here, or ``None``.
        again: Whether it had ended, and is followed once more.
    """

    def __init__(self, walk: JobWalk, expected: float | None, *, again: bool = False) -> None:
        self._walk = walk
        self._patience = _Patience()
        self._denials = _Denials()
        self._failed_as_a_whole = _Denials()
        self._again = again
        self._expected = expected

    async def take_in(self, status: TaskStatus) -> bool:
        """Write down what came; whether nothing more is to come.

        Raises:
            ServiceUnreachable: It takes longer than anything does.
        """
        job = self._walk.job
        results = merged(job.results, status.results)
        failures = self._failures(status, len(results))
        complete = len(results) + len(failures) >= job.wanted
        if complete or (results, failures) != (job.results, job.failures):
            state = JobState.FETCHING if complete else JobState.RUNNING
            await self._walk.move(state, results=results, failures=failures)
            await self._walk.note(self._walk.around.books.charge, self._walk.job)
            return complete
        if self._patience.ended():
            raise ServiceUnreachable(
                "The job has been running for 20 minutes.",
                kept="It is kept, and the service goes on with it.",
                do="Resume it later.",
            )
        self._tell(status)
        return False

    def _failures(self, status: TaskStatus, results: int) -> tuple[JobFailure, ...]:
        """Each answer is cumulative, so its failures stand for those before; what came in full has none.

        One failure of the task as a whole stands for all that is missing, once it was said for long. It is marked as a
        guess at first, so that trying again looks for late results before anything is paid again.
        """
        job, scale = self._walk.job, self._walk.around.endpoints.poll_scale
        failures = status.failures or job.failures
        if results >= job.wanted:
            return ()
        missing = job.wanted - results - len(failures)
        if self._denials.believed(status.not_found, scale) and status.not_found is not None:
            return failures + (status.not_found,) * missing
        if self._failed_as_a_whole.believed(status.of_all, scale) and status.of_all is not None:
            return failures + (replace(status.of_all, guessed=not self._again),) * missing
        return failures

    def _tell(self, status: TaskStatus) -> None:
        part = None if status.progress is None else min(max(status.progress, 0), 100) / 100
        passed = elapsed(self._walk.job)
        left = None
        if part and part > _LEAST_PART:
            left = passed * (1 - part) / part
        elif self._expected is not None:
            left = max(0.0, self._expected - passed)
        self._walk.around.tell(JobEvent(self._walk.job, Stage.RENDERING, part, left))


def elapsed(job: Job) -> float:
    """Seconds since the service accepted a job; a clock that was put back counts from then."""
    if job.accepted_at is None:
        return 0.0
    return max(0.0, (datetime.now(UTC) - job.accepted_at).total_seconds())
