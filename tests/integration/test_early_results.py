"""Several results of one job that come one after the other: each is journaled and fetched as it comes, and once."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retake_gui.domain.job import JobState
from retake_gui.services.events import JobEvent
from retake_gui.store.project_file import ProjectFile
from tests.integration.fault_bench import bench_at
from tests.integration.mishaps import changed, status
from tests.integration.service import Handler, Reply, Service, serving_by_the_page
from tests.integration.terminal import retake_here
from tests.integration.test_job_crashes import crash

RESULTS = 3


@pytest.fixture
def service(clip: Path) -> Iterator[Service]:
    with serving_by_the_page(clip.read_bytes()) as served:
        served.gradual = True
        yield served


def holding_back_the_last(
    service: Service, released: Callable[[], bool]
) -> Callable[[Handler, Callable[[], Reply]], None]:
    """The service goes on only when somebody says so: until then a poll brings all results but the last."""

    def act(handler: Handler, answer: Callable[[], Reply]) -> None:
        with service.lock:
            for known in service.accepted.values():
                if not released():
                    known.polls = min(known.polls, service.work + RESULTS - 2)
        handler.send(answer())

    return act


async def test_takes_are_there_while_the_last_result_is_still_being_made(
    service: Service, clip: Path, tmp_path: Path
) -> None:
    early: list[JobEvent] = []
    enough = asyncio.Event()
    service.always["poll"] = holding_back_the_last(service, enough.is_set)

    def note(event: JobEvent) -> None:
        if event.take is not None and event.job.state is JobState.RUNNING:
            early.append(event)
            if len(early) == RESULTS - 1:
                enough.set()

    async with bench_at(tmp_path, service, clip) as bench:
        bench.runner.subscribe(note)
        job = await bench.runner.start(await bench.plan(upload=True, results=RESULTS))
        done = await bench.runner.wait(job.task_uuid)
        takes = bench.project.takes()
    assert done.state is JobState.SUCCEEDED
    assert len(early) == RESULTS - 1
    assert len({take.video_uuid for take in takes}) == RESULTS
    assert service.counts["media"] == RESULTS, "nothing is fetched twice"


async def test_a_host_that_fails_meanwhile_is_asked_again_at_the_end(
    service: Service, clip: Path, tmp_path: Path
) -> None:
    service.faults["media"] = [status(418), status(404), status(404), status(404), status(404)]
    async with bench_at(tmp_path, service, clip) as bench:
        job = await bench.runner.start(await bench.plan(upload=True, results=RESULTS))
        done = await bench.runner.wait(job.task_uuid)
        takes = bench.project.takes()
    assert (done.state, done.failures) == (JobState.SUCCEEDED, ())
    assert len(takes) == RESULTS


async def test_what_came_before_a_halt_is_kept_and_told_once(service: Service, clip: Path, tmp_path: Path) -> None:
    told: Counter[str] = Counter()
    some = asyncio.Event()
    service.always["poll"] = holding_back_the_last(service, lambda: False)

    def note(event: JobEvent) -> None:
        if event.take is not None:
            told[event.take.video_uuid] += 1
            some.set()

    async with bench_at(tmp_path, service, clip) as bench:
        bench.runner.subscribe(note)
        job = await bench.runner.start(await bench.plan(upload=True, results=RESULTS))
        await some.wait()
    with ProjectFile.open(tmp_path / "film.retake") as project:
        kept = project.job(job.task_uuid)
        assert kept is not None
        assert (kept.state, len(kept.results) >= 1) == (JobState.RUNNING, True)
    service.heal()
    async with bench_at(tmp_path, service, clip) as bench:
        bench.runner.subscribe(note)
        await bench.runner.resume_all()
        done = await bench.runner.wait(job.task_uuid)
    assert done.state is JobState.SUCCEEDED
    assert len(told) == RESULTS
    assert set(told.values()) == {1}
    assert len(service.accepted) == 1


@pytest.mark.parametrize(
    ("point", "number"),
    [
        pytest.param(
            point, number, marks=() if (point, number) in (("named", 1), ("after commit", 13)) else pytest.mark.long
        )
        for point, number in (
            *[("named", each) for each in range(1, RESULTS + 1)],
            *[(side, each) for side in ("inside commit", "after commit") for each in range(11, 25)],
        )
    ],
)
def test_a_crash_between_results_keeps_those_that_came(
    point: str, number: int, clip: Path, tmp_path: Path, own_state: Path, service: Service
) -> None:
    variables: dict[str, Any] = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": "crash"}
    crashed = crash(point, number, clip, tmp_path, variables, results=RESULTS)
    assert crashed.returncode == -9, crashed.stderr
    path = own_state / "projects" / "Terminal.retake"
    with ProjectFile.open(path) as project:
        before = {take.id: take.video_uuid for take in project.takes()}
    resumed = retake_here("resume", "--json", cwd=tmp_path, **variables)
    assert resumed.status == 0, resumed.err
    with ProjectFile.open(path) as project:
        (job,) = project.jobs()
        takes = {take.id: take.video_uuid for take in project.takes()}
    assert job.state is JobState.SUCCEEDED
    assert len(set(takes.values())) == len(takes) == RESULTS
    assert before.items() <= takes.items()
    assert list(service.accepted) == [job.task_uuid]
    assert len(list(tmp_path.glob("shot_take_*.mp4"))) == RESULTS


_LONG = "/video/os/a04d20/ws/5/vi/" + "2eb310fd-c023-46a5-a0fa-5e977ff54bce/" * 2


@pytest.mark.parametrize("paths", [(f"{_LONG}1.mp4", f"{_LONG}2.mp4"), ("/get?id=1", "/get?id=2")])
async def test_results_that_the_service_does_not_name_are_all_fetched_to_files_of_their_own(
    service: Service, clip: Path, tmp_path: Path, paths: tuple[str, str]
) -> None:
    def nameless(answer: Any) -> Any:
        items = [item for item in answer["data"] if "videoURL" in item]
        for item, path in zip(items, paths, strict=False):
            del item["videoUUID"]
            item["videoURL"] = service.origin + path
        return answer

    service.always["poll"] = changed(nameless)
    async with bench_at(tmp_path, service, clip) as bench:
        job = await bench.runner.start(await bench.plan(upload=False, results=2))
        done = await bench.runner.wait(job.task_uuid)
        takes = bench.project.takes()
    assert done.state is JobState.SUCCEEDED
    assert {path for step, path in service.log if step == "media"} == set(paths)
    assert len({take.returned for take in takes}) == len(takes) == 2
