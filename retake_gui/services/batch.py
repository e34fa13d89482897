"""What the commands of the terminal do, each as one coroutine that returns the exit status."""

import asyncio
import json
import sys
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.job import Job
from retake_gui.domain.settings import Seam
from retake_gui.services.asking import Wish, plan_order, plan_wish, preview
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.planning import check_uuid
from retake_gui.services.problems import failure_of
from retake_gui.services.progress_lines import ProgressLines
from retake_gui.services.reporting import FAILED, INTERRUPTED, UNUSABLE, status_of, status_of_all
from retake_gui.services.request_json import as_json as request_as_json
from retake_gui.services.several import BatchOrder
from retake_gui.services.speaking import say, warn
from retake_gui.services.workshop import Workshop, known_projects, open_project, warn_of_damage, workshop
from retake_gui.store.journal import Delivery
from retake_gui.store.library import Library
from retake_gui.store.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class Batch:
    """What all commands about jobs share.

    Attributes:
        project: The one project that is meant, or all that are known.
        as_json: Whether the last line of the output is a JSON object.
        in_flight: How many jobs go on at once.
    """

    endpoints: Endpoints
    project: Path | None
    as_json: bool
    in_flight: int = 2


async def show_one(wish: Wish, endpoints: Endpoints, project: Path | None, task_uuid: str, *, as_line: bool) -> int:
    """Print the request of a retake; nothing is sent and no job is made."""
    try:
        async with workshop(open_project(project), endpoints) as shop:
            body = await preview(wish, shop)
    finally:
        await endpoints.aclose()
    body = body | {"taskUUID": check_uuid(task_uuid) if task_uuid else str(uuid.uuid4())}
    say(json.dumps([body], ensure_ascii=False) if as_line else request_as_json(body))
    return 0


async def run_one(wish: Wish, batch: Batch, out: Path, seam: Seam, task_uuid: str) -> int:
    """One retake to its fitted clips.

    Raises:
        RetakeError: It was refused before it became a job.
    """
    try:
        project = open_project(batch.project)
        Library().add(project.path)
        async with workshop(project, batch.endpoints) as shop:
            planned = await plan_wish(wish, shop)
            wish.check_price(planned)
            project.remember_prompts(wish.settings.prompt)
            ending = _Ending(shop, several=False)
            with ending:
                job = await shop.runner.start(planned, task_uuid=task_uuid or None, delivery=Delivery(str(out), seam))
                status, described = await ending.see_through(job)
        _print_one(described, as_json=batch.as_json)
        return status
    finally:
        await batch.endpoints.aclose()


async def run_batch(wish: Wish, order: BatchOrder, batch: Batch, out: Path, seam: Seam) -> int:
    """Every segment with every prompt, to fitted clips.

    Raises:
        RetakeError: One of them was refused; none became a job.
    """
    try:
        project = open_project(batch.project)
        Library().add(project.path)
        async with workshop(project, batch.endpoints, batch.in_flight) as shop:
            planned = await plan_order(wish, order, shop)
            wish.check_price(*planned)
            project.remember_prompts(*order.prompts)
            ending = _Ending(shop, several=True)
            with ending:
                jobs = await shop.runner.start_all(planned, Delivery(str(out), seam))
                found = await ending.see_all_through(jobs)
        _print_all([described for _, described in found], as_json=batch.as_json)
        return status_of_all(status for status, _ in found)
    finally:
        await batch.endpoints.aclose()


async def resume_jobs(batch: Batch, wanted: Iterable[str] | None) -> int:
    """Go on with jobs of all known projects, and deliver what was promised and is not there."""
    chosen = None if wanted is None else set(wanted)
    found: list[tuple[int, dict[str, Any]]] = []
    try:
        for path in known_projects(batch.project):
            async with workshop(ProjectFile.open(path), batch.endpoints) as shop:
                warn_of_damage(shop)
                found += await _resume_in(shop, chosen)
    finally:
        await batch.endpoints.aclose()
    if chosen is not None:
        missing = chosen - {described["job"] for _, described in found}
        for task_uuid in sorted(missing):
            warn(f"There is no job {task_uuid}, or nothing is left to do for it.")
        if missing and not found:
            return 2
    _print_all([described for _, described in found], as_json=batch.as_json)
    return status_of_all(status for status, _ in found)


