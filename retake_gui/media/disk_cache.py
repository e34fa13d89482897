"""What was made from clips and can be made again, on disk: one folder for each content, the least used go first.

Everything in it may be deleted at any time, also while it is in use: what is not there is made again.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from retake_gui.media.blocks import Place, read_picture, read_table, write_block

LIMIT = 4 << 30
"""Bytes of all clips together."""
_CHECK_EVERY = 64 << 20
_SUFFIX = ".proxies"


class DiskCache:
    """The folder of all clips.

    Args:
        folder: Where; made when it is needed.
        limit: Most bytes in it.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit

    def shelf(self, key: str) -> "Shelf | None":
        """The part of one content; ``None`` where the disk refuses."""
        folder = self.folder / key
        try:
            folder.mkdir(parents=True, exist_ok=True)
            os.utime(folder)
        except OSError:
            return None
        self.make_room(folder)
        return Shelf(folder, self)

    def make_room(self, kept: Path) -> int:
        """Delete what was used longest ago until the limit holds, but for one folder; returns that one's bytes."""
        sizes = {folder: _size(folder) for folder in _folders(self.folder)}
        total = sum(sizes.values())
        for folder in sorted(sizes, key=_used):
            if total <= self.limit:
                break
            if folder != kept:
                shutil.rmtree(folder, ignore_errors=True)
                total -= sizes[folder]
        return sizes.get(kept, 0)


@dataclass(frozen=True, slots=True)
class _Stored:
    size: int
    places: dict[int, Place]


class Shelf:
    """Blocks of proxies of one content. To be used by several threads, but written by one."""

    def __init__(self, folder: Path, cache: DiskCache) -> None:
        self.folder = folder
        self._cache = cache
        self._blocks: dict[int, _Stored] = {}
        self._since_check = 0
        self._refused = False
        with contextlib.suppress(OSError):
            for path in folder.glob(f"*{_SUFFIX}"):
                places = read_table(path)
                if places and path.stem.isdigit():
                    self._blocks[int(path.stem)] = _Stored(path.stat().st_size, places)

    @property
    def takes_more(self) -> bool:
        """Whether the disk let us write, and the limit too."""
        return not self._refused and self.size < self._cache.limit

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return sum(block.size for block in list(self._blocks.values()))

    def numbers(self) -> Iterable[int]:
        """All frames that are there."""
        return [number for block in list(self._blocks.values()) for number in block.places]

    def blocks(self) -> list[int]:
        """All blocks that are there."""
        return list(self._blocks)

    def write(self, block: int, pictures: dict[int, bytes]) -> bool:
        """Put a block there, in place of what is known of it; whether the disk took it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)  # somebody may have deleted it
            size = write_block(self._path(block), pictures)
        except OSError:
            self._refused = True
            return False
        self._blocks[block] = _Stored(size, read_table(self._path(block)))
        self._since_check += size
        if self._since_check > _CHECK_EVERY:
            self._since_check = 0
            self._cache.make_room(self.folder)
        return True

    def read(self, block: int, number: int) -> bytes | None:
        """A picture, or ``None``; what turns out to be gone or damaged is forgotten."""
        stored = self._blocks.get(block)
        place = stored.places.get(number) if stored is not None else None
        if place is None:
            return None
        data = read_picture(self._path(block), place)
        if data is None:
            self._blocks.pop(block, None)
        return data

    def drop(self, block: int) -> None:
        """Delete a block."""
        self._blocks.pop(block, None)
        with contextlib.suppress(OSError):
            self._path(block).unlink()

    def _path(self, block: int) -> Path:
        return self.folder / f"{block:06d}{_SUFFIX}"


def _folders(root: Path) -> list[Path]:
    try:
        return [path for path in root.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return []


def _used(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _size(folder: Path) -> int:
    total = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):
                total += entry.stat().st_size
    return total
