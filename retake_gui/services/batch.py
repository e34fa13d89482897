"""What the commands of the terminal do, each as one coroutine that returns the exit status."""

import asyncio
import json
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Self

from retake_gui.domain.errors import RetakeError, SettingRefused, StorageError
from retake_gui.domain.job import Job
from retake_gui.domain.naming import NameTemplate
from retake_gui.domain.price import dollars
from retake_gui.domain.seams import Seams
from retake_gui.domain.service import DRAFT
from retake_gui.domain.settings import Seam
from retake_gui.services.asking import Wish, plan_wish, preview
from retake_gui.services.bookkeeping import Books
from retake_gui.services.delivering import free_name
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.exporting import ENDINGS
from retake_gui.services.planning import check_uuid
from retake_gui.services.problems import failure_of
from retake_gui.services.progress_lines import ProgressLines
from retake_gui.services.reporting import FAILED, INTERRUPTED, status_of, status_of_all
from retake_gui.services.request_json import as_json as request_as_json
from retake_gui.services.workshop import Workshop, known_projects, open_project, workshop
from retake_gui.store.journal import Delivery
from retake_gui.store.library import Library
from retake_gui.store.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class Batch:
    """What all commands about jobs share.

    Attributes:
        project: The one project that is meant, or all that are known.
        as_json: Whether the last line of the output is a JSON object.
    """

    endpoints: Endpoints
    project: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What ``export`` was asked for.

    Attributes:
        take: A name, or empty for every chosen take.
        seam: At both edges, or ``None`` for what is kept with each take.
        template: Names of the files where every chosen take is written.
        handles: Frames on each side that a segment brings along.
    """

    project: Path
    take: str
    out: Path
    render: str
    codec: str
    seam: Seam | None = None
    template: NameTemplate = field(default_factory=NameTemplate)
    handles: int = 0


async def show_one(wish: Wish, endpoints: Endpoints, project: Path | None, task_uuid: str, *, as_line: bool) -> int:
    """Print the request of a retake; nothing is sent and no job is made."""
    try:
        async with workshop(open_project(project), endpoints) as shop:
            body = await preview(wish, shop)
    finally:
        await endpoints.aclose()
    body = body | {"taskUUID": check_uuid(task_uuid) if task_uuid else str(uuid.uuid4())}
    _say(json.dumps([body], ensure_ascii=False) if as_line else request_as_json(body))
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


async def resume_jobs(batch: Batch, wanted: Iterable[str] | None) -> int:
    """Go on with jobs of all known projects, and deliver what was promised and is not there."""
    chosen = None if wanted is None else set(wanted)
    found: list[tuple[int, dict[str, Any]]] = []
    try:
        for path in known_projects(batch.project):
            async with workshop(ProjectFile.open(path), batch.endpoints) as shop:
                found += await _resume_in(shop, chosen)
    finally:
        await batch.endpoints.aclose()
    if chosen is not None:
        missing = chosen - {described["job"] for _, described in found}
        for task_uuid in sorted(missing):
            _warn(f"There is no job {task_uuid}, or nothing is left to do for it.")
        if missing and not found:
            return 2
    _print_all([described for _, described in found], as_json=batch.as_json)
    return status_of_all(status for status, _ in found)


async def _resume_in(shop: Workshop, chosen: set[str] | None) -> list[tuple[int, dict[str, Any]]]:
    resumed = {job.task_uuid for job in await shop.runner.resume_all(chosen)}
    jobs = [job for job in shop.project.jobs() if chosen is None or job.task_uuid in chosen]
    left = [job for job in jobs if not job.state.is_final or shop.deliverer.is_due(job)]
    ending = _Ending(shop, several=True)
    with ending:
        found: list[tuple[int, dict[str, Any]]] = []
        for job in left:
            if job.task_uuid not in resumed and not job.state.is_final:
                _warn(_left_alone(job, held=shop.runner.turns.is_held(job.task_uuid)))
            interrupted = any(status == INTERRUPTED for status, _ in found)
            found.append((INTERRUPTED, shop.describe(job)) if interrupted else await ending.see_through(job))
    return found


def _left_alone(job: Job, *, held: bool) -> str:
    if held:
        return f"Job {job.task_uuid} is paused; “retake resume {job.task_uuid}” lets it go on."
    return f"Another program works on job {job.task_uuid}."


async def list_jobs(batch: Batch) -> int:
    """Every job of every known project, or of one."""
    described: list[dict[str, Any]] = []
    for path in known_projects(batch.project):
        async with workshop(ProjectFile.open(path), batch.endpoints) as shop:
            described += [shop.describe(job) for job in shop.project.jobs()]
    if batch.as_json:
        _say(json.dumps({"jobs": described}))
        return 0
    for job in described:
        cost = job["cost"] if job["cost"] is not None else job["estimate"]
        age = datetime.now(UTC) - datetime.fromisoformat(job["created"])
        minutes = int(age.total_seconds() // 60)
        words = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
        price = f"{'would cost ' if job['engine'] == DRAFT.key else ''}{dollars(Decimal(str(cost)))}"
        _say(f"{job['job']}  {job['state']:<9}  {price:<17}  {words} ago")
    _say_total()
    return 0


def _say_total() -> None:
    """What this machine's jobs cost in this month, where they cost anything."""
    books = Books()
    spent = books.month_total()
    books.close()
    if spent.total:
        guessed = f", and about {dollars(spent.estimated)} not told yet" if spent.estimated else ""
        _say(f"This month: {dollars(spent.known)}{guessed}")


