"""The engine's folder on disk: one of its own below a shared one, and what dead engines left there is removed."""

import contextlib
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_LOCK = ".lock"


def _try_lock(file: IO[bytes]) -> bool:
    """Take a lock that the system gives back when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_leftovers(root: Path) -> None:
    for lock in root.glob(f"*{_LOCK}"):
        with contextlib.suppress(OSError):
            _remove_if_dead(lock)


def _remove_if_dead(lock: Path) -> None:
    with lock.open("r+b") as file:
        if not _try_lock(file):
            return
        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        if sys.platform != "win32":
            lock.unlink(missing_ok=True)
    lock.unlink(missing_ok=True)


def _claim(root: Path) -> tuple[Path, IO[bytes]]:
    """Make a lock and hold it; another engine that sees it before it is held takes it for a leftover: try again."""
    while True:
        lock = root / f"{uuid.uuid4().hex}{_LOCK}"
        file = lock.open("xb")
        if _try_lock(file) and lock.exists():
            return lock, file
        file.close()


@contextlib.contextmanager
def workspace(root: Path) -> Iterator[Path]:
    """A fresh folder below ``root`` for as long as the context lasts."""
    root.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(root)
    lock, file = _claim(root)
    folder = lock.with_suffix("")
    try:
        with file:
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.unlink(missing_ok=True)
