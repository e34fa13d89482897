import httpx
import pytest

from retake_gui.domain.errors import Category, ServiceError, ServiceUnreachable, SettingRefused
from retake_gui.runware.backoff import Transient
from retake_gui.runware.connection import Connection, Limits, is_loopback
from retake_gui.runware.secret import Secret

_URL = "https://api.example/v1"
_LIMITS = Limits(answer_bytes=1000)


def connection(*answers: httpx.Response | Exception) -> Connection:
    left = list(answers)

    def respond(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer k-1"
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Connection(_URL, Secret("k-1"), transport=httpx.MockTransport(respond), limits=_LIMITS)


async def test_a_redirect_is_neither_followed_nor_given_the_key() -> None:
    async with connection(httpx.Response(307, headers={"Location": "https://elsewhere.example/v1"})) as way:
        with pytest.raises(ServiceUnreachable, match="leads to another one") as refused:
            await way.post(b"[]")
    assert "elsewhere.example" in refused.value.details


async def test_an_answer_without_end_is_not_taken_in() -> None:
    async with connection(httpx.Response(200, content=b" " * 5000)) as way:
        with pytest.raises(Transient) as broken:
            await way.post(b"[]")
    assert broken.value.ambiguous


@pytest.mark.parametrize("error", [httpx.ReadTimeout("no"), httpx.RemoteProtocolError("no"), httpx.ReadError("no")])
async def test_what_broke_on_the_way_is_told_with_the_request(error: Exception) -> None:
    async with connection(error) as way:
        with pytest.raises(Transient) as broken:
            await way.post(b'[{"taskType": "getResponse"}]')
    assert broken.value.ambiguous
    assert broken.value.exchange is not None
    assert "getResponse" in broken.value.exchange.text
    assert broken.value.exchange.text.endswith(type(error).__name__)


@pytest.mark.parametrize(
    ("status", "category"),
    [(401, Category.AUTHENTICATION), (402, Category.QUOTA), (403, Category.AUTHENTICATION), (404, Category.NOT_FOUND)],
)
async def test_a_status_without_a_word_has_a_category_and_both_sides(status: int, category: Category) -> None:
    async with connection(httpx.Response(status)) as way:
        with pytest.raises(ServiceError) as refused:
            await way.post(b'[{"taskType": "getResponse"}]')
    assert refused.value.category is category
    assert f"HTTP {status}" in refused.value.details
    assert "getResponse" in refused.value.details


@pytest.mark.parametrize("url", ["http://api.example/v1", "ftp://api.example", "nonsense"])
def test_an_address_in_the_clear_or_none_is_refused(url: str) -> None:
    with pytest.raises(SettingRefused):
        Connection(url, Secret("k-1"))


def test_this_machine_is_known_by_its_names() -> None:
    assert [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "10.0.0.1", "x.example")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "location",
    ["/hook/7f3a?token=7f3a", "https://host/hook/7f3a#7f3a", "https://user:7f3a@host/v1", "v1?sig=7f3a", "/v1#t=7f3a"],
)
async def test_what_opens_doors_in_the_address_of_a_redirect_is_not_told(location: str) -> None:
    async with connection(httpx.Response(307, headers={"Location": location})) as way:
        with pytest.raises(ServiceUnreachable) as refused:
            await way.post(b"[]")
    assert "Location: " in refused.value.details
    assert "7f3a" not in refused.value.details
