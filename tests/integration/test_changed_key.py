"""The key is changed while a job runs at the service."""

import asyncio
from pathlib import Path
from typing import Any

from retake_gui.domain.job import JobState
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.jobs import JobRunner
from retake_gui.store.project_file import ProjectFile
from retake_gui.store.secrets import KeyStore
from retake_gui.store.settings_file import AppSettings
from tests.clips import numbered_clip
from tests.integration.fault_bench import KEY, LIMITS, Bench
from tests.integration.service import Handler, Reply, serving_by_the_page


async def _run(tmp_path: Path, *, knows: bool) -> JobState:
    clip = numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)
    loop, polled = asyncio.get_running_loop(), asyncio.Event()
    with serving_by_the_page(clip.read_bytes(), work=4) as service:
        environment = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": KEY, "RETAKE_POLL_SCALE": "0.02"}
        endpoints = Endpoints(KeyStore(environment), AppSettings(), environment, LIMITS)
        project = ProjectFile.create(tmp_path / "film.retake")
        runner = JobRunner(project, endpoints)

        def answer(handler: Handler, usual: Any) -> None:
            loop.call_soon_threadsafe(polled.set)
            if knows or handler.headers["Authorization"] == f"Bearer {KEY}":
                handler.send(usual())
                return
            handler.send(Reply(400, b'{"errors": [{"code": "taskNotFound", "message": "No."}]}'))

        service.always["poll"] = answer
        try:
            job = await runner.start(await Bench(project, runner, endpoints, clip).plan(upload=False))
            await polled.wait()
            environment["RUNWARE_API_KEY"] = "another-key"
            await endpoints.balance("runware")
            async with asyncio.timeout(20):
                return (await runner.wait(job.task_uuid)).state
        finally:
            await runner.aclose()
            await endpoints.aclose()
            project.close()


async def test_a_running_job_is_still_followed(tmp_path: Path) -> None:
    assert await _run(tmp_path, knows=True) is JobState.SUCCEEDED


async def test_a_job_that_the_other_account_does_not_know_waits(tmp_path: Path) -> None:
    assert await _run(tmp_path, knows=False) is JobState.WAITING
