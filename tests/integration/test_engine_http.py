"""The engine's protocol over HTTP, with a renderer that only copies: asked, checked, delivered and forgotten."""

import asyncio
import base64
import errno
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from retake_gui.engine.config import EngineConfig
from tests.clips import ClipOptions, numbered_clip
from tests.integration.engines import KEY, answered, config_in, engine_here

EXAMPLES = json.loads((Path(__file__).parent / "contract_examples.json").read_text(encoding="utf-8"))
FRAMES = 150


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("http") / "clip.mp4"
    numbered_clip(path, frames=FRAMES, options=ClipOptions(size=(160, 96)))
    return path


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with engine_here(config_in(tmp_path)) as client:
        yield client


def task(video: str, **changes: Any) -> dict[str, Any]:
    return {
        "taskType": "videoInference",
        "taskUUID": str(uuid.uuid4()),
        "model": "lightricks:3@1",
        "positivePrompt": "Rain",
        "inputs": {"video": video},
        "providerSettings": {"lightricks": {"startTime": 1, "duration": 2}},
    } | changes


async def upload(client: httpx.AsyncClient, path: Path, mime: str = "video/mp4") -> str:
    media = f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    sent = {"taskType": "mediaStorage", "taskUUID": str(uuid.uuid4()), "operation": "upload", "media": media}
    answer = await client.post("/v1", json=[sent])
    return str(answer.json()["data"][0]["mediaUUID"])


async def submit(client: httpx.AsyncClient, sent: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/v1", json=[sent])
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"data": [{"taskType": "videoInference", "taskUUID": sent["taskUUID"]}]}
    return await answered(client, sent["taskUUID"])


class Listener:
    """A server that takes whatever it is sent; refuses the first requests where that was asked for."""

    def __init__(self, refusals: int = 0) -> None:
        self.requests: list[tuple[str, str, bytes]] = []
        self.arrived = asyncio.Event()
        self._refusals = refusals
        self.url = ""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Listener"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0)
        body = await reader.readexactly(length)
        self.requests.append((head.split(" ", 1)[0], head.split(" ", 2)[1], body))
        refuse = len(self.requests) <= self._refusals
        status = "503 Busy" if refuse else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        if not refuse:
            self.arrived.set()


async def test_a_result_with_cost_seed_and_words(engine: httpx.AsyncClient, clip: Path) -> None:
    answer = await submit(engine, task(await upload(engine, clip), includeCost=True, safety={"checkContent": True}))
    (item,) = answer["data"]
    assert item["status"] == "success"
    assert item["cost"] == 0.5
    assert item["NSFWContent"] is False
    assert item["effectiveWords"] == ["rain"]
    assert isinstance(item["seed"], int)
    assert "errors" not in answer


async def test_cost_only_when_asked_for(engine: httpx.AsyncClient, clip: Path) -> None:
    answer = await submit(engine, task(await upload(engine, clip)))
    assert "cost" not in answer["data"][0]


async def test_four_results_with_four_seeds(engine: httpx.AsyncClient, clip: Path) -> None:
    answer = await submit(engine, task(await upload(engine, clip), numberResults=4))
    assert len({item["videoUUID"] for item in answer["data"]}) == 4
    assert len({item["seed"] for item in answer["data"]}) == 4


