"""Putting the fitted takes of a job where the terminal promised them, also from a later run."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from retake_gui.domain.job import Job
from retake_gui.domain.seams import Seams
from retake_gui.domain.take import Take
from retake_gui.services.background import Progress, commit
from retake_gui.services.exporting import Exporter
from retake_gui.store.project_file import ProjectFile

DELIVERED = "delivered"


class Deliverer:
    """Exports each take of a job once."""

    def __init__(self, project: ProjectFile, exporter: Exporter) -> None:
        self._project, self._exporter = project, exporter

    def takes_of(self, job: Job) -> list[Take]:
        """The takes that a job made."""
        return [take for take in self._project.takes(job.clip_id) if take.task_uuid == job.task_uuid]

    def is_due(self, job: Job) -> bool:
        """Whether something that was promised is not there yet."""
        promised = bool(self._project.delivery(job.task_uuid).folder)
        return promised and any(take.fit and DELIVERED not in take.report for take in self.takes_of(job))

    async def deliver(self, job: Job, on_progress: Progress | None = None) -> list[Take]:
        """Export what was promised; takes that cannot be fitted are left as they were returned.

        Raises:
            RetakeError: A take could not be written; those before it are delivered.
        """
        promise = self._project.delivery(job.task_uuid)
        delivered = []
        for take in self.takes_of(job):
            if not promise.folder or not take.fit or DELIVERED in take.report:
                delivered.append(take)
                continue
            target = free_name(Path(promise.folder) / self._exporter.suggested_name(take))
            joined = replace(take, seams=Seams.both(promise.seam))
            written = await self._exporter.export(joined, target, on_progress=on_progress)
            marked = replace(joined, report=take.report | {DELIVERED: str(written.path)})
            await commit(partial(self._project.save_take, marked))
            delivered.append(marked)
        return delivered


def free_name(path: Path) -> Path:
    """The name itself, or with a number where something of that name exists: nothing is ever overwritten."""
    counter, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}_{counter}{path.suffix}")
        counter += 1
    return free
