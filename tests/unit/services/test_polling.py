import asyncio
import json
from contextlib import aclosing

import httpx
import pytest

from retake_gui.domain.errors import ServiceError, StorageError
from retake_gui.runware.client import RunwareClient
from retake_gui.services.polling import Poller

FIRST, SECOND = "2eb310fd-c023-46a5-a0fa-5e977ff54bce", "fd711854-7776-4ba6-aabc-45346fc7ec37"


class Service:
    """Answers polls: each task is done at its third one."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.refuses = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        uuids = [task["taskUUID"] for task in json.loads(request.content)]
        self.asked.append(uuids)
        if self.refuses:
            return httpx.Response(401, json={"errors": [{"code": "invalidApiKey", "message": "no"}]})
        items = [
            {"taskType": "videoInference", "taskUUID": uuid, "status": "processing", "progress": len(self.asked)}
            for uuid in uuids
        ]
        return httpx.Response(200, json={"data": items})


async def test_all_followed_tasks_share_one_request() -> None:
    service = Service()
    async with RunwareClient(
        "http://127.0.0.1:1/v1", "key", poll_scale=0.01, transport=httpx.MockTransport(service)
    ) as client:

        async def the_client() -> RunwareClient:
            return client

        poller = Poller(the_client)
        async with aclosing(poller.follow(FIRST)) as first, aclosing(poller.follow(SECOND)) as second:
            one = await anext(first)
            assert (one.state, one.task_uuid) == ("processing", FIRST)
            await anext(second)
            await anext(first)
            await anext(second)
            assert [FIRST, SECOND] in service.asked
        await poller.aclose()


async def test_a_refusal_reaches_everybody_and_following_can_begin_again() -> None:
    service = Service()
    async with RunwareClient(
        "http://127.0.0.1:1/v1", "key", poll_scale=0.01, transport=httpx.MockTransport(service)
    ) as client:

        async def the_client() -> RunwareClient:
            return client

        poller = Poller(the_client)
        service.refuses = True
        async with aclosing(poller.follow(FIRST)) as first:
            with pytest.raises(ServiceError):
                await anext(first)
        service.refuses = False
        async with aclosing(poller.follow(FIRST)) as first:
            assert (await anext(first)).state == "processing"
        await poller.aclose()


async def test_a_bug_reaches_everybody_in_a_sentence_and_following_can_begin_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service, bugs = Service(), [RuntimeError("the client has been closed")]
    async with RunwareClient(
        "http://127.0.0.1:1/v1", "key", poll_scale=0.01, transport=httpx.MockTransport(service)
    ) as client:

        async def the_client() -> RunwareClient:
            if bugs:
                raise bugs.pop()
            return client

        poller = Poller(the_client)
        async with aclosing(poller.follow(FIRST)) as first, asyncio.timeout(10):
            with pytest.raises(StorageError, match=r"unexpected went wrong here \(RuntimeError\)"):
                await anext(first)
        assert "has been closed" in caplog.text
        async with aclosing(poller.follow(FIRST)) as first:
            assert (await anext(first)).state == "processing"
        await poller.aclose()


@pytest.mark.parametrize("turns", range(4))
async def test_asking_stops_however_soon_after_a_task_is_followed(turns: int) -> None:
    """Told of a new follower and told to end at once: neither word may be lost."""
    service = Service()
    async with RunwareClient("http://127.0.0.1:1/v1", "key", transport=httpx.MockTransport(service)) as client:

        async def the_client() -> RunwareClient:
            return client

        poller = Poller(the_client)
        followers = [asyncio.create_task(_followed(poller, FIRST))]
        await _turns(5)
        followers.append(asyncio.create_task(_followed(poller, SECOND)))
        await _turns(1 + turns)
        async with asyncio.timeout(5):
            await poller.aclose()
        for follower in followers:
            follower.cancel()
        await asyncio.gather(*followers, return_exceptions=True)


async def _followed(poller: Poller, task_uuid: str) -> None:
    async with aclosing(poller.follow(task_uuid)) as answers:
        async for _ in answers:
            pass


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
