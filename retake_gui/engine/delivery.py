"""Sending results to where the request asked: JSON to a webhook, the file itself to an upload address."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

TRIES = 5
_LONGEST_PAUSE = 8.0
_WEBHOOK_SECONDS = 5.0
_PIECE = 256 * 1024

log = logging.getLogger(__name__)


async def notify(client: httpx.AsyncClient, url: str, answer: dict[str, Any], first_pause: float) -> bool:
    """POST an answer to a webhook until it says 2xx.

    Returns:
        Whether it did; giving up is logged, and nothing else depends on it.
    """

    async def post() -> httpx.Response:
        return await client.post(url, json=answer, timeout=_WEBHOOK_SECONDS, follow_redirects=False)

    return await _insist(post, "webhook", first_pause)


async def put_file(client: httpx.AsyncClient, url: str, path: Path, mime: str, first_pause: float) -> bool:
    """PUT the raw bytes of a file to an address until it says 2xx.

    Returns:
        Whether it did.
    """

    async def put() -> httpx.Response:
        headers = {"Content-Type": mime, "Content-Length": str(_size(path))}
        return await client.put(url, content=_pieces(path), headers=headers, follow_redirects=False)

    return await _insist(put, "upload endpoint", first_pause)


async def _insist(send: Callable[[], Awaitable[httpx.Response]], what: str, first_pause: float) -> bool:
    pause = first_pause
    for attempt in range(1, TRIES + 1):
        try:
            answer = await send()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            problem = type(error).__name__
        else:
            if answer.is_success:
                return True
            problem = f"status {answer.status_code}"
        log.warning("The %s failed (%s), attempt %d of %d", what, problem, attempt, TRIES)
        if attempt < TRIES:
            await asyncio.sleep(min(pause, _LONGEST_PAUSE))
            pause *= 2
    return False


def _size(path: Path) -> int:
    return path.stat().st_size


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
