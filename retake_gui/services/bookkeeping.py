"""The books: what was spent per project and month, how long jobs take here, and which windows the service has."""

import logging
import statistics
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from retake_gui.domain.errors import StorageError
from retake_gui.domain.job import Job
from retake_gui.domain.service import SERVICES
from retake_gui.domain.spending import Spent, is_billed, open_results, spent_on
from retake_gui.store.ledger import Charge, Ledger

UPLOAD_LIFETIME = timedelta(days=1)
_LONGEST = 24 * 3600.0

T = TypeVar("T")
log = logging.getLogger(__name__)


class Books:
    """Keeps the ledger. A ledger that cannot be used costs totals and estimates, never a job.

    Its methods read and write the disk, so coroutines call them on a thread.

    Args:
        path: The ledger's file; the data folder's by default, opened when it is first wanted.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._ledger: Ledger | None = None
        self._lock = threading.Lock()
        self._broken = False

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._ledger is not None:
                self._ledger.close()
                self._ledger = None

    def project_total(self, jobs: Iterable[Job]) -> Spent:
        """What the jobs of a project cost together."""
        return spent_on(jobs)

    def month_total(self, moment: datetime | None = None) -> Spent:
        """What all projects on this machine cost in a calendar month, this one by default."""
        here = (moment or datetime.now(UTC)).astimezone()
        # Without an offset, so that each midnight gets its own: clocks are changed in the course of a month.
        begin = datetime(here.year, here.month, 1)  # noqa: DTZ001
        end = (begin + timedelta(days=32)).replace(day=1)
        return self._try(lambda ledger: ledger.spent(begin.astimezone(UTC), end.astimezone(UTC)), Spent())

    def charge(self, job: Job) -> None:
        """Write down what a job costs as far as that is known; again with each news of it."""
        if not job.accepted:
            return
        charges = list(_charges(job)) if is_billed(job) else []
        moment = (job.accepted_at or job.updated).astimezone(UTC)
        self._try(lambda ledger: ledger.charge(job.task_uuid, job.engine, moment, charges), None)

    def add_duration(self, job: Job, took: float) -> None:
        """Remember how long the service had a job."""
        sent = sent_seconds(job)
        if sent > 0 and 0 < took < _LONGEST:
            self._try(lambda ledger: ledger.add_duration(job.task_uuid, _kind(job), sent, took), None)

    def expected_seconds(self, job: Job) -> float | None:
        """How long the service will have a job, by what it took before for each second sent; ``None`` without that."""
        past = self._try(lambda ledger: ledger.durations(_kind(job)), list[tuple[float, float]]())
        if not past:
            return None
        return statistics.median(took / sent for sent, took in past) * sent_seconds(job)

    def known_upload(self, content: str, place: str) -> str:
        """The media UUID under which a service has a content, or empty."""
        found = self._try(lambda ledger: ledger.upload(content, place), None)
        if found is None or not timedelta(0) <= datetime.now(UTC) - found.moment < UPLOAD_LIFETIME:
            return ""
        return found.media_uuid

    def add_upload(self, content: str, place: str, media_uuid: str) -> None:
        """A service was given a content."""
        self._try(lambda ledger: ledger.add_upload(content, place, media_uuid, datetime.now(UTC)), None)

    def forget_upload(self, media_uuid: str) -> bool:
        """A service does not know an upload any more; whether it was in the books."""
        return self._try(lambda ledger: ledger.forget_upload(media_uuid), otherwise=False)

    def _try(self, work: Callable[[Ledger], T], otherwise: T) -> T:
        with self._lock:
            if self._broken:
                return otherwise
            try:
                if self._ledger is None:
                    self._ledger = Ledger.open(self._path)
            except StorageError as error:
                self._broken = True
                log.warning("The ledger cannot be used: %s", error.sentence)
                return otherwise
            ledger = self._ledger
        try:
            return work(ledger)
        except StorageError as error:
            log.warning("The ledger refused: %s", error.sentence)
            return otherwise


def _charges(job: Job) -> Iterator[Charge]:
    for result in job.results:
        if result.cost is not None:
            yield Charge(result.video_uuid, result.cost, estimated=False)
    for number in range(open_results(job)):
        yield Charge(f"open {number}", job.estimate / job.wanted, estimated=True)


def sent_seconds(job: Job) -> float:
    """Seconds of clip that are sent, from what they are estimated to cost."""
    service = SERVICES.get(job.engine)
    if service is None or not job.wanted:
        return 0.0
    per_second = Decimal(service.price_per_second.numerator) / Decimal(service.price_per_second.denominator)
    return float(job.estimate / job.wanted / per_second) if per_second else 0.0


def _kind(job: Job) -> str:
    return f"{job.engine} {job.settings.model}"
