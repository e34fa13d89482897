"""``retake webhook``: a service that tells by itself ends a job that polls alone would not."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from retake_gui.domain.job import JobState
from retake_gui.services.events import Stage
from retake_gui.services.webhooks import take_in
from retake_gui.store import database
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.integration.fault_bench import bench_at
from tests.integration.mishaps import lost, status
from tests.integration.service import Service, serving_by_the_page
from tests.integration.terminal import command, environment
from tests.jobs import a_job


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    film = numbered_clip(tmp_path / "film.mp4", frames=73, rate=24)
    with serving_by_the_page(film.read_bytes(), work=1_000_000) as served:
        yield served


@contextmanager
def receiver(folder: Path, project: Path) -> Iterator[dict[str, Any]]:
    words = command("webhook", "--port", "0", "--project", project)
    with subprocess.Popen(words, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(10)


@pytest.mark.parametrize("wrapped", [False, True])
async def test_a_job_that_polls_never_finish_is_finished_by_its_webhook(
    service: Service, tmp_path: Path, wrapped: bool
) -> None:
    async with bench_at(tmp_path, service, tmp_path / "film.mp4") as bench:
        planned = await bench.plan(upload=False)
        with receiver(tmp_path, bench.project.path) as told:
            settings = planned.settings.changed(webhook_url=told["url"])
            planned = replace(planned, settings=settings)
            reached: list[Stage] = []
            bench.runner.subscribe(lambda event: reached.append(event.stage))
            job = await bench.runner.start(planned)
            async with httpx.AsyncClient(trust_env=False) as client:
                while Stage.RENDERING not in reached:
                    await client.get(f"{service.origin}/files/patience.mp4")
                (known,) = service.accepted.values()
                assert known.body["webhookURL"] == told["url"]
                item = service.finished(known, known.results[0])
                answer = await client.post(told["url"], json={"data": [item]} if wrapped else item)
                assert answer.status_code == 204
                wrong = told["url"][:-1] + ("a" if told["url"][-1] != "a" else "b")
                assert (await client.post(wrong, json=item)).status_code == 404
                assert (await client.post(told["url"], content=b"no json")).status_code == 400
                stranger = item | {"taskUUID": "2eb310fd-c023-46a5-a0fa-5e977ff54bce"}
                assert (await client.post(told["url"], json=stranger)).status_code == 404
            done = await bench.runner.wait(job.task_uuid)
        assert done.state is JobState.SUCCEEDED
        assert len(bench.project.takes()) == 1
        assert bench.project.news() == []


async def test_what_was_told_while_nobody_waited_ends_the_job_at_the_next_start(
    service: Service, tmp_path: Path
) -> None:
    service.always["poll"] = status(503)
    async with bench_at(tmp_path, service, tmp_path / "film.mp4") as bench:
        job = await bench.runner.start(await bench.plan(upload=False))
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.WAITING
    (known,) = service.accepted.values()
    assert take_in(json.dumps(service.finished(known, known.results[0])).encode(), [tmp_path / "film.retake"])
    async with bench_at(tmp_path, service, tmp_path / "film.mp4") as bench:
        await bench.runner.resume_all()
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
        assert bench.project.news() == []


async def test_a_job_whose_acceptance_nobody_heard_is_known_by_its_webhook(service: Service, tmp_path: Path) -> None:
    service.always["submit"] = lost
    service.always["poll"] = status(503)
    async with bench_at(tmp_path, service, tmp_path / "film.mp4") as bench:
        job = await bench.runner.start(await bench.plan(upload=False))
        waiting = await bench.runner.wait(job.task_uuid)
        assert (waiting.state, waiting.accepted) == (JobState.WAITING, False)
    (known,) = service.accepted.values()
    sent = len(service.bodies[job.task_uuid])
    assert take_in(json.dumps(service.finished(known, known.results[0])).encode(), [tmp_path / "film.retake"])
    async with bench_at(tmp_path, service, tmp_path / "film.mp4") as bench:
        await bench.runner.resume_all()
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert len(service.bodies[job.task_uuid]) == sent


def test_what_nobody_waits_for_is_kept_for_the_next_start(tmp_path: Path) -> None:
    with ProjectFile.create(tmp_path / "film.retake") as project:
        project.add_clip("/clips/shot.mp4", "abc", 240)
        job = a_job(JobState.RUNNING, accepted=True)
        project.insert_job(job)
        item = {"taskUUID": job.task_uuid.upper(), "videoUUID": "v", "videoURL": "https://m.example/v.mp4"}
        content = json.dumps({"data": [item], "errors": [{"code": "taskFailed", "taskUUID": job.task_uuid}]}).encode()
        assert take_in(content, [tmp_path / "gone.retake", project.path])
        assert [task for _, task, _ in project.news()] == [job.task_uuid] * 2
        assert not take_in(b'{"taskUUID": "2eb310fd-c023-46a5-a0fa-5e977ff54bce"}', [project.path])
        with pytest.raises(ValueError, match="no answer"):
            take_in(b'{"hello": 1}', [project.path])


def test_a_project_that_is_busy_among_several_is_told_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_SECONDS_TO_WAIT", 0)
    job = a_job(JobState.RUNNING, accepted=True)
    content = json.dumps({"taskUUID": job.task_uuid, "videoURL": "https://m.example/v.mp4"}).encode()
    damaged = tmp_path / "damaged.retake"
    damaged.write_bytes(b"torn" * 1000)
    with (
        ProjectFile.create(tmp_path / "other.retake") as other,
        ProjectFile.create(tmp_path / "film.retake") as project,
    ):
        project.add_clip("/clips/shot.mp4", "abc", 240)
        project.insert_job(job)
        paths = [damaged, other.path, project.path]
        with project.writing(), pytest.raises(OSError, match="held by another program"):
            take_in(content, paths)
        assert take_in(content, paths)
        assert len(project.news()) == 1
        project.remove_job(job.task_uuid)
        assert not take_in(content, paths), "nobody has it, whatever the damaged one had"


def test_an_answer_that_is_nested_without_end_is_none() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        take_in(b"[" * 100_000, [])
