"""A job is held back at any moment before a service may have it, and never after."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retake_gui.domain.errors import Refused
from retake_gui.domain.job import Job, JobState
from tests.integration.fault_bench import Bench, bench_at
from tests.integration.mishaps import status
from tests.integration.service import Service, serving_by_the_page


@pytest.fixture
def service(clip: Path) -> Iterator[Service]:
    with serving_by_the_page(clip.read_bytes()) as served:
        yield served


@contextmanager
def writing_slowly(bench: Bench, monkeypatch: pytest.MonkeyPatch, *, sent: bool) -> Iterator[asyncio.Event]:
    """Once, the step to the service is still being written down when the event is set, until somebody takes it over."""
    loop, began, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    save, halt = bench.project.save_job, bench.runner._works.halt

    def slow(job: Job) -> None:
        if job.state is JobState.SUBMITTING and job.sent is sent and not began.is_set():
            loop.call_soon_threadsafe(began.set)
            go_on.wait(10)
        save(job)

    async def halting(task_uuid: str) -> None:
        go_on.set()
        await halt(task_uuid)

    monkeypatch.setattr(bench.project, "save_job", slow)
    monkeypatch.setattr(bench.runner._works, "halt", halting)
    yield began
    go_on.set()


async def test_held_at_the_end_of_its_upload_it_waits_in_the_queue_with_what_was_uploaded(
    service: Service, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench_at(tmp_path, service, clip) as bench:
        with writing_slowly(bench, monkeypatch, sent=False) as began:
            job = await bench.runner.start(await bench.plan(upload=True))
            await began.wait()
            held = await bench.runner.hold(job.task_uuid)
        assert (held.state, bool(held.media_uuid)) == (JobState.QUEUED, True)
        assert bench.runner.turns.waiting == (job.task_uuid,)
        assert service.counts["submit"] == 0
        await bench.runner.let_go(job.task_uuid)
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert (service.counts["upload"], len(service.accepted)) == (1, 1)


async def test_sent_while_it_was_to_be_held_it_goes_on_and_is_paid_once(
    service: Service, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench_at(tmp_path, service, clip) as bench:
        with writing_slowly(bench, monkeypatch, sent=True) as began:
            job = await bench.runner.start(await bench.plan(upload=True))
            await began.wait()
            with pytest.raises(Refused, match="has this job already"):
                await bench.runner.hold(job.task_uuid)
        assert not bench.runner.turns.is_held(job.task_uuid)
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert len(service.accepted) == 1


async def test_a_job_that_waits_and_was_accepted_is_not_held(service: Service, clip: Path, tmp_path: Path) -> None:
    service.always["poll"] = status(503)
    async with bench_at(tmp_path, service, clip) as bench:
        job = await bench.runner.start(await bench.plan(upload=False))
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.WAITING
        with pytest.raises(Refused, match="has this job already"):
            await bench.runner.hold(job.task_uuid)
        assert not bench.runner.turns.is_held(job.task_uuid)
