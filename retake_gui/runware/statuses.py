"""What an answer to a poll says about each task that was asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from retake_gui.domain.errors import Category
from retake_gui.domain.job import JobFailure, JobResult
from retake_gui.runware.addresses import identities
from retake_gui.runware.categories import categorise, service_error
from retake_gui.runware.secret import Secret
from retake_gui.runware.wire import Envelope, ErrorObject, Item

_FAILED = frozenset({"error", "failed", "failure"})
_OF_A_TASK = frozenset({Category.SAFETY, Category.PROVIDER, Category.NOT_FOUND})
"""What only a task can be refused for; anything else without its UUID may be about the request, the account or the
service, and a job that may be paid does not end by it."""


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """One task, as far as the service told; cumulative, so a later one replaces an earlier one.

    Attributes:
        state: ``done`` as soon as there is a result or a failure; ``unknown`` where the service shows no sign of it,
            as in an error that does not name it.
        progress: 0 to 100, or ``None``.
        results: What came, told apart by ``video_uuid``.
        failures: What will not come.
        not_found: The service's word that it does not know the task, if it said so.
        of_all: A failure that names no result while nothing is shown as being made: it may be of the task as a whole.
    """

    task_uuid: str
    state: Literal["processing", "done", "unknown"]
    progress: int | None = None
    results: tuple[JobResult, ...] = ()
    failures: tuple[JobFailure, ...] = ()
    not_found: JobFailure | None = None
    of_all: JobFailure | None = None


def read_statuses(envelope: Envelope, asked: Sequence[str], key: Secret) -> dict[str, TaskStatus]:
    """Sort an answer by task; results are taken in before any error is looked at."""
    return {task_uuid: _status(envelope, task_uuid, key, alone=len(asked) == 1) for task_uuid in asked}


def _status(envelope: Envelope, task_uuid: str, key: Secret, *, alone: bool) -> TaskStatus:
    def names(uuid: str) -> bool:
        return uuid.lower() == task_uuid.lower()

    def meant(error: ErrorObject) -> bool:
        return names(error.task_uuid) or (alone and not error.task_uuid and categorise(error.code) in _OF_A_TASK)

    items = [item for item in envelope.items if names(item.task_uuid) or (alone and not item.task_uuid)]
    errors = [error for error in envelope.errors if meant(error)]
    results = _results(items, key)
    lost = [error for error in errors if categorise(error.code) is Category.NOT_FOUND]
    failed = _failures(items, [error for error in errors if error not in lost], key, envelope.story)
    progress = max((item.progress for item in items if item.progress is not None), default=None)
    shown = bool(items) or any(names(error.task_uuid) for error in errors)
    state: Literal["processing", "done", "unknown"] = "processing" if items else "unknown"
    return TaskStatus(
        task_uuid,
        "done" if results or (failed and shown) else state,
        None if progress is None else min(100, round(progress)),
        results,
        failed,
        _failure(lost[0], key, envelope.story) if lost else None,
        None if any(map(_is_going_on, items)) else _of_all(items, errors, failed),
    )


def _is_going_on(item: Item) -> bool:
    return not (item.video_url or item.error or item.status.lower() in _FAILED)


def _of_all(items: Iterable[Item], errors: Iterable[ErrorObject], failed: Sequence[JobFailure]) -> JobFailure | None:
    named = {error.video_uuid for error in errors} | {item.video_uuid for item in items if not item.video_url}
    return failed[0] if failed and "" in named else None


def _results(items: Iterable[Item], key: Secret) -> tuple[JobResult, ...]:
    found: dict[str, JobResult] = {}
    came = [item for item in items if item.video_url and item.status.lower() not in _FAILED]
    nameless = identities(item.video_url for item in came if not item.video_uuid)
    for item in came:
        identity = item.video_uuid or nameless[item.video_url]
        found[identity] = JobResult(
            identity,
            item.video_url,
            cost=item.cost,
            seed=item.seed,
            nsfw=item.nsfw,
            extra=_without(key, item.unknown),
        )
    return tuple(found.values())


def _without(key: Secret, facts: dict[str, Any]) -> dict[str, Any]:
    """Unknown fields are kept, but for a key that a service might repeat in them."""
    return {key.removed_from(name): _masked(key, value) for name, value in facts.items()}


def _masked(key: Secret, value: Any) -> Any:
    if isinstance(value, str):
        return key.removed_from(value)
    if isinstance(value, dict):
        return _without(key, value)
    return [_masked(key, each) for each in value] if isinstance(value, list) else value


def _failures(items: Iterable[Item], errors: Sequence[ErrorObject], key: Secret, story: str) -> tuple[JobFailure, ...]:
    """Failures of both encodings; one that is told in both ways counts once."""
    told = list(errors)
    unmatched = list(errors)
    for item in items:
        if item.status.lower() not in _FAILED and not item.error:
            continue
        error = ErrorObject.read({"videoUUID": item.video_uuid, **item.error})
        same = next((other for other in unmatched if _same(error, other)), None)
        if same is None:
            told.append(error)
        else:
            unmatched.remove(same)
    return tuple(_failure(error, key, story) for error in told)


def _same(one: ErrorObject, other: ErrorObject) -> bool:
    if one.video_uuid and other.video_uuid:
        return one.video_uuid == other.video_uuid
    return (one.code, one.message) == (other.code, other.message)


def _failure(error: ErrorObject, key: Secret, story: str) -> JobFailure:
    said = service_error(error, key, details=story)
    return JobFailure(said.category.value, said.code, said.sentence, ", ".join(said.parameters) or None, said.details)
