"""The runner as the window uses it: several jobs at a time on one engine, events, cancel, retry."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retake_gui.domain.errors import BrokenResult, Refused
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.events import JobEvent, Stage
from retake_gui.services.jobs import JobRunner, Move, Planned
from retake_gui.services.opening import ClipOpener, OpenedClip
from retake_gui.services.taking import check_returned
from retake_gui.store.project_file import ProjectFile
from retake_gui.store.secrets import KeyStore
from retake_gui.store.settings_file import AppSettings
from tests.clips import numbered_clip
from tests.integration.served import Served, serving
from tests.integration.terminal import environment as terminal_environment

_SCALE = {"RETAKE_POLL_SCALE": "0.05"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("engine"), "slow:1") as engine:
        yield engine


@dataclass
class Bench:
    project: ProjectFile
    runner: JobRunner
    opened: OpenedClip
    events: list[JobEvent] = field(default_factory=list)

    def plan(self, prompt: str = "rain", start: int = 24, **settings: object) -> Planned:
        wanted = RetakeSettings(prompt=prompt).changed(**settings)
        return self.runner.plan(self.opened.remembered.id, self.opened.clip, Span(start, start + 24), wanted)

    def stages(self, job: Job) -> list[Stage]:
        told = [event.stage for event in self.events if event.job.task_uuid == job.task_uuid]
        return list(dict.fromkeys(told))

    async def until(self, job: Job, stage: Stage) -> None:
        reached = asyncio.Event()

        def look(event: JobEvent) -> None:
            if event.job.task_uuid == job.task_uuid and event.stage is stage:
                reached.set()

        leave = self.runner.subscribe(look)
        if stage not in self.stages(job):
            await reached.wait()
        leave()


@pytest.fixture
async def bench(tmp_path: Path, served: Served) -> AsyncIterator[Bench]:
    clip = numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)
    environment = _SCALE | served.variables
    endpoints = Endpoints(KeyStore(environment), AppSettings(), environment)
    project = ProjectFile.create(tmp_path / "film.retake")
    runner = JobRunner(project, endpoints, in_flight=2)
    made = Bench(project, runner, await ClipOpener(project).open(clip))
    runner.subscribe(made.events.append)
    yield made
    await runner.aclose()
    await endpoints.aclose()
    project.close()


async def test_jobs_wait_for_a_place_and_each_tells_its_way(bench: Bench) -> None:
    jobs = [await bench.runner.start(bench.plan(f"rain {number}", start=24 + number)) for number in range(4)]
    ended = [await bench.runner.wait(job.task_uuid) for job in jobs]
    assert [job.state for job in ended] == [JobState.SUCCEEDED] * 4
    assert [take.number for take in bench.project.takes()] == [1, 2, 3, 4]
    for job in jobs:
        assert bench.stages(job) == [
            Stage.QUEUED,
            Stage.CUTTING,
            Stage.UPLOADING,
            Stage.SUBMITTING,
            Stage.RENDERING,
            Stage.DOWNLOADING,
            Stage.FITTING,
            Stage.ENDED,
        ]
    working: set[str] = set()
    most = 0
    for event in bench.events:
        (working.discard if event.stage in (Stage.ENDED, Stage.QUEUED) else working.add)(event.job.task_uuid)
        most = max(most, len(working))
    assert most == 2
    takes = [event.take for event in bench.events if event.take is not None]
    assert {take.id for take in takes} == {take.id for take in bench.project.takes()}
    uploads = [event for event in bench.events if event.stage is Stage.UPLOADING and event.bytes_total]
    assert uploads
    assert all(event.bytes_done <= event.bytes_total for event in uploads)


async def test_a_take_keeps_all_that_was_made_where_its_job_says_so(bench: Bench) -> None:
    jobs = [await bench.runner.start(bench.plan(keep_all=keep)) for keep in (True, False)]

    for job in jobs:
        await bench.runner.wait(job.task_uuid)

    assert {take.task_uuid: take.seams.keep_all for take in bench.project.takes()} == {
        jobs[0].task_uuid: True,
        jobs[1].task_uuid: False,
    }
    assert "keep" not in repr(bench.project.job(jobs[0].task_uuid).body)  # type: ignore[union-attr]


async def test_a_cancelled_job_can_still_be_fetched(bench: Bench) -> None:
    job = await bench.runner.start(bench.plan())
    await bench.until(job, Stage.RENDERING)
    cancelled = await bench.runner.cancel(job.task_uuid)
    assert cancelled.state is JobState.CANCELLED
    assert cancelled.accepted
    assert bench.project.takes() == []
    again = await bench.runner.retry(job.task_uuid)
    assert again.task_uuid == job.task_uuid
    assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert len(bench.project.takes()) == 1


async def test_a_job_cancelled_before_it_was_sent_is_asked_under_a_new_number(bench: Bench) -> None:
    job = await bench.runner.start(bench.plan())
    await bench.until(job, Stage.CUTTING)
    assert (await bench.runner.cancel(job.task_uuid)).state is JobState.CANCELLED
    again = await bench.runner.retry(job.task_uuid)
    assert again.task_uuid != job.task_uuid
    assert (await bench.runner.wait(again.task_uuid)).state is JobState.SUCCEEDED


async def test_a_job_is_held_back_moved_and_let_go(bench: Bench) -> None:
    bench.runner.in_flight = 1
    first, second, third = [await bench.runner.start(bench.plan(f"rain {number}", 24 + number)) for number in range(3)]
    await bench.until(first, Stage.RENDERING)
    with pytest.raises(Refused, match="has this job already"):
        await bench.runner.hold(first.task_uuid)
    await bench.runner.hold(second.task_uuid)
    assert await bench.runner.turns.move(third.task_uuid, Move.FIRST) == (third.task_uuid, second.task_uuid)
    assert (await bench.runner.wait(third.task_uuid)).state is JobState.SUCCEEDED
    assert bench.runner.turns.waiting == (second.task_uuid,)
    await bench.runner.let_go(second.task_uuid)
    assert (await bench.runner.wait(second.task_uuid)).state is JobState.SUCCEEDED


async def test_a_job_that_is_held_while_it_is_prepared_goes_back_into_the_queue(bench: Bench) -> None:
    job = await bench.runner.start(bench.plan())
    await bench.until(job, Stage.CUTTING)
    assert (await bench.runner.hold(job.task_uuid)).state is JobState.QUEUED
    assert bench.runner.turns.is_held(job.task_uuid)
    await bench.runner.let_go(job.task_uuid)
    assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED


async def test_the_same_window_is_uploaded_once(bench: Bench) -> None:
    first = await bench.runner.start(bench.plan("rain"))
    before = await bench.runner.wait(first.task_uuid)
    again = await bench.runner.start(bench.plan("snow"))
    done = await bench.runner.wait(again.task_uuid)
    assert done.state is JobState.SUCCEEDED
    assert Stage.UPLOADING not in bench.stages(again)
    assert done.media_uuid == before.media_uuid


async def test_an_upload_that_the_service_forgot_is_made_again_once(bench: Bench, served: Served) -> None:
    first = await bench.runner.start(bench.plan("rain"))
    media = (await bench.runner.wait(first.task_uuid)).media_uuid
    environment = _SCALE | served.variables
    endpoints = Endpoints(KeyStore(environment), AppSettings(), environment)
    await (await endpoints.client("runware")).delete_media(media)
    await endpoints.aclose()
    again = await bench.runner.start(bench.plan("snow"))
    done = await bench.runner.wait(again.task_uuid)
    assert (done.state, done.failures) == (JobState.SUCCEEDED, ())
    assert Stage.UPLOADING in bench.stages(again)
    assert done.media_uuid != media


async def test_other_settings_make_another_job(bench: Bench) -> None:
    job = await bench.runner.start(bench.plan())
    await bench.runner.wait(job.task_uuid)
    other = await bench.runner.retry(job.task_uuid, job.settings.changed(prompt="snow"))
    assert other.task_uuid != job.task_uuid
    assert (await bench.runner.wait(other.task_uuid)).state is JobState.SUCCEEDED
    assert (await bench.runner.retry(job.task_uuid)).task_uuid == job.task_uuid


async def test_closing_keeps_the_job_and_another_runner_goes_on(bench: Bench, served: Served) -> None:
    job = await bench.runner.start(bench.plan(results=2))
    await bench.until(job, Stage.RENDERING)
    await bench.runner.aclose()
    kept = bench.project.unfinished_jobs()
    assert [(each.task_uuid, each.state) for each in kept] == [(job.task_uuid, JobState.RUNNING)]
    environment = _SCALE | served.variables
    endpoints = Endpoints(KeyStore(environment), AppSettings(), environment)
    other = JobRunner(bench.project, endpoints)
    assert [each.task_uuid for each in await other.resume_all()] == [job.task_uuid]
    assert (await other.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert len(bench.project.takes()) == 2
    assert await other.resume_all() == []
    await other.aclose()
    await endpoints.aclose()


async def test_a_dead_address_is_asked_for_again(bench: Bench) -> None:
    job = await bench.runner.start(bench.plan())
    done = await bench.runner.wait(job.task_uuid)
    (result,) = done.results
    await asyncio.to_thread(Path(result.path).unlink)
    dead = replace(result, path="", video_url=result.video_url.replace(result.video_uuid, "gone"))
    bench.project.save_job(replace(done, state=JobState.FETCHING, results=(dead,)))
    assert len(await bench.runner.resume_all()) == 1
    again = await bench.runner.wait(job.task_uuid)
    assert (again.state, again.results) == (JobState.SUCCEEDED, done.results)
    assert len(bench.project.takes()) == 1


async def test_a_result_that_is_no_video_fails_and_is_said(bench: Bench, tmp_path: Path) -> None:
    job = await bench.runner.start(bench.plan())
    done = await bench.runner.wait(job.task_uuid)
    (result,) = done.results
    noise = tmp_path / "noise.mp4"
    noise.write_bytes(b"no video")
    with pytest.raises(BrokenResult):
        check_returned(noise)
    check_returned(Path(result.path))


async def test_another_process_keeps_its_job(bench: Bench) -> None:
    job = bench.plan().job(datetime.now(UTC))
    bench.project.insert_job(job)
    other = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from retake_gui.store.owner import this_process; print(this_process(), flush=True); input()",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=terminal_environment(),
    )
    assert other.stdout is not None
    owner = (await other.stdout.readline()).decode().strip()
    assert bench.project.claim_job(job.task_uuid, owner)
    assert await bench.runner.resume_all() == []
    assert (await bench.runner.wait(job.task_uuid)).state is JobState.QUEUED
    other.kill()
    await other.communicate()
    assert [each.task_uuid for each in await bench.runner.resume_all()] == [job.task_uuid]
    assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
