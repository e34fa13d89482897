"""Retry from every state in which a job can have ended, with whatever is known of it, leads to takes or to a reason."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retake_gui.domain.job import JobFailure, JobResult, JobState
from retake_gui.domain.service import DRAFT, RUNWARE
from retake_gui.runware.secret import Secret
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.jobs import JobRunner
from retake_gui.store.project_file import ProjectFile
from retake_gui.store.secrets import KeyStore
from retake_gui.store.settings_file import AppSettings
from tests.integration.fault_bench import KEY, LIMITS, Bench, bench_at
from tests.integration.mishaps import status
from tests.integration.service import Accepted, Service

_ENDS = [
    (JobState.CANCELLED, False, False),
    (JobState.CANCELLED, False, True),
    (JobState.CANCELLED, True, True),
    (JobState.FAILED, False, False),
    (JobState.FAILED, False, True),
    (JobState.FAILED, True, True),
    (JobState.PARTIAL, True, True),
]
"""State, and whether the job was accepted and sent."""
_REFUSED = JobFailure("safety", "promptBlocked", "no")


class WithDraftEngine(Endpoints):
    """Its draft engine is the service of the test."""

    def base_url(self, engine: str) -> str:
        return super().base_url(RUNWARE.key if engine == DRAFT.key else engine)

    def account(self, engine: str) -> str:
        return super().account(RUNWARE.key if engine == DRAFT.key else engine)

    async def _draft_engine(self) -> tuple[str, Secret]:
        return self.base_url(DRAFT.key), Secret(KEY)


async def _retried(
    state: JobState,
    service: Service,
    folder: Path,
    *,
    engine: str,
    accepted: bool,
    sent: bool,
    lost: bool,
    results: tuple[JobResult, ...] = (),
) -> None:
    """Try an ended job again, and see it through; ``lost``: the engine that had it has ended."""
    environment = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": KEY, "RETAKE_POLL_SCALE": "0.01"}
    endpoints = WithDraftEngine(KeyStore(environment), AppSettings(), environment, LIMITS)
    project = ProjectFile.create(folder / "film.retake")
    runner = JobRunner(project, endpoints)
    try:
        planned = await Bench(project, runner, endpoints, folder).plan(upload=False)
        name = str(uuid.uuid4())
        task = {"taskType": "videoInference", "taskUUID": name, "numberResults": 1}
        job = replace(
            planned.job(datetime.now(UTC), name),
            engine=engine,
            state=state,
            accepted=accepted,
            sent=sent,
            body=task if sent else {},
            endpoint=("http://127.0.0.1:9/v1" if lost else service.base_url) if sent else "",
            account=endpoints.account(engine) if sent else "",
            results=results,
            failures=(_REFUSED,) if state not in (JobState.CANCELLED, JobState.SUCCEEDED) else (),
        )
        if accepted and not lost:
            service.accepted[name] = Accepted(task, [str(uuid.uuid4())])
        project.insert_job(job)
        going = await runner.retry(name)
        ended = await runner.wait(going.task_uuid)
        assert ended.state is JobState.SUCCEEDED, runner.problem(going.task_uuid)
        assert len(project.takes()) == 1
    finally:
        await runner.aclose()
        await endpoints.aclose()
        project.close()


@pytest.mark.parametrize(("state", "accepted", "sent"), _ENDS)
@pytest.mark.parametrize("lost", [False, True])
async def test_a_draft_is_made_whether_its_engine_still_runs_or_not(
    state: JobState, accepted: bool, sent: bool, lost: bool, service: Service, tmp_path: Path
) -> None:
    await _retried(state, service, tmp_path, engine=DRAFT.key, accepted=accepted, sent=sent, lost=lost)


@pytest.mark.parametrize(("state", "accepted", "sent"), _ENDS)
async def test_a_job_of_the_service_brings_its_take_and_is_paid_once(
    state: JobState, accepted: bool, sent: bool, service: Service, tmp_path: Path
) -> None:
    before = state is JobState.CANCELLED and accepted
    await _retried(state, service, tmp_path, engine=RUNWARE.key, accepted=accepted, sent=sent, lost=False)
    assert len(service.accepted) == (1 if before or not accepted else 2), "what the service refused is asked for anew"


async def test_a_draft_whose_file_is_gone_with_its_engine_is_made_again(service: Service, tmp_path: Path) -> None:
    gone = JobResult("v", "http://127.0.0.1:9/v.mp4", path=str(tmp_path / "gone.mp4"))
    state, engine = JobState.SUCCEEDED, DRAFT.key
    await _retried(state, service, tmp_path, engine=engine, accepted=True, sent=True, lost=True, results=(gone,))


async def _made(bench: Bench) -> tuple[str, Path]:
    """A job that ended well, and its file."""
    started = await bench.runner.start(await bench.plan(upload=False))
    done = await bench.runner.wait(started.task_uuid)
    return done.task_uuid, Path(done.results[0].path)


async def test_a_file_that_is_gone_is_fetched_again_from_where_it_came(service: Service, tmp_path: Path) -> None:
    async with bench_at(tmp_path, service, tmp_path) as bench:
        task_uuid, file = await _made(bench)
        before = file.read_bytes()
        file.unlink()
        assert (await bench.runner.retry(task_uuid)).task_uuid == task_uuid
        assert (await bench.runner.wait(task_uuid)).state is JobState.SUCCEEDED
        assert file.read_bytes() == before
        assert len(bench.project.takes()) == 1
    assert len(service.accepted) == 1


async def test_a_file_that_is_gone_everywhere_is_said_to_be(service: Service, tmp_path: Path) -> None:
    async with bench_at(tmp_path, service, tmp_path) as bench:
        task_uuid, file = await _made(bench)
        file.unlink()
        service.always["media"] = status(404)
        await bench.runner.retry(task_uuid)
        assert (await bench.runner.wait(task_uuid)).state is JobState.WAITING
        problem = bench.runner.problem(task_uuid)
        assert problem is not None
        assert f"{file.name} is not in the folder of takes any more" in problem.sentence
    assert len(service.accepted) == 1
