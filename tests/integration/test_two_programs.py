"""Two programs at once on one project, or on copies of it: a job is worked on by one, and sent once."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from retake_gui.domain.job import JobState
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.integration.fault_bench import KEY, bench_at
from tests.integration.mishaps import status
from tests.integration.service import Service, serving_by_the_page
from tests.integration.terminal import command, environment, retake_here

_JOBS = 3


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    film = numbered_clip(tmp_path / "film.mp4", frames=73, rate=24)
    with serving_by_the_page(film.read_bytes(), work=4) as served:
        yield served


async def waiting_jobs(service: Service, folder: Path) -> list[str]:
    """Jobs that were written down and could not be sent."""
    service.always["submit"] = status(503)
    async with bench_at(folder, service, folder / "film.mp4") as bench:
        started = [await bench.runner.start(await bench.plan(upload=False)) for _ in range(_JOBS)]
        for job in started:
            assert (await bench.runner.wait(job.task_uuid)).state is JobState.WAITING
    service.heal()
    return [job.task_uuid for job in started]


def resume_at_once(projects: list[Path], service: Service, cwd: Path) -> list[int]:
    """``retake resume`` in as many processes at the same time; their exit statuses."""
    env = environment(RETAKE_BASE_URL=service.base_url, RUNWARE_API_KEY=KEY, RETAKE_POLL_SCALE="0.1")
    running = [
        subprocess.Popen(
            command("resume", "--project", path, "--json"), cwd=cwd, env=env, stdout=subprocess.PIPE, text=True
        )
        for path in projects
    ]
    for process in running:
        out, _ = process.communicate(timeout=60)
        assert json.loads(out.splitlines()[-1])
    return [process.returncode for process in running]


async def test_two_programs_on_one_project_share_its_jobs(service: Service, tmp_path: Path) -> None:
    jobs = await waiting_jobs(service, tmp_path)
    path = tmp_path / "film.retake"
    resume_at_once([path, path], service, tmp_path)
    with ProjectFile.open(path) as project:
        assert {job.task_uuid: job.state for job in project.jobs()} == dict.fromkeys(jobs, JobState.SUCCEEDED)
        assert len(project.takes()) == _JOBS
    assert set(service.accepted) == set(jobs)
    assert [len(bodies) for bodies in service.bodies.values()] == [1] * _JOBS


async def test_a_copied_project_never_pays_again(service: Service, tmp_path: Path) -> None:
    jobs = await waiting_jobs(service, tmp_path)
    path, copy = tmp_path / "film.retake", tmp_path / "copy.retake"
    shutil.copy(path, copy)
    assert resume_at_once([path, copy], service, tmp_path) == [0, 0]
    assert set(service.accepted) == set(service.bodies) == set(jobs)
    for each in (path, copy):
        with ProjectFile.open(each) as project:
            assert len(project.takes()) == _JOBS


def resume_here(service: Service, cwd: Path, key: str = KEY) -> int:
    """``retake resume`` with a service and a key; its exit status."""
    words = ("resume", "--project", cwd / "film.retake", "--json")
    return retake_here(*words, cwd=cwd, RETAKE_BASE_URL=service.base_url, RUNWARE_API_KEY=key).status


def test_what_may_have_been_accepted_is_never_given_to_another_account(service: Service, tmp_path: Path) -> None:
    jobs = asyncio.run(waiting_jobs(service, tmp_path))
    assert resume_here(service, tmp_path, "another key") == 3
    assert service.accepted == {}
    assert resume_here(service, tmp_path) == 0
    assert set(service.accepted) == set(jobs)


def test_a_job_that_is_paused_goes_on_when_it_is_named(service: Service, tmp_path: Path) -> None:
    jobs = asyncio.run(waiting_jobs(service, tmp_path))
    path = tmp_path / "film.retake"
    with ProjectFile.open(path) as project:
        project.set_held(jobs[0], held=True)
    variables = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": KEY}
    ran = retake_here("resume", "--project", path, "--json", cwd=tmp_path, **variables)
    assert ran.status == 5
    assert f"Job {jobs[0]} is paused" in ran.err
    assert set(service.accepted) == set(jobs[1:])
    named = retake_here("resume", jobs[0], "--project", path, "--json", cwd=tmp_path, **variables)
    assert named.status == 0, named.err
    assert set(service.accepted) == set(jobs)


def test_what_was_sent_to_one_address_is_never_sent_to_another(service: Service, tmp_path: Path) -> None:
    jobs = asyncio.run(waiting_jobs(service, tmp_path))
    with serving_by_the_page(service.film) as other:
        assert resume_here(other, tmp_path) == 5
        assert other.accepted == {}
    assert resume_here(service, tmp_path) == 0
    assert set(service.accepted) == set(jobs)