async def test_results_are_served_in_ranges_and_without_a_key(engine: httpx.AsyncClient, clip: Path) -> None:
    answer = await submit(engine, task(await upload(engine, clip)))
    url, whole = answer["data"][0]["videoURL"], clip.read_bytes()
    nobody = {"Authorization": ""}
    assert (await engine.get(url, headers=nobody)).content == whole
    part = await engine.get(url, headers=nobody | {"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == whole[100:200]
    assert (await engine.get(url[:-8] + "xxxxxxxx")).status_code == 404


async def test_the_four_examples_of_the_contract_are_accepted(tmp_path: Path, clip: Path) -> None:
    async with Listener().listening() as host, engine_here(config_in(tmp_path)) as engine:
        video = await upload(engine, clip)
        for example in EXAMPLES:
            sent = example | {"inputs": {"video": video}}
            answer = await submit(engine, sent)
            assert answer["data"][0]["taskUUID"] == example["taskUUID"]
            unreachable = example | {"taskUUID": str(uuid.uuid4()), "inputs": {"video": f"{host.url}/clip.mp4"}}
            answer = await submit(engine, unreachable)
            assert answer["errors"][0]["parameter"] == "video"
        assert len(host.requests) == len(EXAMPLES)


@pytest.mark.parametrize("image", ["plain", "object"])
async def test_a_first_frame_in_both_forms(engine: httpx.AsyncClient, clip: Path, image: str) -> None:
    data = "data:image/png;base64," + base64.b64encode(b"\x89PNG not read by this renderer").decode()
    given = data if image == "plain" else {"image": data, "frame": "first"}
    video = await upload(engine, clip)
    answer = await submit(engine, task(video, inputs={"video": video, "frameImages": [given]}))
    assert answer["data"][0]["status"] == "success"


@pytest.mark.parametrize(
    ("changes", "code", "parameter"),
    [
        ({"providerSettings": {"lightricks": {"startTime": 1}}}, "missingDuration", "duration"),
        ({"providerSettings": {"lightricks": {"duration": 1}}}, "missingStartTime", "startTime"),
        ({"providerSettings": {"lightricks": {"startTime": 1.0, "duration": 1}}}, "invalidStartTime", "startTime"),
        ({"providerSettings": {"lightricks": {"startTime": 9, "duration": 1}}}, "invalidStartTime", "startTime"),
        ({"providerSettings": {"lightricks": {"startTime": 1, "duration": 8}}}, "invalidDuration", "duration"),
        ({"providerSettings": {"lightricks": {"startTime": -1, "duration": 1}}}, "invalidStartTime", "startTime"),
        ({"numberResults": "2"}, "invalidNumberResults", "numberResults"),
        ({"numberResults": True}, "invalidNumberResults", "numberResults"),
        ({"outputFormat": "AVI"}, "invalidOutputFormat", "outputFormat"),
        ({"deliveryMethod": "sync"}, "invalidDeliveryMethod", "deliveryMethod"),
        ({"webhookURL": "nowhere"}, "invalidWebhookURL", "webhookURL"),
        ({"safety": {"mode": "strict"}}, "invalidMode", "safety.mode"),
        ({"inputs": {}}, "missingVideo", "video"),
        ({"taskUUID": "12"}, "invalidTaskUUID", "taskUUID"),
        ({"surprise": 1}, "unknownParameter", "surprise"),
        ({"positivePrompt": "x" * 5001}, "invalidPositivePrompt", "positivePrompt"),
    ],
)
async def test_the_contract_is_kept_to_the_letter(
    engine: httpx.AsyncClient, clip: Path, changes: dict[str, Any], code: str, parameter: str
) -> None:
    answer = await engine.post("/v1", json=[task(await upload(engine, clip), **changes)])
    assert answer.status_code == 400
    assert answer.json()["data"] == []
    (error,) = answer.json()["errors"]
    assert (error["code"], error["parameter"]) == (code, parameter)
    assert parameter.rsplit(".", 1)[-1] in error["message"]


async def test_a_uuid_is_accepted_once(engine: httpx.AsyncClient, clip: Path) -> None:
    sent = task(await upload(engine, clip))
    await submit(engine, sent)
    again = await engine.post("/v1", json=[sent])
    assert again.json()["errors"][0]["code"] == "conflictTaskUUID"


async def test_unknown_tasks_and_media_are_not_found(engine: httpx.AsyncClient) -> None:
    unknown = {"taskType": "getResponse", "taskUUID": str(uuid.uuid4())}
    assert (await engine.post("/v1", json=[unknown])).json()["errors"][0]["code"] == "taskNotFound"
    delete = {"taskType": "mediaStorage", "taskUUID": str(uuid.uuid4()), "operation": "delete", "media": "none"}
    assert (await engine.post("/v1", json=[delete])).json()["errors"][0]["code"] == "mediaNotFound"


async def test_deleted_media_is_gone(engine: httpx.AsyncClient, clip: Path) -> None:
    video = await upload(engine, clip)
    delete = {"taskType": "mediaStorage", "taskUUID": str(uuid.uuid4()), "operation": "delete", "media": video}
    assert (await engine.post("/v1", json=[delete])).status_code == 200
    assert (await engine.post("/v1", json=[task(video)])).json()["errors"][0]["code"] == "mediaNotFound"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": ""}, 401, "missingApiKey"),
        ({"Authorization": "Bearer wrong"}, 401, "invalidApiKey"),
        ({"Host": "evil.example"}, 403, "forbidden"),
        ({"Host": "127.0.0.1.evil.example:9"}, 403, "forbidden"),
        ({"Origin": "https://evil.example"}, 403, "forbidden"),
    ],
)
async def test_strangers_are_refused(
    engine: httpx.AsyncClient, headers: dict[str, str], status: int, code: str
) -> None:
    account = {"taskType": "accountManagement", "taskUUID": str(uuid.uuid4()), "operation": "getDetails"}
    answer = await engine.post("/v1", json=[account], headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)


