"""Inputs given by address: fetched with limits on size, silence and time."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from retake_gui.domain.errors import Refused

_SILENCE = httpx.Timeout(connect=10, read=30, write=30, pool=None)
_MOST_REDIRECTS = 5
_MOST_MIME = 100
UNKNOWN_MIME = "application/octet-stream"


def outgoing_client() -> httpx.AsyncClient:
    """The client for everything that the engine itself asks of other hosts; loopback never goes through a proxy.

    A proxy of a kind that cannot be used, such as SOCKS, stands in the way of other hosts only.
    """
    more: dict[str, Any] = {"follow_redirects": True, "max_redirects": _MOST_REDIRECTS, "timeout": _SILENCE}
    loopback = ("all://127.0.0.1", "all://localhost", "all://[::1]")
    try:
        return httpx.AsyncClient(mounts=dict.fromkeys(loopback), trust_env=True, **more)
    except (ImportError, ValueError, httpx.InvalidURL):
        direct = {host: httpx.AsyncHTTPTransport() for host in loopback}
        return httpx.AsyncClient(mounts=direct, transport=_NoWay(), trust_env=False, **more)


class _NoWay(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ProxyError("The system's proxy cannot be used.", request=request)


async def fetch(client: httpx.AsyncClient, url: str, target: Path, *, most: int, seconds: float) -> str:
    """Fetch an input into a new file.

    Args:
        client: Of :func:`outgoing_client`.
        url: An http or https address.
        target: Is written; is removed when this fails.
        most: Bytes beyond which it is refused.
        seconds: For all of it.

    Returns:
        The media type that the host names.

    Raises:
        Refused: It cannot be had; the sentence says why.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _fetch(client, url, target, most)
    except TimeoutError as error:
        _discard(target)
        raise Refused(f"The input could not be fetched within {seconds:.0f} s.") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _discard(target)
        what = "The input could not be fetched: its host does not answer properly."
        raise Refused(what, details=str(error)) from error
    except BaseException:
        _discard(target)
        raise


def _discard(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _fetch(client: httpx.AsyncClient, url: str, target: Path, most: int) -> str:
    async with client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise Refused(f"The input could not be fetched: its host answered with status {answer.status_code}.")
        announced = answer.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > most:
            raise _too_large(most)
        total = 0
        with target.open("xb") as file:
            async for piece in answer.aiter_bytes():
                total += len(piece)
                if total > most:
                    raise _too_large(most)
                file.write(piece)
        if not total:
            raise Refused("The input is empty.")
        return str(answer.headers.get("Content-Type", UNKNOWN_MIME)).partition(";")[0].strip()[:_MOST_MIME]


def _too_large(most: int) -> Refused:
    return Refused(f"The input is larger than {most // 1_000_000} MB.")
