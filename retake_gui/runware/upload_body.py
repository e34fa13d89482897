"""The body of an upload: JSON around base64 that is read from disk and encoded piece by piece."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import IO

from retake_gui.domain.errors import StorageError

_PIECE = 3 * 64 * 1024


class UploadBody:
    """One file as a ``mediaStorage`` task with a data URI.

    Raises:
        StorageError: The file cannot be read.
    """

    def __init__(
        self, path: Path, mime: str, task_uuid: str, on_progress: Callable[[int, int], None] | None = None
    ) -> None:
        self._path, self._on_progress = path, on_progress
        try:
            self._size = path.stat().st_size
        except OSError as error:
            raise _unreadable(path, error) from error
        task = {"taskType": "mediaStorage", "taskUUID": task_uuid, "operation": "upload"}
        opening = json.dumps([task], separators=(",", ":"))
        self._head = f'{opening[:-2]},"media":"data:{mime};base64,'.encode()
        self._tail = b'"}]'

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        return len(self._head) + 4 * ((self._size + 2) // 3) + len(self._tail)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, from its start; may be asked for again for another try.

        Raises:
            StorageError: The file cannot be read.
        """
        yield self._head
        sent = 0
        file = await asyncio.to_thread(self._open)
        with file:
            while piece := await asyncio.to_thread(self._read, file):
                yield base64.b64encode(piece)
                sent += len(piece)
                if self._on_progress is not None:
                    self._on_progress(sent, self._size)
        yield self._tail

    def _open(self) -> IO[bytes]:
        try:
            return self._path.open("rb")
        except OSError as error:
            raise _unreadable(self._path, error) from error

    def _read(self, file: IO[bytes]) -> bytes:
        try:
            return file.read(_PIECE)
        except OSError as error:
            raise _unreadable(self._path, error) from error


def _unreadable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path.name} cannot be read: {error.strerror}.", kept="The job is kept.", do="Try again when it is there."
    )
