"""The service's official client against the embedded engine: what it can do there, it can do here."""

import base64
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from runware import Runware, RunwareError

from retake_gui.engine.process import Endpoint
from retake_gui.media.probe import probe
from tests.clips import ClipOptions, numbered_clip
from tests.integration.engines import engine_process

FRAMES = 90
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sdk") / "clip.mp4"
    numbered_clip(path, frames=FRAMES, options=ClipOptions(size=(160, 96), sound=48000))
    return path


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with engine_process() as found:
        yield found


@pytest.fixture
async def client(endpoint: Endpoint) -> AsyncIterator[Runware]:
    made = Runware(api_key=endpoint.api_key.reveal(), transport="rest", http_base_url=endpoint.base_url)
    async with made:
        yield made


async def upload(client: Runware, clip: Path) -> str:
    media = f"data:video/mp4;base64,{base64.b64encode(clip.read_bytes()).decode()}"
    stored = await client.media_storage({"operation": "upload", "media": media})
    return str(stored[0]["mediaUUID"])


def retake(video: str, **changes: Any) -> dict[str, Any]:
    return {
        "taskType": "videoInference",
        "taskUUID": str(uuid.uuid4()),
        "model": "lightricks:3@1",
        "positivePrompt": "Night falls",
        "deliveryMethod": "async",
        "includeCost": True,
        "inputs": {"video": video},
        "providerSettings": {"lightricks": {"startTime": 1, "duration": 1, "mode": "replace_video"}},
    } | changes


async def test_upload_submit_and_poll_to_several_results(client: Runware, clip: Path, tmp_path: Path) -> None:
    video = await upload(client, clip)
    results: list[Any] = await client.run(retake(video, numberResults=2))
    assert len({result["videoUUID"] for result in results}) == 2
    assert len({result["seed"] for result in results}) == 2
    assert [result["cost"] for result in results] == [0.3, 0.3]
    async with httpx.AsyncClient(trust_env=False) as plain:
        for number, result in enumerate(results):
            target = tmp_path / f"{number}.mp4"
            target.write_bytes((await plain.get(result["videoURL"])).content)
            assert probe(target).frames == FRAMES


async def test_an_upload_can_be_removed_and_is_gone(client: Runware, clip: Path) -> None:
    video = await upload(client, clip)
    await client.media_storage({"operation": "delete", "media": video})
    with pytest.raises(RunwareError) as refused:
        await client.run(retake(video))
    assert refused.value.parameter in ("video", ["video"])


async def test_a_first_frame_and_everything_that_is_rare(client: Runware, clip: Path) -> None:
    pixel = f"data:image/png;base64,{_PIXEL}"
    task = retake(
        await upload(client, clip),
        outputType="URL",
        outputFormat="MOV",
        outputQuality=80,
        ttl=600,
        safety={"checkContent": True, "mode": "fast"},
        inputs={"video": await upload(client, clip), "frameImages": [{"image": pixel, "frame": "first"}]},
    )
    (result,) = await client.run(task)
    assert str(result["videoURL"]).endswith(".mov")


async def test_the_balance_is_told(client: Runware) -> None:
    account: Any = await client.account_management({"operation": "getDetails"})
    assert account[0]["balance"] > 0


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"model": "nobody:1@1"}, "model"),
        ({"outputQuality": 5}, "outputQuality"),
        ({"numberResults": 9}, "numberResults"),
        ({"positivePrompt": ""}, "positivePrompt"),
        ({"ttl": 5}, "ttl"),
        ({"colour": "red"}, "colour"),
        ({"providerSettings": {"lightricks": {"duration": 1}}}, "startTime"),
        ({"providerSettings": {"lightricks": {"startTime": 1, "duration": 9}}}, "duration"),
        ({"providerSettings": {"lightricks": {"startTime": 1.5, "duration": 1}}}, "startTime"),
        ({"inputs": {"video": str(uuid.UUID(int=5, version=4))}}, "video"),
    ],
)
async def test_refusals_name_the_parameter(
    client: Runware, clip: Path, changes: dict[str, Any], parameter: str
) -> None:
    video = await upload(client, clip)
    with pytest.raises(RunwareError) as refused:
        await client.run(retake(video, **changes))
    assert refused.value.parameter in (parameter, [parameter])


async def test_a_uuid_is_taken_once(client: Runware, clip: Path) -> None:
    task = retake(await upload(client, clip))
    await client.run(task)
    with pytest.raises(RunwareError, match="exists already"):
        await client.run(task)


async def test_a_wrong_key_is_refused(endpoint: Endpoint) -> None:
    async with Runware(api_key="wrong", transport="rest", http_base_url=endpoint.base_url) as stranger:
        with pytest.raises(RunwareError, match="key"):
            await stranger.account_management({"operation": "getDetails"})


async def test_a_result_that_fails_is_told(clip: Path) -> None:
    async with engine_process(quirks="fail:contentPolicyViolation") as endpoint:
        key = endpoint.api_key.reveal()
        async with Runware(api_key=key, transport="rest", http_base_url=endpoint.base_url) as client:
            with pytest.raises(RunwareError) as failed:
                await client.run(retake(await upload(client, clip)))
    assert failed.value.code == "safety"
