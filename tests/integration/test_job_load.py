"""Fifty jobs of four results each, queued at once: all takes are there, in flat memory, and the loop keeps turning."""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retake_gui.domain.job import JobState
from retake_gui.services.events import JobEvent
from tests.integration.fault_bench import bench_at
from tests.integration.service import Service, serving_by_the_page

_JOBS, _RESULTS = 50, 4
_MOST_GROWTH = 64_000_000
_TICK = 0.005


@pytest.fixture
def service(clip: Path) -> Iterator[Service]:
    with serving_by_the_page(clip.read_bytes(), work=3) as served:
        yield served


def memory() -> int:
    """Bytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def stalls(ended: asyncio.Event) -> list[float]:
    """By how much each turn of a short timer was late, in milliseconds."""
    late = []
    while not ended.is_set():
        began = time.perf_counter()
        await asyncio.sleep(_TICK)
        late.append(1000 * (time.perf_counter() - began - _TICK))
    return late


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
async def test_fifty_jobs_at_once(service: Service, clip: Path, tmp_path: Path) -> None:
    marks: list[int] = []

    def mark(event: JobEvent) -> None:
        if event.job.state.is_final:
            marks.append(memory())

    async with bench_at(tmp_path, service, clip) as bench:
        bench.runner.in_flight = 4
        bench.runner.subscribe(mark)
        planned = await bench.plan(upload=True, results=_RESULTS)
        ended = asyncio.Event()
        watch = asyncio.create_task(stalls(ended))
        jobs = await bench.runner.start_all([planned] * _JOBS)
        done = [await bench.runner.wait(job.task_uuid) for job in jobs]
        ended.set()
        late = sorted(await watch)
        takes = bench.project.takes()
    assert {job.state for job in done} == {JobState.SUCCEEDED}
    assert len(takes) == _JOBS * _RESULTS
    assert len({take.returned for take in takes}) == _JOBS * _RESULTS
    assert len(service.accepted) == _JOBS
    assert service.counts["poll"] < 40 * _JOBS
    settled = statistics.median(marks[8:14])
    assert max(marks[-10:]) - settled < _MOST_GROWTH
    sys.stderr.write(
        f"late by {late[len(late) // 2]:.1f} ms in the median, {late[int(len(late) * 0.99)]:.1f} ms p99, "
        f"{late[-1]:.1f} ms at worst; memory grew by {(marks[-1] - settled) / 1e6:.1f} MB\n"
    )


async def test_an_upload_is_cancelled_at_once_and_nothing_is_sent(service: Service, clip: Path, tmp_path: Path) -> None:
    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(handler: object, answer: object) -> None:
        del handler, answer
        loop.call_soon_threadsafe(arrived.set)
        service.released.wait(10)

    service.always["upload"] = hold
    async with bench_at(tmp_path, service, clip) as bench:
        job = await bench.runner.start(await bench.plan(upload=True))
        await arrived.wait()
        cancelled = await bench.runner.cancel(job.task_uuid)
    assert (cancelled.state, cancelled.accepted) == (JobState.CANCELLED, False)
    assert service.accepted == {}
