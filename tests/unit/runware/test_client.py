"""The client against answers written from the protocol, one request at a time."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from retake_gui.domain.errors import Category, ServiceError, ServiceUnreachable, SettingRefused
from retake_gui.runware.client import RunwareClient
from retake_gui.runware.connection import is_loopback

TASK = "2eb310fd-c023-46a5-a0fa-5e977ff54bce"
BODY = {"taskType": "videoInference", "taskUUID": TASK, "positivePrompt": "rain"}
ACCEPTED = {"data": [{"taskType": "videoInference", "taskUUID": TASK}]}
Answer = httpx.Response | type[Exception]


class Service:
    """Gives prepared answers in turn, the last one again and again, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    @property
    def tasks(self) -> list[dict[str, Any]]:
        return [json.loads(request.content)[0] for request in self.requests]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        raise answer("broken", request=request)  # type: ignore[call-arg]


def says(body: object, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


@pytest.fixture
def client_of() -> Callable[[Service], RunwareClient]:
    return lambda service: RunwareClient(
        "https://host.example/v1", "rw-key", poll_scale=0.0, transport=httpx.MockTransport(service)
    )


ClientOf = Callable[[Service], RunwareClient]


async def test_a_task_is_sent_as_an_array_with_the_key_in_the_header(client_of: ClientOf) -> None:
    service = Service(says(ACCEPTED))
    async with client_of(service) as client:
        assert not (await client.submit(BODY)).was_known
    (request,) = service.requests
    assert request.headers["Authorization"] == "Bearer rw-key"
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.content) == [BODY]


@pytest.mark.parametrize("lost", [httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError])
async def test_after_a_lost_answer_a_sign_of_the_task_is_enough(client_of: ClientOf, lost: type[Exception]) -> None:
    processing = says({"data": [{"taskUUID": TASK, "status": "processing"}]})
    service = Service(lost, says({"data": []}), processing)
    async with client_of(service) as client:
        assert (await client.submit(BODY)).was_known
    assert [task["taskType"] for task in service.tasks] == ["videoInference", "getResponse", "getResponse"]


async def test_without_a_sign_the_same_body_is_sent_again(client_of: ClientOf) -> None:
    nothing = says({"data": []})
    service = Service(says({}, 503), nothing, nothing, nothing, says(ACCEPTED))
    async with client_of(service) as client:
        await client.submit(BODY)
    sent = [task for task in service.tasks if task["taskType"] == "videoInference"]
    assert sent == [BODY, BODY]


async def test_a_conflict_after_a_lost_answer_means_accepted_and_else_it_is_an_error(client_of: ClientOf) -> None:
    conflict = says({"data": [], "errors": [{"code": "conflictTaskUUID", "message": "Used.", "taskUUID": TASK}]}, 400)
    nothing = says({"data": []})
    async with client_of(Service(httpx.ReadError, nothing, nothing, nothing, conflict)) as client:
        assert (await client.submit(BODY)).was_known
    async with client_of(Service(conflict)) as client:
        with pytest.raises(ServiceError) as refusal:
            await client.submit(BODY)
    assert refusal.value.category is Category.VALIDATION


async def test_before_a_connection_stood_nobody_is_asked_for_a_sign(client_of: ClientOf) -> None:
    service = Service(httpx.ConnectError, httpx.ConnectTimeout, says(ACCEPTED))
    async with client_of(service) as client:
        assert not (await client.submit(BODY)).was_known
    assert [task["taskType"] for task in service.tasks] == ["videoInference"] * 3


async def test_a_service_that_stays_away_is_unreachable_and_says_what_was_kept(client_of: ClientOf) -> None:
    async with client_of(Service(httpx.ConnectError)) as client:
        with pytest.raises(ServiceUnreachable, match="kept"):
            await client.submit(BODY)
    async with client_of(Service(httpx.Response(502, content=b"<html>Bad gateway</html>"))) as client:
        with pytest.raises(ServiceUnreachable, match="properly"):
            await client.poll([TASK])


@pytest.mark.parametrize(
    ("answer", "category"),
    [
        (httpx.Response(401), Category.AUTHENTICATION),
        (httpx.Response(403, content=b"<html>"), Category.AUTHENTICATION),
        (httpx.Response(402), Category.QUOTA),
        (says({"errors": [{"code": "insufficientCredits"}]}, 400), Category.QUOTA),
        (says({"errors": [{"code": "notAllowed"}]}, 401), Category.AUTHENTICATION),
        (says({"errors": [{"code": "contentPolicyViolation"}]}), Category.SAFETY),
        (says({"error": {"code": "invalidModel"}}, 400), Category.VALIDATION),
        (httpx.Response(404, content=b"gone"), Category.NOT_FOUND),
    ],
)
async def test_refusals_are_told_apart(client_of: ClientOf, answer: httpx.Response, category: Category) -> None:
    service = Service(answer)
    async with client_of(service) as client:
        with pytest.raises(ServiceError) as refusal:
            await client.submit(BODY)
    assert refusal.value.category is category
    assert len(service.requests) == 1