async def export_takes(order: ExportOrder, endpoints: Endpoints, *, as_json: bool) -> int:
    """Write one take of a project, or every chosen one, to files.

    Raises:
        RetakeError: There is no such project or take, or it cannot be written.
    """
    project = ProjectFile.open(order.project)
    async with workshop(project, endpoints) as shop:
        written: list[dict[str, Any]] = []
        lines = ProgressLines(sys.stderr)
        for take, target in _ordered(order, shop):
            report = await shop.exporter.export(
                take if order.seam is None else replace(take, seams=Seams.both(order.seam)),
                target,
                kind=order.render,
                codec=order.codec,
                handles=order.handles,
                on_progress=partial(lines.counting, "exporting"),
            )
            lines.close()
            written.append({"name": shop.exporter.name_of(take), "path": str(report.path), "notes": list(report.notes)})
    if as_json:
        _say(json.dumps({"exports": written}))
    else:
        for entry in written:
            _say(entry["path"])
            for note in entry["notes"]:
                _warn(note)
    return 0


def _ordered(order: ExportOrder, shop: Workshop) -> list[tuple[Any, Path]]:
    takes = shop.project.takes()
    out = order.out.expanduser().absolute()
    if order.take:
        names = {shop.exporter.name_of(take): take for take in takes}
        if order.take not in names:
            known = ", ".join(sorted(names)) or "none"
            raise SettingRefused("take", f"There is no take “{order.take}”.", do=f"The project has: {known}.")
        return [(names[order.take], out)]
    chosen = {(clip.id, clip.chosen_take) for clip in shop.project.clips() if clip.chosen_take}
    picked = [take for take in takes if (take.clip_id, take.number) in chosen]
    if not picked:
        raise SettingRefused("take", "No take is chosen in this project.", do="Choose some in the window.")
    if out.exists() and not out.is_dir():
        raise StorageError(f"{out} is not a folder.", do="Name a folder with --out.")
    out.mkdir(parents=True, exist_ok=True)
    ending = ENDINGS.get(order.codec)
    return [(take, free_name(out / shop.exporter.suggested_name(take, order.template, ending))) for take in picked]


async def show_balance(endpoints: Endpoints, engine: str | None, *, as_json: bool) -> int:
    """What is on the account.

    Raises:
        RetakeError: There is no key, or the service does not answer.
    """
    try:
        amount = await endpoints.balance(engine or endpoints.default_engine)
    finally:
        await endpoints.aclose()
    _say(json.dumps({"balance": float(amount)}) if as_json else dollars(amount))
    return 0


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

    async def see_through(self, job: Job) -> tuple[int, dict[str, Any]]:
        """Wait, deliver, and describe; interrupted, the job is described as it is kept."""
        shop, failures = self._shop, []
        try:
            job = await shop.runner.wait(job.task_uuid)
            problem = shop.runner.problem(job.task_uuid)
            status = status_of(job, problem)
            if problem is not None:
                self._lines.close()
                _warn(problem.sentence)
            await shop.deliverer.deliver(job, partial(self._lines.counting, "fitting"))
        except RetakeError as error:
            self._lines.close()
            _warn(error.sentence)
            failures.append(failure_of(error).as_json())
            status = FAILED
        except asyncio.CancelledError:
            self._lines.close()
            _warn(f"Interrupted. Job {job.task_uuid} is kept: “retake resume” goes on with it.")
            status = INTERRUPTED
        described: dict[str, Any] = shop.describe(job)
        described["errors"] += failures
        return status, described


def _print_one(described: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        _say(json.dumps(described))
        return
    for take in described["takes"]:
        mark = " (DRAFT)" if take["draft"] else ""
        _say(f"{take['name']}{mark}: {take['path'] or take['returned']}")


def _print_all(described: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        _say(json.dumps({"jobs": described}))
        return
    for job in described:
        _say(f"{job['job']}  {job['state']}")
        _print_one(job, as_json=False)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _warn(text: str) -> None:
    sys.stderr.write(f"{' '.join(text.split())}\n")
    sys.stderr.flush()
