"""Files that are served over HTTP under names nobody can guess, some for a limited time."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

_MOST_TTL = 10 * 365 * 24 * 3600
_LONGEST_SLEEP = 3600.0


@dataclass(frozen=True, slots=True)
class _Served:
    path: Path
    mime: str
    ends: float | None


class FileShelf:
    """Names and the files behind them; a file whose time is over is deleted."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._served: dict[str, _Served] = {}
        self._wake = asyncio.Event()

    def publish(self, path: Path, mime: str, ttl: int | None = None) -> str:
        """Serve a file.

        Args:
            path: The file; it belongs to the shelf from now on.
            mime: Its media type.
            ttl: Seconds that it lives, or ``None`` for as long as the engine does.

        Returns:
            Its name.
        """
        name = f"{secrets.token_urlsafe(24)}{path.suffix}"
        ends = None if ttl is None else self._clock() + min(ttl, _MOST_TTL)
        self._served[name] = _Served(path, mime, ends)
        self._wake.set()
        return name

    def withdraw(self, name: str) -> None:
        """Stop serving a file and delete it; on systems that cannot delete an open file, when the engine ends."""
        served = self._served.pop(name, None)
        if served is not None:
            with contextlib.suppress(PermissionError):
                served.path.unlink(missing_ok=True)

    def sweep(self) -> float | None:
        """Delete what has ended.

        Returns:
            Seconds until the next file ends, or ``None`` when none will.
        """
        now = self._clock()
        for name in [name for name, served in self._served.items() if served.ends is not None and served.ends <= now]:
            self.withdraw(name)
        ends = [served.ends for served in self._served.values() if served.ends is not None]
        return min(ends) - now if ends else None

    async def keep_swept(self) -> None:
        """Delete files as their time ends, until cancelled."""
        while True:
            pause = self.sweep()
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if pause is None else min(pause, _LONGEST_SLEEP)):
                    await self._wake.wait()

    async def respond(self, request: Request) -> Response:
        """Answer GET and HEAD, with ``Range`` and ``ETag``."""
        served = self._served.get(request.path_params["name"])
        gone = served is None or (served.ends is not None and served.ends <= self._clock())
        if served is None or gone or not served.path.is_file():
            return PlainTextResponse("Not found", status_code=404)
        headers = {"Cache-Control": "private, no-transform", "X-Content-Type-Options": "nosniff"}
        return FileResponse(served.path, media_type=served.mime, headers=headers)
