"""A project under another name, to which its unfinished jobs move: each goes on in one project only."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retake_gui.domain.errors import StorageError
from retake_gui.store.journal import release_all
from retake_gui.store.owner import this_process
from retake_gui.store.project_file import ProjectFile


def copy_project(project: ProjectFile, path: Path) -> None:
    """Copy a project with the files of its takes under another name; jobs that have not ended move to the copy.

    A job must go on in one project only, so nobody may be working on one meanwhile. The copy gets its name when
    everything is in it.

    Raises:
        StorageError: The name is taken, or the disk refuses; the project stays as it was.
    """
    target = path.absolute()
    folder = target.with_suffix(project.takes_folder.suffix)
    if target.exists() or folder.exists():
        raise StorageError(f"{target.name} exists already.", kept="It was not changed.", do="Choose another name.")
    part = target.with_name(f".{target.name}.part")
    with _claimed(project) as moving:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                if project.takes_folder.is_dir():
                    shutil.copytree(project.takes_folder, folder)
                project.write_copy(part)
                release_all(part)
                part.rename(target)
            except OSError:
                shutil.rmtree(folder, ignore_errors=True)
                part.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StorageError(
                f"The project could not be saved to {target.parent}: {error.strerror or error}.",
                kept=f"{project.path.name} is as it was.",
                do="Make room there, or choose another folder.",
            ) from error
        try:
            project.remove_jobs(moving)
        except StorageError:
            if set(moving) <= {job.task_uuid for job in project.unfinished_jobs()}:
                _take_back(project, target, folder)
            raise


def _take_back(project: ProjectFile, target: Path, folder: Path) -> None:
    """Remove a copy whose jobs could not leave the project, before the same jobs go on in both."""
    try:
        target.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"{target.name} is a copy that cannot be used, and cannot be removed: {error.strerror}.",
            kept=f"{project.path.name} is as it was, and its jobs go on there.",
            do=f"Remove {target.name} yourself and do not open it: its jobs would be done twice.",
        ) from error
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _claimed(project: ProjectFile) -> Iterator[list[str]]:
    """The jobs that have not ended; no other program begins with one of them meanwhile."""
    claimed: list[str] = []
    try:
        for job in project.unfinished_jobs():
            if not project.claim_job(job.task_uuid, this_process()):
                raise StorageError(
                    f"Another program works on a job of {project.path.name}.",
                    kept="Nothing was changed.",
                    do="Save it elsewhere once that has ended.",
                )
            claimed.append(job.task_uuid)
        yield claimed
    finally:
        for task_uuid in claimed:
            project.release_job(task_uuid, this_process())
