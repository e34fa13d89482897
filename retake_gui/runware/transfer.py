"""Results fetched from the media host: to a temporary name, resumed where they broke off, checked, then renamed.

The host is another one than the service's, so no key is ever sent along.
"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import httpx

from retake_gui.domain.errors import BrokenResult, ResultExpired, RetakeError, ServiceUnreachable
from retake_gui.runware.backoff import ATTEMPTS, TRANSIENT, Transient, from_transport, pause, retry_after
from retake_gui.runware.connection import Limits, outgoing
from retake_gui.runware.partial_file import PartialFile

_EXPIRED = frozenset({401, 403, 404, 410})
_RANGE = re.compile(r"bytes (\d+)-\d*/(\d+|\*)")
_NO_RANGE = re.compile(r"bytes \*/(\d{1,18})")
_MOST_REDIRECTS = 10
_LONGEST_NUMBER = 19

OnBytes = Callable[[int, int], None]


async def download(
    url: str,
    target: Path,
    *,
    on_progress: OnBytes | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    poll_scale: float = 1.0,
    verify: Callable[[Path], None] | None = None,
    limits: Limits | None = None,
) -> None:
    """Fetch a file.

    Args:
        url: Where it lies.
        target: Where it goes; never overwritten. What arrived stays beside it under a temporary name when the network
            fails, and the next call goes on from there.
        on_progress: Told bytes that are there, and how many there will be (0 while unknown).
        transport: Another way to send requests, for tests.
        poll_scale: Multiplies the pauses between tries.
        limits: Of time and size.
        verify: Looks at the whole file on a thread and raises :class:`BrokenResult` for one that is not right.

    Raises:
        ResultExpired: The host does not have it, or not for us, any more.
        BrokenResult: What came is not what was promised.
        ServiceUnreachable: The host cannot be reached, or keeps breaking off.
        StorageError: The disk refuses, or the target exists.
    """
    bounds = limits or Limits()
    part = PartialFile(target, bounds.file_bytes)
    try:
        client = outgoing(url, bounds, transport, follow_redirects=True, max_redirects=_MOST_REDIRECTS)
    except ValueError:
        raise BrokenResult("The address of the file is none.", kept="The job is kept.", do="Resume it later.") from None
    async with client:
        if not part.is_whole:
            await _fetch(client, url, part, on_progress, poll_scale, verify)
    try:
        if verify is not None:
            await asyncio.to_thread(verify, part.path)
        await asyncio.to_thread(part.finish)
    except BrokenResult:
        part.discard()
        raise


def discard_rest(target: Path) -> None:
    """Throw away what an interrupted download left beside a file that is complete."""
    PartialFile(target, 0).discard()


async def _fetch(
    client: httpx.AsyncClient,
    url: str,
    part: PartialFile,
    on_progress: OnBytes | None,
    scale: float,
    verify: Callable[[Path], None] | None,
) -> None:
    failures = 0
    while True:
        before = part.size
        try:
            await _go_on(client, url, part, on_progress, verify)
        except Transient as transient:
            failures = 1 if part.size > before else failures + 1
            if failures >= ATTEMPTS:
                raise _unreachable(transient) from None
            await asyncio.sleep(pause(failures, transient.retry_after, scale))
        else:
            return


async def _go_on(
    client: httpx.AsyncClient,
    url: str,
    part: PartialFile,
    on_progress: OnBytes | None,
    verify: Callable[[Path], None] | None,
) -> None:
    try:
        await _stream(client, url, part, on_progress)
    except _NoMore as told:
        if not await asyncio.to_thread(_is_all, part, told.total, verify):
            part.discard()
            raise Transient("a range that does not exist", ambiguous=False) from None


class _NoMore(Exception):
    """The host has no bytes behind those that are here.

    Attributes:
        total: How many the file has, or 0 where the host does not say.
    """

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total = total


def _is_all(part: PartialFile, total: int, verify: Callable[[Path], None] | None) -> bool:
    """Whether what is here is the whole file; where nobody said its length, only a look at it tells."""
    if not part.size or (total and total != part.size) or not (total or verify):
        return False
    try:
        if verify is not None:
            verify(part.path)
    except BrokenResult:
        return False
    part.note_total(part.size)
    return True


async def _stream(client: httpx.AsyncClient, url: str, part: PartialFile, on_progress: OnBytes | None) -> None:
    """One request; returns when the file is complete."""
    headers = {"Accept-Encoding": "identity", **part.range_headers()}
    try:
        async with client.stream("GET", url, headers=headers) as answer:
            total = await asyncio.to_thread(_begin, answer, part)
            async with part.writing() as file:
                async for piece in answer.aiter_bytes():
                    file.add(piece)
                    part.check_size(file.size)
                    if on_progress is not None:
                        on_progress(file.size, max(total, file.size) if total else 0)
    except httpx.TooManyRedirects:
        raise BrokenResult(
            "The address of the file leads in circles.", kept="The job is kept.", do="Resume it later."
        ) from None
    except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError) as error:
        raise from_transport(error) from None
    await asyncio.to_thread(_check_length, part, total)


def _begin(answer: httpx.Response, part: PartialFile) -> int:
    """Look at the head of an answer, and have the temporary file ready for its body.

    Returns:
        Bytes of the whole file, or 0 when the host does not say.
    """
    status = answer.status_code
    if status in _EXPIRED:
        raise ResultExpired(
            "The address of the file no longer works.", kept="The job is kept.", do="Resume it to ask for a new one."
        )
    if status in TRANSIENT:
        raise Transient(f"HTTP {status}", ambiguous=False, retry_after=retry_after(answer.headers), status=status)
    if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        told = _NO_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        raise _NoMore(int(told.group(1)) if told else 0)
    if not answer.is_success:
        raise BrokenResult(
            f"The media host answered with status {status}.", kept="The job is kept.", do="Resume it later."
        )
    if status == httpx.codes.PARTIAL_CONTENT and part.size:
        return _resumed(answer, part)
    length = answer.headers.get("Content-Length", "")
    total = int(length) if length.isascii() and length.isdecimal() and len(length) < _LONGEST_NUMBER else 0
    part.check_size(total)
    part.restart(answer.headers.get("ETag", "") or answer.headers.get("Last-Modified", ""), total)
    return total


def _resumed(answer: httpx.Response, part: PartialFile) -> int:
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or int(found.group(1)) != part.size:
        part.discard()
        raise Transient("another range than the one asked for", ambiguous=False)
    total = found.group(2)
    if total == "*" or len(total) >= _LONGEST_NUMBER:
        return 0
    part.note_total(int(total))
    return int(total)


def _check_length(part: PartialFile, total: int) -> None:
    if not part.size:
        raise BrokenResult("The file is empty.", kept="The job is kept.", do="Try again.")
    if total and part.size < total:
        raise Transient("the connection broke off", ambiguous=False)
    if total and part.size > total:
        part.discard()
        raise Transient("more bytes than announced", ambiguous=False)
    part.note_total(part.size)


def _unreachable(last: Transient) -> RetakeError:
    return ServiceUnreachable(
        "The media host does not answer properly.",
        kept="What arrived so far is kept, and the result waits at the service.",
        do="Check the network, then resume the job.",
        details=last.reason,
    )