async def retry_jobs(batch: Batch, wanted: Sequence[str]) -> int:
    """Fetch what a service has of jobs that ended early, or ask once more for what did not come, to fitted clips.

    Raises:
        RetakeError: One cannot go on, or another process works on it.
    """
    left, found = list(dict.fromkeys(wanted)), list[tuple[int, dict[str, Any]]]()
    try:
        for path in known_projects(batch.project):
            async with workshop(ProjectFile.open(path), batch.endpoints) as shop:
                here = [task_uuid for task_uuid in left if shop.project.job(task_uuid) is not None]
                left = [task_uuid for task_uuid in left if task_uuid not in here]
                with _Ending(shop, several=True) as ending:
                    found += await ending.see_all_through([await shop.runner.retry(task_uuid) for task_uuid in here])
    finally:
        await batch.endpoints.aclose()
    for task_uuid in left:
        warn(f"There is no job {task_uuid}.")
    if found or not left:
        _print_all([described for _, described in found], as_json=batch.as_json)
    return status_of_all([*(status for status, _ in found), *[UNUSABLE for _ in left]])


async def _resume_in(shop: Workshop, chosen: set[str] | None) -> list[tuple[int, dict[str, Any]]]:
    resumed = {job.task_uuid for job in await shop.runner.resume_all(chosen)}
    jobs = [job for job in shop.project.jobs() if chosen is None or job.task_uuid in chosen]
    left = [job for job in jobs if not job.state.is_final or shop.deliverer.is_due(job)]
    ending = _Ending(shop, several=True)
    for job in left:
        if job.task_uuid not in resumed and not job.state.is_final:
            warn(_left_alone(job, held=shop.runner.turns.is_held(job.task_uuid)))
    with ending:
        return await ending.see_all_through(left)


def _left_alone(job: Job, *, held: bool) -> str:
    if held:
        return f"Job {job.task_uuid} is paused; “retake resume {job.task_uuid}” lets it go on."
    return f"Another program works on job {job.task_uuid}."


class _Ending:
    """Sees jobs through to their fitted files, telling the terminal on the way."""

    def __init__(self, shop: Workshop, *, several: bool) -> None:
        self._shop = shop
        self._lines = ProgressLines(sys.stderr, several=several)
        self._leave = shop.runner.subscribe(self._lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._leave()
        self._lines.close()

    async def see_all_through(self, jobs: Iterable[Job]) -> list[tuple[int, dict[str, Any]]]:
        """Wait for one after the other; after an interruption the rest is described as it is kept."""
        found: list[tuple[int, dict[str, Any]]] = []
        for job in jobs:
            interrupted = any(status == INTERRUPTED for status, _ in found)
            found.append((INTERRUPTED, self._shop.describe(job)) if interrupted else await self.see_through(job))
        return found

    async def see_through(self, job: Job) -> tuple[int, dict[str, Any]]:
        """Wait, deliver, and describe; interrupted, the job is described as it is kept."""
        shop, failures = self._shop, []
        try:
            job = await shop.runner.wait(job.task_uuid)
            problem = shop.runner.problem(job.task_uuid)
            status = status_of(job, problem)
            if problem is not None:
                self._lines.close()
                warn(problem.sentence)
            await shop.deliverer.deliver(job, partial(self._lines.counting, "fitting"))
        except RetakeError as error:
            self._lines.close()
            warn(error.sentence)
            failures.append(failure_of(error).as_json())
            status = FAILED
        except asyncio.CancelledError:
            self._lines.close()
            warn(f"Interrupted. Job {job.task_uuid} is kept: “retake resume” goes on with it.")
            status = INTERRUPTED
        described: dict[str, Any] = shop.describe(job)
        described["errors"] += failures
        return status, described


def _print_one(described: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(described))
        return
    for take in described["takes"]:
        mark = " (DRAFT)" if take["draft"] else ""
        say(f"{take['name']}{mark}: {take['path'] or take['returned']}")


def _print_all(described: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say(json.dumps({"jobs": described}))
        return
    for job in described:
        say(f"{job['job']}  {job['state']}")
        _print_one(job, as_json=False)
