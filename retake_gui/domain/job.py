"""A job: one request to the service, from the click to its takes, and the steps that it may take.

    PREPARING → UPLOADING → SUBMITTING → RUNNING → FETCHING → SUCCEEDED | PARTIAL
        any of these may end FAILED or CANCELLED; SUBMITTING and later may be WAITING (unreachable; resume goes on)
        what ended short of success may be SUBMITTING or RUNNING again when the service may have what was paid for, or
        WAITING when that meets an obstacle; one whose files are gone may be FETCHING again

A job is written down in the state it is about to act in: a job found in SUBMITTING may or may not have been accepted,
so it is asked for before the same body is sent again.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from retake_gui.domain.errors import IllegalTransition
from retake_gui.domain.settings import Mode, RetakeSettings
from retake_gui.domain.span import Span


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    PREPARING = "preparing"
    UPLOADING = "uploading"
    SUBMITTING = "submitting"
    RUNNING = "running"
    FETCHING = "fetching"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in _FINAL

    @property
    def may_be_billed(self) -> bool:
        """Whether the service may have accepted the task."""
        return self not in (JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING)


_FINAL = frozenset({JobState.SUCCEEDED, JobState.PARTIAL, JobState.FAILED, JobState.CANCELLED})
_ENDS = frozenset({JobState.FAILED, JobState.CANCELLED})
_S = JobState
_LEGAL: dict[JobState, frozenset[JobState]] = {
    _S.QUEUED: frozenset({_S.PREPARING}) | _ENDS,
    _S.PREPARING: frozenset({_S.QUEUED, _S.UPLOADING, _S.SUBMITTING, _S.WAITING}) | _ENDS,
    _S.UPLOADING: frozenset({_S.QUEUED, _S.PREPARING, _S.SUBMITTING, _S.WAITING}) | _ENDS,
    _S.SUBMITTING: frozenset({_S.RUNNING, _S.FETCHING, _S.WAITING}) | _ENDS,
    _S.RUNNING: frozenset({_S.FETCHING, _S.WAITING}) | _ENDS,
    _S.FETCHING: frozenset({_S.RUNNING, _S.WAITING, _S.SUCCEEDED, _S.PARTIAL}) | _ENDS,
    _S.WAITING: frozenset({_S.PREPARING, _S.UPLOADING, _S.SUBMITTING, _S.RUNNING, _S.FETCHING}) | _ENDS,
    _S.SUCCEEDED: frozenset({_S.FETCHING, _S.WAITING}),
    _S.PARTIAL: frozenset({_S.RUNNING, _S.FETCHING, _S.WAITING}),
    _S.FAILED: frozenset({_S.SUBMITTING, _S.RUNNING, _S.FETCHING, _S.WAITING}),
    _S.CANCELLED: frozenset({_S.SUBMITTING, _S.RUNNING, _S.WAITING}),
}


def check_transition(old: JobState, new: JobState) -> None:
    """Hold a step against the table; staying is always allowed.

    Raises:
        IllegalTransition: The step is not in it.
    """
    if new is not old and new not in _LEGAL[old]:
        raise IllegalTransition(f"A job cannot go from {old} to {new}.")


@dataclass(frozen=True, slots=True)
class JobFailure:
    """Why a job, or one of its results, failed; ``category`` in the protocol's words.

    Attributes:
        details: The redacted exchange, for *Copy details*.
        guessed: Whether it stands for a result of which the service itself said nothing.
    """

    category: str
    code: str
    message: str
    parameter: str | None = None
    details: str = field(default="", compare=False)
    guessed: bool = False

    def as_json(self) -> dict[str, str | None]:
        """The form that the terminal prints."""
        return {
            "category": self.category,
            "code": self.code,
            "message": self.message,
            "parameter": self.parameter,
        }


@dataclass(frozen=True, slots=True)
class JobResult:
    """One result that the service announced.

    Attributes:
        path: Where the returned file lies once it was fetched and checked.
        attempts: How often its address was asked for again.
    """

    video_uuid: str
    video_url: str
    cost: Decimal | None = None
    seed: int | None = None
    nsfw: bool = False
    path: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """Everything about one request.

    Attributes:
        task_uuid: The identity of the job, here and at the service; version 4.
        clip_id: Which clip of the project.
        segment: Frames of the clip.
        window: The window's plan as plain data (see ``window.Window``), or empty until it is prepared.
        body: The exact task object that is or was sent, or empty until then; sent again only unchanged.
        engine: Key of the service (``draft`` or ``runware``).
        endpoint: Base URL it was sent to.
        estimate: Dollars, before.
        sent: Whether the body may have left: from here on another service or account must not be given it.
        account: A mark of the key that it was sent with, which tells nothing about the key.
        accepted: Whether the service acknowledged it; from then on it is only asked for, never sent again.
        accepted_at: When it did.
        successor: The job that asks once more for what did not come.
        problem: Why it waits; ``None`` for a job that goes on or has ended.
        dismissed: Whether the user took it off the list when it had ended.
    """

    task_uuid: str
    clip_id: int
    segment: Span
    settings: RetakeSettings
    engine: str
    state: JobState
    created: datetime
    updated: datetime
    estimate: Decimal = Decimal(0)
    window: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    endpoint: str = ""
    media_uuid: str = ""
    results: tuple[JobResult, ...] = ()
    failures: tuple[JobFailure, ...] = ()
    sent: bool = False
    account: str = ""
    accepted: bool = False
    accepted_at: datetime | None = None
    successor: str = ""
    problem: JobFailure | None = None
    dismissed: bool = False

    @property
    def mode(self) -> Mode:
        """Which streams are replaced."""
        return self.settings.mode

    @property
    def cost(self) -> Decimal | None:
        """What the service said it cost, all results together, or ``None`` when it said nothing."""
        known = [result.cost for result in self.results if result.cost is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def wanted(self) -> int:
        """How many results were asked for."""
        return self.settings.results

    @property
    def is_answered(self) -> bool:
        """Whether every result either came or failed."""
        return len(self.results) + len(self.failures) >= self.wanted

    @property
    def is_unsent(self) -> bool:
        """Whether no service can have it."""
        return not (self.sent or self.accepted)

    def moved(self, state: JobState, now: datetime, **changes: object) -> "Job":
        """The job after a step.

        Raises:
            IllegalTransition: The step is not allowed.
        """
        steps_back = self.state is JobState.SUBMITTING and state is JobState.QUEUED and self.is_unsent
        if not steps_back:
            check_transition(self.state, state)
        if state is not JobState.WAITING:
            changes = {"problem": None, "dismissed": False, **changes}
        return replace(self, state=state, updated=now, **changes)  # type: ignore[arg-type]
