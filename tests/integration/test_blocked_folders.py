"""What nobody expects, such as folders that cannot be made: what was paid for is written down, and the job waits."""

import asyncio
from pathlib import Path

import pytest

from retake_gui.domain.job import JobState
from retake_gui.services import steps
from tests.clips import numbered_clip
from tests.integration.fault_bench import bench_at
from tests.integration.service import serving_by_the_page


async def test_an_acceptance_is_kept_without_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").write_text("")
    monkeypatch.setenv("RETAKE_DATA_DIR", str(tmp_path / "data"))
    with serving_by_the_page(clip.read_bytes()) as service:
        async with bench_at(tmp_path, service, clip) as bench:
            job = await bench.runner.start(await bench.plan(upload=False))
            ended = await bench.runner.wait(job.task_uuid)
    assert ended.accepted
    assert ended.state is JobState.SUCCEEDED


async def test_a_paid_job_waits_for_its_folder_of_takes(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)
    with serving_by_the_page(clip.read_bytes()) as service:
        async with bench_at(tmp_path, service, clip) as bench:
            folder = bench.project.takes_folder
            folder.write_text("")
            job = await bench.runner.start(await bench.plan(upload=False))
            waiting = await bench.runner.wait(job.task_uuid)
            assert (waiting.state, waiting.accepted) == (JobState.WAITING, True)
            assert waiting.problem is not None
            folder.unlink()
            await bench.runner.resume_all()
            assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
            assert len(service.accepted) == 1


async def test_a_fault_of_the_program_lets_a_job_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError("a fault that nobody thought of")

    clip = numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)
    with serving_by_the_page(clip.read_bytes()) as service:
        async with bench_at(tmp_path, service, clip) as bench:
            with monkeypatch.context() as broken:
                broken.setattr(steps, "collect", fails)
                job = await bench.runner.start(await bench.plan(upload=False))
                waiting = await bench.runner.wait(job.task_uuid)
            assert (waiting.state, waiting.accepted) == (JobState.WAITING, True)
            assert waiting.problem is not None
            assert "ZeroDivisionError" in waiting.problem.message
            await asyncio.gather(bench.runner.resume_all(), bench.runner.resume_all())
            assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
            assert len(service.accepted) == 1
