"""Downloads against hosts that keep their word, break off, or do not know any more."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from retake_gui.domain.errors import BrokenResult, ResultExpired, ServiceUnreachable, StorageError
from retake_gui.runware.transfer import download

URL = "https://media.example/v.mp4"
CONTENT = bytes(number % 253 for number in range(10_000))
Host = Callable[[httpx.Request], httpx.Response]


async def fetch(host: Host, target: Path, verify: Callable[[Path], None] | None = None) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    await download(
        URL,
        target,
        transport=httpx.MockTransport(host),
        poll_scale=0.0,
        verify=verify,
        on_progress=lambda done, total: told.append((done, total)),
    )
    return told


class Cutting:
    """Breaks off after some bytes, and goes on from there when it is asked to."""

    def __init__(self, each: int, etag: str = '"v1"') -> None:
        self.each, self.etag = each, etag
        self.ranges: list[str | None] = []
        self.headers: list[httpx.Headers] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        wanted = request.headers.get("Range")
        self.ranges.append(wanted)
        self.headers.append(request.headers)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        head = {"ETag": self.etag, "Content-Length": str(len(CONTENT) - start)}
        if wanted:
            head["Content-Range"] = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        return httpx.Response(206 if wanted else 200, headers=head, stream=_Cut(CONTENT[start : start + self.each]))


class _Cut(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        yield self._content


def whole(content: bytes, **headers: str) -> Host:
    return lambda _request: httpx.Response(200, headers=headers, content=content)


async def test_a_file_arrives_under_its_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    told = await fetch(whole(CONTENT), tmp_path / "v.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["v.mp4"]
    assert (tmp_path / "v.mp4").read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))


async def test_what_broke_off_goes_on_where_it_was(tmp_path: Path) -> None:
    host = Cutting(3000)
    await fetch(host, tmp_path / "v.mp4")
    assert (tmp_path / "v.mp4").read_bytes() == CONTENT
    assert host.ranges == [None, "bytes=3000-", "bytes=6000-", "bytes=9000-"]
    assert all("Authorization" not in headers for headers in host.headers)
    assert host.headers[1]["If-Range"] == '"v1"'


async def test_without_a_strong_mark_it_begins_again(tmp_path: Path) -> None:
    host = Cutting(6000, etag='W/"weak"')
    with pytest.raises(ServiceUnreachable):
        await fetch(host, tmp_path / "v.mp4")
    assert set(host.ranges) == {None}
    assert not (tmp_path / "v.mp4").exists()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_an_address_that_died_is_told_apart_and_what_is_there_is_kept(tmp_path: Path, status: int) -> None:
    with pytest.raises(ResultExpired):
        await fetch(lambda _request: httpx.Response(status), tmp_path / "v.mp4")


async def test_what_was_whole_before_is_not_asked_for_again(tmp_path: Path) -> None:
    def ends(_part: Path) -> None:
        raise ZeroDivisionError("the program ended before it looked at the file")

    with pytest.raises(ZeroDivisionError):
        await fetch(whole(CONTENT, **{"Content-Length": str(len(CONTENT))}), tmp_path / "v.mp4", ends)

    await fetch(lambda _request: httpx.Response(404), tmp_path / "v.mp4")

    assert (tmp_path / "v.mp4").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["v.mp4"]


async def test_an_empty_file_and_one_that_does_not_decode_are_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenResult, match="empty"):
        await fetch(whole(b""), tmp_path / "v.mp4")

    def refuse(path: Path) -> None:
        assert path.read_bytes() == CONTENT
        raise BrokenResult("It is no video.")

    with pytest.raises(BrokenResult, match="no video"):
        await fetch(whole(CONTENT), tmp_path / "v.mp4", refuse)
    assert list(tmp_path.iterdir()) == []


async def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "v.mp4"
    target.write_bytes(b"paid for")
    with pytest.raises(StorageError, match="exists already"):
        await fetch(whole(CONTENT), target)
    assert target.read_bytes() == b"paid for"


async def test_redirects_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    def host(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v.mp4":
            return httpx.Response(302, headers={"Location": "https://other.example/real.mp4"})
        return httpx.Response(200, content=CONTENT)

    await fetch(host, tmp_path / "v.mp4")
    assert (tmp_path / "v.mp4").read_bytes() == CONTENT
    with pytest.raises(BrokenResult, match="circles"):
        await fetch(lambda _request: httpx.Response(302, headers={"Location": URL}), tmp_path / "w.mp4")


async def test_a_host_that_stays_away_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(ServiceUnreachable, match="kept"):
        await fetch(lambda _request: httpx.Response(503), tmp_path / "v.mp4")


class Chunked(Cutting):
    """Never says how long the file is, and breaks off once all of it was sent."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.ranges.append(request.headers.get("Range"))
        if len(self.ranges) > 1:
            return httpx.Response(416)
        return httpx.Response(200, headers={"ETag": self.etag}, stream=_Broken(CONTENT[: self.each]))


class _Broken(_Cut):
    async def __aiter__(self):  # type: ignore[no-untyped-def]
        yield self._content
        raise httpx.ReadError("reset")


def is_film(part: Path) -> None:
    if part.read_bytes() != CONTENT:
        raise BrokenResult("It is no video.")


async def test_what_is_there_is_looked_at_before_it_is_thrown_away_for_want_of_more(tmp_path: Path) -> None:
    host = Chunked(len(CONTENT))
    await fetch(host, tmp_path / "v.mp4", is_film)
    assert (tmp_path / "v.mp4").read_bytes() == CONTENT
    assert host.ranges == [None, f"bytes={len(CONTENT)}-"]


async def test_a_part_without_more_that_is_not_the_file_is_fetched_anew(tmp_path: Path) -> None:
    asked: list[str | None] = []

    def host(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("Range"))
        if len(asked) == 1:
            return httpx.Response(200, headers={"ETag": '"v1"'}, stream=_Broken(CONTENT[:500]))
        return httpx.Response(416) if asked[-1] else httpx.Response(200, content=CONTENT)

    await fetch(host, tmp_path / "v.mp4", is_film)
    assert (tmp_path / "v.mp4").read_bytes() == CONTENT
    assert asked == [None, "bytes=500-", None]


@pytest.mark.parametrize("told", ["by the range", "by its end"])
async def test_a_length_that_becomes_known_on_the_way_is_remembered(tmp_path: Path, told: str) -> None:
    def host(request: httpx.Request) -> httpx.Response:
        if "Range" not in request.headers:
            stream = _Broken(CONTENT[:500]) if told == "by the range" else _Cut(CONTENT)
            return httpx.Response(200, headers={"ETag": '"v1"'}, stream=stream)
        head = {"Content-Range": f"bytes 500-{len(CONTENT) - 1}/{len(CONTENT)}"}
        return httpx.Response(206, headers=head, stream=_Cut(CONTENT[500:]))

    def ends(_part: Path) -> None:
        raise ZeroDivisionError("the program ended before it looked at the file")

    with pytest.raises(ZeroDivisionError):
        await fetch(host, tmp_path / "v.mp4", ends)
    await fetch(lambda _request: httpx.Response(404), tmp_path / "v.mp4", is_film)
    assert (tmp_path / "v.mp4").read_bytes() == CONTENT
