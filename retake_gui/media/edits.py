"""What an MP4 or QuickTime file shows of its pictures: the edit list (ISO/IEC 14496-12, 8.6.6).

The muxer's own list hides what comes before the first frame. What a copied clip hides behind its last one is hidden
here, after the file was written.
"""

import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

_VIDEO = b"vide"
_INNER = frozenset({b"moov", b"trak", b"edts", b"mdia"})
_EMPTY = -1


def show_no_longer(path: Path, seconds: Fraction) -> None:
    """Let a file's pictures end after some time, if its list says that they last longer; else it stays as it is.

    Raises:
        OSError: The disk refused.
    """
    with path.open("r+b") as file:
        scale, lists = _tables(file, path.stat().st_size)
        if not scale or lists is None:
            return
        place, wide = lists
        file.seek(place)
        entry = struct.Struct(">Qqi" if wide else ">Iii")
        length, start, _ = entry.unpack(file.read(entry.size))
        if start == _EMPTY:
            return
        # Rounded down: a frame that begins within the list's time is shown.
        wanted = int(seconds * scale)
        if length > wanted + 1:
            file.seek(place)
            file.write(struct.pack(">Q" if wide else ">I", wanted))


def _tables(file: BinaryIO, size: int) -> tuple[int, tuple[int, bool] | None]:
    """The movie's ticks a second, and where the last entry of the first picture track's edit list stands."""
    scale, entry, found = 0, None, None
    for kind, start, _ in _boxes(file, 0, size):
        file.seek(start)
        if kind == b"mvhd":
            head = file.read(32)
            scale = struct.unpack_from(">I", head, 20 if head[0] else 12)[0]
        elif kind == b"trak":
            entry = None
        elif kind == b"elst":
            version, count = struct.unpack(">B3xI", file.read(8))
            step = 20 if version else 12
            entry = (start + 8 + step * (count - 1), bool(version)) if count else None
        elif kind == b"hdlr" and file.read(12)[8:] == _VIDEO and found is None:
            found = entry
    return scale, found


def _boxes(file: BinaryIO, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """All boxes with where their content begins and ends; those that hold others are looked into."""
    while place + 8 <= end:
        file.seek(place)
        length, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if length == 1:
            length, head = struct.unpack(">Q", file.read(8))[0], 16
        length = length or end - place
        if length < head:
            return
        yield kind, place + head, place + length
        if kind in _INNER:
            yield from _boxes(file, place + head, place + length)
        place += length