async def test_too_many_requests_are_tried_again_without_asking_for_a_sign(client_of: ClientOf) -> None:
    service = Service(httpx.Response(429, headers={"Retry-After": "5"}), says(ACCEPTED))
    async with client_of(service) as client:
        await client.submit(BODY)
    assert len(service.requests) == 2
    limited = says({"errors": [{"code": "rateLimitExceeded", "message": "Slow down."}]}, 429)
    async with client_of(Service(limited)) as client:
        with pytest.raises(ServiceError) as refusal:
            await client.submit(BODY)
    assert refusal.value.category is Category.RATE_LIMIT


async def test_all_tasks_are_asked_for_with_one_request(client_of: ClientOf) -> None:
    other = "fd711854-7776-4ba6-aabc-45346fc7ec37"
    service = Service(says({"data": [{"taskUUID": other, "progress": 12}]}))
    async with client_of(service) as client:
        statuses = await client.poll([TASK, other])
    assert [task["taskUUID"] for task in json.loads(service.requests[0].content)] == [TASK, other]
    assert (statuses[TASK].state, statuses[other].progress) == ("unknown", 12)


async def test_polls_come_after_a_second_then_ever_slower_up_to_ten(client_of: ClientOf) -> None:
    client = RunwareClient("https://host.example/v1", "k")
    delays = client.poll_delays()
    found = [next(delays) for _ in range(12)]
    assert found[:4] == [1.0, 0.5, 0.75, 1.125]
    assert max(found) == found[-1] == 10.0
    async with client:
        pass


async def test_an_upload_that_is_still_processed_is_waited_for(client_of: ClientOf, tmp_path: Path) -> None:
    file = tmp_path / "window.mp4"
    file.write_bytes(b"picture")
    busy = says({"data": [{"taskType": "mediaStorage", "mediaUUID": "1"}]})
    done = says({"data": [{"taskType": "mediaStorage", "mediaUUID": "m-7", "mediaURL": "https://host/m"}]})
    service = Service(busy, busy, done)
    async with client_of(service) as client:
        media = await client.upload(file, mime="video/mp4")
    assert (media.media_uuid, media.media_url) == ("m-7", "https://host/m")
    kinds = [task["taskType"] for task in service.tasks]
    assert kinds == ["mediaStorage", "getResponse", "getResponse"]
    assert {task["taskUUID"] for task in service.tasks} == {service.tasks[0]["taskUUID"]}


@pytest.mark.parametrize("balance", [12.5, "12.5", {"balance": 12.5}, {"amount": "12.50", "currency": "USD"}])
async def test_a_balance_is_read_in_each_form(client_of: ClientOf, balance: object) -> None:
    answer = says({"data": [{"taskType": "accountManagement", "balance": balance}]})
    async with client_of(Service(answer)) as client:
        assert await client.balance() == Decimal("12.5")


@pytest.mark.parametrize("url", ["http://api.example/v1", "ftp://host/v1", "nonsense", "https://"])
def test_addresses_that_would_show_the_key_or_are_none_are_refused(url: str) -> None:
    with pytest.raises(SettingRefused):
        RunwareClient(url, "k")


def test_this_machine_may_be_asked_in_the_clear() -> None:
    assert is_loopback("localhost")
    assert is_loopback("127.0.0.9")
    assert is_loopback("::1")
    assert not is_loopback("localhost.example")
    assert not is_loopback("10.0.0.1")


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_look_for_a_sign_that_is_refused_ends_no_doubt(client_of: ClientOf, status: int) -> None:
    refused = httpx.Response(status, content=b"<html>blocked</html>")
    conflict = says({"errors": [{"code": "conflictTaskUUID", "message": "Seen.", "taskUUID": TASK}]}, 400)
    service = Service(says({}, 504), refused, refused, refused, conflict)
    async with client_of(service) as client:
        assert (await client.submit(BODY)).was_known
    assert {task["taskUUID"] for task in service.tasks} == {TASK}


async def test_too_many_requests_after_a_lost_answer_leave_the_doubt(client_of: ClientOf) -> None:
    service = Service(says({}, 504), says({"errors": [{"code": "rateLimitExceeded", "message": "Later."}]}, 429))
    async with client_of(service) as client:
        with pytest.raises(ServiceError) as refusal:
            await client.submit(BODY)
    assert refusal.value.in_doubt


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "rateLimitExceeded"),
        (402, "insufficientCredits"),
        (200, "internalServerError"),
        (400, "invalidApiKey"),
        (400, "somethingNew"),
    ],
)
async def test_a_poll_that_is_refused_as_a_whole_says_nothing_of_its_one_task(
    client_of: ClientOf, status: int, code: str
) -> None:
    async with client_of(Service(says({"errors": [{"code": code, "message": "No."}]}, status))) as client:
        with pytest.raises(ServiceError):
            await client.poll([TASK])


async def test_an_error_that_names_no_task_is_no_sign_of_it(client_of: ClientOf) -> None:
    nameless = says({"errors": [{"code": "rateLimitExceeded", "message": "Later."}]}, 400)
    service = Service(says({}, 504), nameless, nameless, nameless, says(ACCEPTED))
    async with client_of(service) as client:
        assert not (await client.submit(BODY)).was_known