async def test_the_key_may_come_as_a_task(engine: httpx.AsyncClient) -> None:
    tasks = [
        {"taskType": "authentication", "apiKey": KEY},
        {"taskType": "accountManagement", "taskUUID": str(uuid.uuid4()), "operation": "getDetails"},
    ]
    answer = await engine.post("/v1", json=tasks, headers={"Authorization": ""})
    assert answer.json()["data"][0]["balance"] == 1000


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b"[3]", b'[{"taskType": "dance"}]', b"[{}]"])
async def test_nonsense_is_refused_politely(engine: httpx.AsyncClient, body: bytes) -> None:
    answer = await engine.post("/v1", content=body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


async def test_webhook_and_upload_are_really_called(tmp_path: Path, clip: Path) -> None:
    async with (
        Listener(refusals=1).listening() as hook,
        Listener().listening() as bucket,
        engine_here(config_in(tmp_path)) as engine,
    ):
        sent = task(
            await upload(engine, clip), webhookURL=f"{hook.url}/done?token=1", uploadEndpoint=f"{bucket.url}/put"
        )
        await submit(engine, sent)
        async with asyncio.timeout(10):
            await asyncio.gather(hook.arrived.wait(), bucket.arrived.wait())
    assert [method for method, _, _ in hook.requests] == ["POST", "POST"]
    assert json.loads(hook.requests[-1][2])["data"][0]["taskUUID"] == sent["taskUUID"]
    assert bucket.requests == [("PUT", "/put", clip.read_bytes())]


async def test_a_result_ends_with_its_ttl(tmp_path: Path, clip: Path) -> None:
    now = 0.0
    config: EngineConfig = config_in(tmp_path, clock=lambda: now)
    async with engine_here(config) as engine:
        answer = await submit(engine, task(await upload(engine, clip), ttl=60))
        url = answer["data"][0]["videoURL"]
        assert (await engine.get(url)).status_code == 200
        now = 61.0
        assert (await engine.get(url)).status_code == 404


async def test_inputs_by_address_are_fetched_with_limits(tmp_path: Path, clip: Path) -> None:
    async with engine_here(config_in(tmp_path, most_fetched=1000)) as engine:
        stored = await upload(engine, clip)
        assert stored
        async with Listener().listening() as empty:
            answer = await submit(engine, task(f"{empty.url}/empty.mp4"))
    assert answer["data"] == []
    assert "empty" in answer["errors"][0]["message"]


async def test_strict_keeps_the_services_limits(tmp_path: Path, clip: Path) -> None:
    async with engine_here(config_in(tmp_path, strict=True)) as engine:
        video = await upload(engine, clip)
        short = task(video, providerSettings={"lightricks": {"startTime": 1, "duration": 1}})
        error = (await engine.post("/v1", json=[short])).json()["errors"][0]
    assert (error["code"], error["min"]) == ("invalidDuration", 2)


async def test_some_results_may_fail(tmp_path: Path, clip: Path) -> None:
    async with engine_here(config_in(tmp_path, quirks=frozenset({"partial"}))) as engine:
        answer = await submit(engine, task(await upload(engine, clip), numberResults=3))
    assert len(answer["data"]) == 2
    assert len(answer["errors"]) == 1


async def test_a_crashing_renderer_fails_its_result_and_nothing_else(tmp_path: Path, clip: Path) -> None:
    async with engine_here(config_in(tmp_path, renderer="os:abort")) as engine:
        answer = await submit(engine, task(await upload(engine, clip)))
        assert answer["errors"][0]["code"] == "providerError"
        account = {"taskType": "accountManagement", "taskUUID": str(uuid.uuid4()), "operation": "getDetails"}
        assert (await engine.post("/v1", json=[account])).status_code == 200


async def test_a_disk_that_refuses_an_input_fails_the_task_and_leaves_nobody_waiting(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*given: object, **named: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("retake_gui.engine.media_store.fetch", full)
    async with engine_here(config_in(tmp_path)) as engine, asyncio.timeout(10):
        answer = await submit(engine, task("https://media.example/clip.mp4", numberResults=2))
    assert answer["data"] == []
    assert [error["code"] for error in answer["errors"]] == ["providerError"] * 2
    assert "No space left" in caplog.text
