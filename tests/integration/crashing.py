"""Runs ``retake`` and kills it with SIGKILL at one point of its work.

Used as ``python crashing.py POINT N COMMAND…``. The points are ``inside commit``, ``after commit``, ``before request``,
``after answer``, ``inside upload``, ``inside download`` and ``named``. Where the N-th time is never reached it ends as
the command does, and says how often each point was passed.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from retake_gui.cli import main
from retake_gui.runware import partial_file
from retake_gui.runware.connection import Connection
from retake_gui.runware.upload_body import UploadBody
from retake_gui.store.database import Database

POINTS = (
    "inside commit",
    "after commit",
    "before request",
    "after answer",
    "inside upload",
    "inside download",
    "named",
)
_passed: Counter[str] = Counter()
_armed = ("", 0)


def _pass(point: str) -> None:
    _passed[point] += 1
    if _armed == (point, _passed[point]):
        os.kill(os.getpid(), signal.SIGKILL)


def _watch_commits() -> None:
    plain = Database.writing

    @contextmanager
    def writing(database: Database) -> Iterator[Any]:
        with plain(database) as link:
            yield link
            _pass("inside commit")
        _pass("after commit")

    Database.writing = writing  # type: ignore[method-assign,assignment]


def _watch_requests() -> None:
    plain, chunks = Connection.post, UploadBody.chunks

    async def post(connection: Connection, content: bytes) -> Any:
        _pass("before request")
        answer = await plain(connection, content)
        _pass("after answer")
        return answer

    async def pieces(body: UploadBody) -> AsyncIterator[bytes]:
        async for piece in chunks(body):
            yield piece
            _pass("inside upload")

    Connection.post = post  # type: ignore[method-assign,assignment]
    UploadBody.chunks = pieces  # type: ignore[method-assign,assignment]


def _watch_downloads() -> None:
    def after(holder: Any, name: str, point: str) -> None:
        plain: Callable[..., Any] = getattr(holder, name)

        def watched(*values: Any) -> Any:
            found = plain(*values)
            if point == "inside download":
                values[0]._file.flush()
            _pass(point)
            return found

        setattr(holder, name, watched)

    after(partial_file.Appending, "add", "inside download")
    after(partial_file, "_settle_folder", "named")


if __name__ == "__main__":
    _armed = (sys.argv[1], int(sys.argv[2]))
    _watch_commits()
    _watch_requests()
    _watch_downloads()
    status = main(sys.argv[3:])
    sys.stderr.write(f"passed: {dict(_passed)}\n")
    sys.exit(status)
