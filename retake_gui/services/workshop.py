"""Everything that works on one project without a window, built together and ended together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from retake_gui.domain.job import Job
from retake_gui.services.delivering import Deliverer
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.exporting import Exporter
from retake_gui.services.jobs import JobRunner
from retake_gui.services.opening import ClipOpener
from retake_gui.services.reporting import job_object
from retake_gui.services.speaking import warn
from retake_gui.store.library import Library
from retake_gui.store.project_file import ProjectFile

TERMINAL = "Terminal"
"""The project of retakes from the terminal that name none."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """One project and what works on it."""

    project: ProjectFile
    endpoints: Endpoints
    opener: ClipOpener
    runner: JobRunner
    exporter: Exporter
    deliverer: Deliverer

    def describe(self, job: Job) -> dict[str, object]:
        """The object that the terminal prints for a job."""
        takes = self.deliverer.takes_of(job)
        names = {take.id: self.exporter.name_of(take) for take in takes}
        described = job_object(job, takes, names, self.runner.problem(job.task_uuid))
        held = self.runner.turns.is_held(job.task_uuid) and not job.state.is_final
        return described | {"held": held, "project": str(self.project.path)}


def open_project(path: Path | None) -> ProjectFile:
    """A project by its path, made when it is missing; the terminal's own for ``None``.

    Raises:
        StorageError: It cannot be used.
    """
    if path is None:
        return ProjectFile.open_untitled(TERMINAL)
    return ProjectFile.open(path) if path.exists() else ProjectFile.create(path)


@asynccontextmanager
async def workshop(project: ProjectFile, endpoints: Endpoints, in_flight: int = 2) -> AsyncIterator[Workshop]:
    """Work on a project; at the end jobs are left in the journal where they are, and the project is closed."""
    runner = JobRunner(project, endpoints, in_flight=in_flight)
    exporter = Exporter(project)
    try:
        yield Workshop(project, endpoints, ClipOpener(project), runner, exporter, Deliverer(project, exporter))
    finally:
        await runner.aclose()
        project.close()


def warn_of_damage(shop: Workshop) -> None:
    """Say which clips, takes and jobs of a project are passed over because their records cannot be read."""
    damage = shop.project.damage()
    if damage is not None:
        warn(damage.sentence)


def known_projects(only: Path | None) -> list[Path]:
    """One project, or all that this machine knows."""
    return [only] if only is not None else Library().known()
