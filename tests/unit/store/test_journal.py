import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from retake_gui.domain.errors import StorageError, UnusableFile
from retake_gui.domain.job import Job, JobFailure, JobResult, JobState
from retake_gui.domain.settings import Seam
from retake_gui.store.journal import Delivery
from retake_gui.store.owner import is_alive, this_process
from retake_gui.store.project_copy import copy_project
from retake_gui.store.project_file import ProjectFile


def test_a_job_comes_back_as_it_was_written(project: ProjectFile, job: Job) -> None:
    project.insert_job(job, Delivery("/out", Seam.DISSOLVE))
    later = replace(
        job,
        state=JobState.FETCHING,
        estimate=Decimal("0.405"),
        body={"taskUUID": job.task_uuid},
        window={"sent": [1, 2]},
        results=(
            JobResult(
                "v",
                "https://x/v.mp4",
                Decimal("0.4"),
                7,
                nsfw=True,
                path=str(project.takes_folder / "v.mp4"),
                extra={"a": 1},
            ),
        ),
        failures=(JobFailure("provider", "taskFailed", "no"),),
        problem=JobFailure("server", "ServiceUnreachable", "The host does not answer.", details="HTTP 503"),
    )
    project.save_job(later)
    project.close()
    with ProjectFile.open(project.path) as again:
        assert again.jobs() == [later]
        assert again.unfinished_jobs() == [later]
        assert again.delivery(job.task_uuid) == Delivery("/out", Seam.DISSOLVE)
        again.save_job(replace(later, state=JobState.PARTIAL))
        assert again.unfinished_jobs() == []


def test_the_same_task_is_never_written_twice(project: ProjectFile, job: Job) -> None:
    project.insert_job(job)
    with pytest.raises(StorageError, match="already"):
        project.insert_job(job)


def test_a_job_is_claimed_by_one_living_process(project: ProjectFile, job: Job) -> None:
    project.insert_job(job)
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = this_process().replace(f":{os.getpid()}:", f":{child.pid}:").rpartition(":")[0]
    with open(f"/proc/{child.pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123
        owner += ":" + stat.read().rpartition(")")[2].split()[19]
    assert is_alive(owner)
    assert project.claim_job(job.task_uuid, owner)
    assert not project.claim_job(job.task_uuid, this_process())
    with pytest.raises(StorageError, match="Another program works on a job"):
        copy_project(project, project.path.with_name("copy.retake"))
    assert project.job(job.task_uuid) == job
    child.kill()
    child.communicate()
    assert not is_alive(owner)
    assert project.claim_job(job.task_uuid, this_process())
    project.release_job(job.task_uuid, owner)
    assert not project.claim_job(job.task_uuid, "x:y:z") or not is_alive(this_process())
    project.release_job(job.task_uuid, this_process())
    assert project.claim_job(job.task_uuid, "x:y:z")


def test_an_earlier_process_with_the_same_number_is_dead() -> None:
    boot, number, _ = this_process().split(":")
    assert is_alive(this_process())
    assert not is_alive(f"{boot}:{number}:1")
    assert not is_alive(f"other-boot:{number}:1")


@pytest.mark.parametrize(("state", "kept"), [(JobState.FAILED, True), (JobState.WAITING, False)])
def test_only_what_has_ended_can_be_dismissed(project: ProjectFile, job: Job, state: JobState, kept: bool) -> None:
    project.insert_job(replace(job, state=state))
    project.dismiss_job(job.task_uuid)
    found = project.job(job.task_uuid)
    assert found is not None
    assert found.dismissed is kept


def test_a_removed_job_is_gone(project: ProjectFile, job: Job) -> None:
    project.insert_job(job)
    project.remove_job(job.task_uuid)
    assert project.job(job.task_uuid) is None
    assert not project.claim_job(job.task_uuid, this_process())


def test_a_job_that_was_moved_away_cannot_be_gone_on_with(project: ProjectFile, job: Job) -> None:
    project.insert_job(job)
    project.remove_job(job.task_uuid)

    with pytest.raises(StorageError, match="is not in this project any more"):
        project.save_job(job)


@pytest.mark.parametrize(
    "change",
    [
        "facts = '{half'",
        "facts = '[]'",
        "facts = '{}'",
        'facts = replace(facts, \'"estimate"\', \'"estimate": "much", "x"\')',
        "facts = replace(facts, '\"segment\": [', '\"segment\": [[')",
        "state = 'dreaming'",
        "created = 'yesterday'",
    ],
)
def test_one_damaged_record_takes_no_other_job_along_and_is_kept(project: ProjectFile, job: Job, change: str) -> None:
    other = replace(job, task_uuid="fd711854-7776-4ba6-aabc-45346fc7ec37")
    for each in (job, other):
        project.insert_job(each)
    assert project.damage() is None
    with project.writing() as link:
        link.execute(f"UPDATE job SET {change} WHERE task_uuid = ?", (job.task_uuid,))  # noqa: S608 - this test's words
    before = project.rows("SELECT * FROM job WHERE task_uuid = ?", (job.task_uuid,))
    assert project.jobs() == project.unfinished_jobs() == [other]
    damage = project.damage()
    assert damage is not None
    assert job.task_uuid in damage.sentence
    with pytest.raises(UnusableFile, match="is damaged"):
        project.job(job.task_uuid)
    assert project.rows("SELECT * FROM job WHERE task_uuid = ?", (job.task_uuid,)) == before
