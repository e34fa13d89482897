"""What ``retake jobs`` and its commands do, each as one coroutine that returns the exit status."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from retake_gui.domain.errors import Refused
from retake_gui.domain.job import JobState
from retake_gui.domain.price import dollars
from retake_gui.domain.service import DRAFT
from retake_gui.services.batch import Batch
from retake_gui.services.bookkeeping import Books
from retake_gui.services.jobs import Move
from retake_gui.services.speaking import say, warn
from retake_gui.services.workshop import Workshop, known_projects, warn_of_damage, workshop
from retake_gui.store.project_file import ProjectFile

Change = Callable[[Workshop, str], Awaitable[object]]


async def list_jobs(batch: Batch) -> int:
    """Every job of every known project, or of one."""
    described: list[dict[str, Any]] = []
    for path in known_projects(batch.project):
        async with workshop(ProjectFile.open(path), batch.endpoints) as shop:
            described += [shop.describe(job) for job in shop.project.jobs()]
            warn_of_damage(shop)
    _print_jobs(described, as_json=batch.as_json)
    if not batch.as_json:
        __say_total()
    return 0


def _print_jobs(described: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say(json.dumps({"jobs": described}))
        return
    for job in described:
        cost = job["cost"] if job["cost"] is not None else job["estimate"]
        age = datetime.now(UTC) - datetime.fromisoformat(job["created"])
        minutes = int(age.total_seconds() // 60)
        words = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
        price = f"{'would cost ' if job['engine'] == DRAFT.key else ''}{dollars(Decimal(str(cost)))}"
        held = "  held back" if job["held"] else ""
        say(f"{job['job']}  {job['state']:<9}  {price:<17}  {words} ago{held}")


def __say_total() -> None:
    """What this machine's jobs cost in this month, where they cost anything."""
    books = Books()
    spent = books.month_total()
    books.close()
    if spent.total:
        guessed = f", and about {dollars(spent.estimated)} not told yet" if spent.estimated else ""
        say(f"This month: {dollars(spent.known)}{guessed}")


async def cancel_jobs(batch: Batch, wanted: Sequence[str]) -> int:
    """Stop working on jobs, and say of each that a service has whether it goes on there.

    Raises:
        StorageError: Another process works on one.
    """

    async def cancel(shop: Workshop, task_uuid: str) -> None:
        job = await shop.runner.cancel(task_uuid)
        if job.state is JobState.CANCELLED and job.accepted and job.engine != DRAFT.key:
            warn(
                f"Job {task_uuid} is cancelled here only: the service may still run it and bill it. "
                f"“retake jobs retry {task_uuid}” fetches its result."
            )

    return await _change(batch, wanted, cancel)


async def hold_jobs(batch: Batch, wanted: Sequence[str]) -> int:
    """Hold jobs back.

    Raises:
        Refused: A service has one already.
        StorageError: Another process works on one.
    """
    return await _change(batch, wanted, lambda shop, task_uuid: shop.runner.hold(task_uuid))


async def release_jobs(batch: Batch, wanted: Sequence[str]) -> int:
    """Let jobs have their turn again; they are not begun here.

    Raises:
        StorageError: Another process works on one.
    """
    return await _change(batch, wanted, lambda shop, task_uuid: shop.runner.let_go(task_uuid, go_on=False))


async def move_job(batch: Batch, task_uuid: str, place: str) -> int:
    """Put a job elsewhere in the queue of its project, and print that queue.

    Raises:
        Refused: It does not wait for its turn.
        StorageError: Another process works on it.
    """
    order: list[str] = []

    async def move(shop: Workshop, task_uuid: str) -> None:
        queue = [job for job in shop.project.jobs() if job.state is JobState.QUEUED]
        if task_uuid not in {job.task_uuid for job in queue}:
            raise Refused(f"Job {task_uuid} does not wait for its turn.", do="“retake jobs” lists those that do.")
        for job in queue:
            shop.runner.turns.expect(job.task_uuid)
        await shop.runner.claimed(task_uuid)
        order.extend(await shop.runner.turns.move(task_uuid, Move(place)))

    return await _change(batch, [task_uuid], move, shown=order)


async def _change(batch: Batch, wanted: Sequence[str], change: Change, shown: Sequence[str] = ()) -> int:
    """Change jobs in whichever project each is, and print them (or, in their order, those to be shown)."""
    left = list(dict.fromkeys(wanted))
    described: list[dict[str, Any]] = []
    for path in known_projects(batch.project):
        async with workshop(ProjectFile.open(path), batch.endpoints) as shop:
            here = [task_uuid for task_uuid in left if shop.project.job(task_uuid) is not None]
            for task_uuid in here:
                await change(shop, task_uuid)
                left.remove(task_uuid)
            found = [shop.project.job(task_uuid) for task_uuid in (here and shown) or here]
            described += [shop.describe(job) for job in found if job is not None]
    for task_uuid in left:
        warn(f"There is no job {task_uuid}.")
    if described or not left:
        _print_jobs(described, as_json=batch.as_json)
    return 2 if left else 0
