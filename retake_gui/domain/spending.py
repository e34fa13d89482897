"""What jobs have cost: what the service named, and what is expected where it named nothing yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from retake_gui.domain.errors import BrokenResult
from retake_gui.domain.job import Job
from retake_gui.domain.service import SERVICES


@dataclass(frozen=True, slots=True)
class Spent:
    """Dollars.

    Attributes:
        known: As the service named them.
        estimated: For results that were accepted and whose cost is not known (yet).
    """

    known: Decimal = Decimal(0)
    estimated: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Both together."""
        return self.known + self.estimated

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.known + other.known, self.estimated + other.estimated)


def is_billed(job: Job) -> bool:
    """Whether somebody pays for it: a service has it that is no draft engine, and says nothing of being one."""
    service = SERVICES.get(job.engine)
    is_draft = service is not None and service.is_draft
    return job.accepted and not is_draft and not any(result.extra.get("draft") is True for result in job.results)


def open_results(job: Job) -> int:
    """Results that are billed without a known price: they came without one, or are still to come.

    One that came and cannot be used was made, and is billed, all the same.
    """
    priced = sum(result.cost is not None for result in job.results)
    refused = sum(failure.code != BrokenResult.__name__ for failure in job.failures)
    return max(0, job.wanted - refused - priced)


def spent_on(jobs: Iterable[Job]) -> Spent:
    """What some jobs cost together; drafts cost nothing."""
    total = Spent()
    for job in filter(is_billed, jobs):
        total += Spent(job.cost or Decimal(0), job.estimate * open_results(job) / job.wanted)
    return total
