"""Draft engines for tests: in a process of their own, or in this one with a renderer of the test's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from retake_gui.engine.config import EngineConfig
from retake_gui.engine.process import Endpoint, EngineProcess
from retake_gui.engine.renderers.job import OnProgress, RenderJob, RenderOutcome
from retake_gui.engine.server import create_app

KEY = "test-key"
ORIGIN = "http://127.0.0.1:9"


@asynccontextmanager
async def engine_process(*, strict: bool = False, quirks: str = "") -> AsyncIterator[Endpoint]:
    """The real one, from its first word to its end."""
    process = EngineProcess(strict=strict, quirks=quirks)
    endpoint = await process.start()
    try:
        yield endpoint
    finally:
        await process.stop()


@asynccontextmanager
async def engine_here(config: EngineConfig) -> AsyncIterator[httpx.AsyncClient]:
    """An engine in this process, and a client that is authorised there."""
    app = create_app(config, ORIGIN)
    headers = {"Authorization": f"Bearer {config.api_key}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN, headers=headers) as client,
    ):
        yield client


def copy_render(job: RenderJob, on_progress: OnProgress) -> RenderOutcome:
    """A renderer that only copies what came in."""
    on_progress(0.5)
    job.target.write_bytes(job.source.read_bytes())
    return RenderOutcome(("rain",), 1)


def config_in(folder: Path, **changes: object) -> EngineConfig:
    """An engine that copies, in a folder of the test's."""
    facts: dict[str, object] = {
        "api_key": KEY,
        "folder": folder,
        "renderer": "tests.integration.engines:copy_render",
        "workers": 1,
        "retry_seconds": 0.01,
    }
    return EngineConfig(**facts | changes)  # type: ignore[arg-type]


async def answered(client: httpx.AsyncClient, task_uuid: str) -> dict[str, list[dict[str, object]]]:
    """Poll until nothing is processing any more."""
    while True:
        answer = (await client.post("/v1", json=[{"taskType": "getResponse", "taskUUID": task_uuid}])).json()
        if not any(item.get("status") == "processing" for item in answer["data"]):
            return dict(answer)
        await asyncio.sleep(0.02)
