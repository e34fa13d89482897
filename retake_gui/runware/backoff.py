"""What is worth another try, and after how long: 1 s doubling, at most 30 s, full jitter; the server's word first."""

import email.utils
import math
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import httpx
import stamina

from retake_gui.runware.exchange import Exchange

TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
ATTEMPTS = 6
_CAP = 30.0
_MOST_ASKED = 600.0
stamina.instrumentation.set_on_retry_hooks(())  # its own hook prints each retry to the user's terminal
_LEAST = 0.001


class Transient(Exception):
    """A request that failed in a way that passes.

    Attributes:
        reason: For details; never holds a key.
        ambiguous: Whether the server may have acted on it all the same.
        retry_after: Seconds that the server asked to wait, or ``None``.
        status: HTTP status, or 0.
        body: What came with it, or empty.
        exchange: Both sides, for *Copy details*.
    """

    def __init__(
        self,
        reason: str,
        *,
        ambiguous: bool,
        retry_after: float | None = None,
        status: int = 0,
        body: bytes = b"",
        exchange: Exchange | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.ambiguous = ambiguous
        self.retry_after = retry_after
        self.status = status
        self.body = body
        self.exchange = exchange


def pause(attempt: int, retry_after: float | None, scale: float) -> float:
    """Seconds to wait before a try.

    Args:
        attempt: How many tries failed so far, from 1.
        retry_after: What the server asked for.
        scale: Multiplies everything.
    """
    if retry_after is not None:
        return max(_LEAST, min(retry_after, _MOST_ASKED) * scale)
    longest = min(_CAP, 2.0 ** (attempt - 1))
    return max(_LEAST, random.uniform(0, longest) * scale)  # noqa: S311 - spreads requests, guards nothing


def tries(scale: float, attempts: int = ATTEMPTS) -> AsyncIterator[AbstractContextManager[object]]:
    """The attempts of one request, for ``async for``: everything that raises :class:`Transient` is tried again."""
    count = 0

    def wait(error: Exception) -> bool | float:
        nonlocal count
        if not isinstance(error, Transient):
            return False
        count += 1
        return pause(count, error.retry_after, scale)

    hook: Callable[[Exception], bool | float] = wait
    return aiter(stamina.retry_context(on=hook, attempts=attempts, timeout=None))


def retry_after(headers: httpx.Headers) -> float | None:
    """Seconds that ``Retry-After`` asks for, as a number or a date; ``None`` when it asks for nothing sensible."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def from_transport(error: httpx.TransportError | httpx.InvalidURL | httpx.DecodingError) -> Transient:
    """What a broken connection means: before it stood nothing was sent; after that nobody knows."""
    unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.InvalidURL)
    return Transient(type(error).__name__, ambiguous=not unsent)
