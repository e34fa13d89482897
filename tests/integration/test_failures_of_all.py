"""One failure that stands for all results of a job that asked for several, as services tell it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retake_gui.domain.job import Job, JobState
from tests.integration.fault_bench import Bench, bench_at
from tests.integration.mishaps import changed
from tests.integration.service import Service, serving_by_the_page


@pytest.fixture
def service(film: bytes) -> Iterator[Service]:
    with serving_by_the_page(film, work=0) as served:
        yield served


def only(number: int) -> Any:
    """So many results, and one error for all that is missing."""

    def change(answer: Any) -> Any:
        task = answer["data"][0]["taskUUID"]
        told = {"code": "contentPolicyViolation", "message": "No.", "taskUUID": task}
        return {"data": answer["data"][:number], "errors": [told]}

    return changed(change)


async def _ended(bench: Bench, task_uuid: str) -> Job:
    return await bench.runner.wait(task_uuid)


async def test_it_ends_the_job_and_a_late_result_is_looked_for_before_anything_is_paid_again(
    service: Service, tmp_path: Path
) -> None:
    service.always["poll"] = only(0)
    async with bench_at(tmp_path, service, tmp_path) as bench:
        started = await bench.runner.start(await bench.plan(upload=False, results=2))
        job = await _ended(bench, started.task_uuid)
        assert job.state is JobState.FAILED
        assert [(failure.category, failure.guessed) for failure in job.failures] == [
            ("safety", False),
            ("safety", True),
        ]
        assert (await bench.runner.retry(job.task_uuid)).task_uuid == job.task_uuid
        again = await _ended(bench, job.task_uuid)
        assert (again.state, [failure.guessed for failure in again.failures]) == (JobState.FAILED, [False, False])
        service.heal()
        fresh = await bench.runner.retry(job.task_uuid)
        assert fresh.task_uuid != job.task_uuid, "the service said it twice: only a new request helps"
        assert (await _ended(bench, fresh.task_uuid)).state is JobState.SUCCEEDED


async def test_results_that_come_late_after_all_are_fetched_and_not_paid_again(
    service: Service, tmp_path: Path
) -> None:
    service.always["poll"] = only(0)
    async with bench_at(tmp_path, service, tmp_path) as bench:
        started = await bench.runner.start(await bench.plan(upload=False, results=2))
        await _ended(bench, started.task_uuid)
        service.heal()
        await bench.runner.retry(started.task_uuid)
        assert (await _ended(bench, started.task_uuid)).state is JobState.SUCCEEDED
        assert len(bench.project.takes()) == 2
    assert len(service.accepted) == 1


async def test_what_came_is_kept(service: Service, tmp_path: Path) -> None:
    service.always["poll"] = only(1)
    async with bench_at(tmp_path, service, tmp_path) as bench:
        started = await bench.runner.start(await bench.plan(upload=False, results=3))
        job = await _ended(bench, started.task_uuid)
        assert (job.state, len(job.results), len(job.failures)) == (JobState.PARTIAL, 1, 2)
        assert len(bench.project.takes()) == 1
