"""A new file that appears only when it is whole: written under a temporary name, then renamed, never over another."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Protocol

from retake_gui.domain.errors import StorageError

_SPARE = 16 << 20
_SENTENCES = {
    errno.ENOSPC: ("The disk is full.", "Free some space or choose another disk."),
    errno.EDQUOT: ("The disk's quota is used up.", "Free some space or choose another disk."),
    errno.EFBIG: ("The disk takes no file of this size.", "Choose another disk."),
    errno.EACCES: ("The folder may not be written to.", "Choose another folder."),
    errno.EPERM: ("The folder may not be written to.", "Choose another folder."),
    errno.EROFS: ("The disk is read-only.", "Choose another folder."),
    errno.ENOENT: ("The folder is not there.", "Choose another folder."),
    errno.ENAMETOOLONG: ("The name is too long.", "Choose a shorter name."),
    errno.EINVAL: ("The name cannot be used on this disk.", "Choose another name."),
}


class Stoppable(Protocol):
    """What tells long work to stop: a ``threading.Event``."""

    def is_set(self) -> bool:
        """Whether to stop."""


class Never:
    """Never asks to stop."""

    def is_set(self) -> bool:
        """Never."""
        return False


def nobody_asks(done: int, total: int) -> None:
    """Progress that no one looks at."""
    del done, total


def stop_if(cancelled: Stoppable) -> None:
    """Give up when asked to.

    Raises:
        CancelledError: It was asked.
    """
    if cancelled.is_set():
        raise CancelledError


@contextlib.contextmanager
def new_file(target: Path, expected_bytes: int = 0) -> Iterator[Path]:
    """A temporary file beside the target, which becomes the target when the block ends well, and else is removed.

    Args:
        target: Must not exist.
        expected_bytes: About how much will be written, for a check of the free space.

    Raises:
        StorageError: The target exists, or the disk refuses.
    """
    check_target(target, expected_bytes)
    part = target.with_name(f".{target.stem[:80]}.{secrets.token_hex(4)}.part{target.suffix}")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield part
        _sync(part)
        _publish(part, target)
    except OSError as error:
        raise disk_refused(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(target: Path, expected_bytes: int = 0) -> Iterator[Path]:
    """A temporary folder beside the target, which becomes the target when the block ends well, and else is removed.

    Args:
        target: Must not exist.
        expected_bytes: About how much will be written, for a check of the free space.

    Raises:
        StorageError: The target exists, or the disk refuses.
    """
    check_target(target, expected_bytes)
    part = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        part.mkdir()
        yield part
        if os.path.lexists(target):
            raise _exists(target)
        part.rename(target)
    except OSError as error:
        raise disk_refused(target, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_target(target: Path, expected_bytes: int = 0) -> None:
    """Whether a file can be written there, before hours are spent on it.

    Raises:
        StorageError: It cannot.
    """
    if os.path.lexists(target):
        raise _exists(target)
    try:
        free = shutil.disk_usage(target.parent).free
    except OSError as error:
        raise disk_refused(target, error) from error
    if free < expected_bytes + _SPARE:
        raise StorageError(
            f"About {_megabytes(expected_bytes + _SPARE)} are needed for “{target.name}”; {_megabytes(free)} are free.",
            kept="Nothing was written.",
            do="Free some space or choose another disk.",
        )


def disk_refused(target: Path, error: OSError) -> StorageError:
    """The sentence for an error of the disk."""
    what, do = _SENTENCES.get(error.errno or 0, ("The disk refused to write it.", "Choose another folder."))
    return StorageError(
        f"“{target.name}” could not be written: {what[0].lower()}{what[1:]}",
        kept="Nothing half-written was left behind.",
        do=do,
        details=str(error),
    )


def _publish(part: Path, target: Path) -> None:
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError:
        # No hard links here (FAT, some network disks): reserve the name, then replace the reservation.
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError as error:
            raise _exists(target) from error
        part.replace(target)


def _sync(part: Path) -> None:
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exists(target: Path) -> StorageError:
    return StorageError(
        f"“{target.name}” exists already.",
        kept="It was left as it is; nothing is overwritten.",
        do="Choose another name.",
    )


def _megabytes(count: int) -> str:
    return f"{max(1, count // 1_000_000)} MB"
