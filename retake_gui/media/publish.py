"""A new file that appears only when it is whole: written under a temporary name, then renamed, never over another."""

import contextlib
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from retake_gui.domain.errors import StorageError

_SPARE = 16 << 20
_KEPT_OF_NAME = 200
"""Bytes: names have at most 255, and a temporary one has some more at both ends."""
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


def new_file(target: Path, expected_bytes: int = 0) -> AbstractContextManager[Path]:
    """A temporary file beside the target, which becomes the target when the block ends well, and else is removed.

    Args:
        target: Must not exist.
        expected_bytes: About how much will be written, for a check of the free space.

    Raises:
        StorageError: The target exists, or the disk refuses.
    """
    return _appearing(target, expected_bytes, target.suffix, _make_file, _publish_file)


def new_folder(target: Path, expected_bytes: int = 0) -> AbstractContextManager[Path]:
    """The same with a folder."""
    return _appearing(target, expected_bytes, "", Path.mkdir, _publish_folder)


@contextlib.contextmanager
def _appearing(
    target: Path,
    expected_bytes: int,
    ending: str,
    make: Callable[[Path], object],
    publish: Callable[[Path, Path], object],
) -> Iterator[Path]:
    check_target(target, expected_bytes)
    stem = target.name.removesuffix(ending) if ending else target.name
    part = target.with_name(f".{_shortened(stem)}.{secrets.token_hex(4)}.part{ending}")
    try:
        make(part)
        yield part
        publish(part, target)
    except OSError as error:
        raise disk_refused(target, error) from error
    finally:
        _remove(part)


def check_target(target: Path, expected_bytes: int = 0) -> None:
    """Whether a file can be written there, before hours are spent on it.

    Raises:
        StorageError: It cannot.
    """
    try:
        taken, free = _is_there(target), shutil.disk_usage(target.parent).free
    except OSError as error:
        raise disk_refused(target, error) from error
    if taken:
        raise _exists(target)
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


def _is_there(target: Path) -> bool:
    """Whether the name is taken; other than ``exists`` it tells of a name that the disk cannot have."""
    try:
        target.lstat()
    except FileNotFoundError:
        return False
    return True


def _shortened(stem: str) -> str:
    """The start of a name, in so few bytes that a temporary name can be made of it."""
    return os.fsencode(stem)[:_KEPT_OF_NAME].decode(sys.getfilesystemencoding(), "ignore")


def _make_file(part: Path) -> None:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))


def _remove(part: Path) -> None:
    """A file or a folder that did not become what it should, or that has another name by now."""
    with contextlib.suppress(OSError):
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


def _publish_folder(part: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise _exists(target)
    part.rename(target)


def _publish_file(part: Path, target: Path) -> None:
    _sync(part)
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError:
        _publish_without_links(part, target)


def _publish_without_links(part: Path, target: Path) -> None:
    """On FAT and some network disks: reserve the name, then replace the reservation."""
    try:
        _make_file(target)
    except FileExistsError as error:
        raise _exists(target) from error
    try:
        part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            target.unlink()
        raise


def _sync(part: Path) -> None:
    try:
        # Windows flushes only what is open for writing.
        descriptor = os.open(part, os.O_RDWR)
    except PermissionError:
        # A copy of a file that may not be written to.
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
