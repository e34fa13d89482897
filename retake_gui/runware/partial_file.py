"""A file while it arrives: under a temporary name beside its target, with what is needed to go on with it later."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

from retake_gui.domain.errors import BrokenResult, StorageError


class PartialFile:
    """The file while it grows.

    Args:
        target: Where it goes when it is whole.
        most_bytes: More than any file has that can be right.
    """

    def __init__(self, target: Path, most_bytes: int) -> None:
        self._target, self._most = target, most_bytes
        self.path = target.with_name(f".{target.name}.part")
        self._note = target.with_name(f".{target.name}.part.json")

    @property
    def size(self) -> int:
        """Bytes that are there."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def is_whole(self) -> bool:
        """Whether all bytes were there before: then the address, which may be gone by now, is not asked again."""
        total = self._noted().get("bytes")
        return isinstance(total, int) and 0 < total == self.size

    def check_size(self, size: int) -> None:
        """Refuse what is larger than any result.

        Raises:
            BrokenResult: It is.
        """
        if size > self._most:
            self.discard()
            raise BrokenResult(
                "The result is larger than any clip can be.", kept="The job is kept.", do="Tell the service."
            )

    def range_headers(self) -> dict[str, str]:
        """Ask for the rest, if it is still the same file; without a strong mark of that, for all."""
        mark = self._mark()
        if not self.size or not mark:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": mark}

    def restart(self, mark: str, total: int) -> None:
        """Begin anew with a file of so many bytes; weak marks do not prove that bytes are the same."""
        strong = "" if mark.startswith("W/") else mark
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(b"")
            self._note.write_text(json.dumps({"etag": strong, "bytes": total}), encoding="utf-8")
        except OSError as error:
            raise self._refusal(error) from error

    def note_total(self, total: int) -> None:
        """Remember how many bytes the file has, as soon as that is known; those that are there stay."""
        if total == self._noted().get("bytes"):
            return
        try:
            self._note.write_text(json.dumps({"etag": self._mark(), "bytes": total}), encoding="utf-8")
        except OSError as error:
            raise self._refusal(error) from error

    def discard(self) -> None:
        """Throw away what is there."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def writing(self) -> "Appending":
        """Add to what is there."""
        return Appending(self.path, self._refusal)

    def finish(self) -> None:
        """Give the file its name, which must not be taken."""
        try:
            try:
                os.link(self.path, self._target)
            except FileExistsError:
                raise
            except OSError:  # a file system without links
                if self._target.exists():
                    raise FileExistsError(17, "File exists", str(self._target)) from None
                self.path.rename(self._target)
        except FileExistsError as error:
            raise StorageError(
                f"{self._target.name} exists already.", kept="It was not changed.", do="Move it away."
            ) from error
        except OSError as error:
            raise self._refusal(error) from error
        _settle_folder(self._target.parent)
        self.discard()

    def _mark(self) -> str:
        mark = self._noted().get("etag")
        return mark if isinstance(mark, str) else ""

    def _noted(self) -> dict[str, object]:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _refusal(self, error: OSError) -> StorageError:
        return StorageError(
            f"The result cannot be written to {self._target.parent}: {error.strerror}.",
            kept="It waits at the service.",
            do="Make room there, then resume the job.",
        )


class Appending:
    """Writes at the end of a file, and onto the disk when it is done.

    Args:
        path: The file.
        refusal: Makes a sentence of what the disk says.
    """

    def __init__(self, path: Path, refusal: Callable[[OSError], StorageError]) -> None:
        self._path, self._refusal = path, refusal
        self.size = 0

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._open)
        return self

    def _open(self) -> None:
        try:
            self._file = self._path.open("ab")
        except OSError as error:
            raise self._refusal(error) from error
        self.size = self._file.tell()

    async def __aexit__(self, *_: object) -> None:
        await asyncio.shield(asyncio.to_thread(self._settle))

    def _settle(self) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._refusal(error) from error
        finally:
            self._file.close()

    def add(self, piece: bytes) -> None:
        """Write some bytes."""
        try:
            self._file.write(piece)
        except OSError as error:
            raise self._refusal(error) from error
        self.size += len(piece)


def _settle_folder(folder: Path) -> None:
    """Have a folder's new names on the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
