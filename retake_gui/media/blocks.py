"""Blocks of packed pictures as files: a table with checksums, then the pictures.

A file is written whole under another name and then put in place, so it is there or it is not; what does not match its
checksum is as good as absent.
"""

import contextlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from retake_gui.media.files import fresh_name

BLOCK = 64
"""Frames of a block: two seconds, as a rule."""
_MAGIC = b"RETAKE-PROXIES-1"
_HEAD = struct.Struct("<16sII")
_ENTRY = struct.Struct("<IQII")
_MOST_ENTRIES = 4 * BLOCK


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture lies in its file."""

    offset: int
    length: int
    checksum: int


def write_block(path: Path, pictures: Mapping[int, bytes]) -> int:
    """Write a block; returns its bytes.

    Raises:
        OSError: The disk refuses.
    """
    offset = _HEAD.size + len(pictures) * _ENTRY.size
    table = bytearray()
    for number, data in sorted(pictures.items()):
        table += _ENTRY.pack(number, offset, len(data), zlib.crc32(data))
        offset += len(data)
    temporary = fresh_name(path)
    try:
        with temporary.open("wb") as file:
            file.write(_HEAD.pack(_MAGIC, len(pictures), zlib.crc32(table)))
            file.write(table)
            file.writelines(data for _, data in sorted(pictures.items()))
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return offset


def read_table(path: Path) -> dict[int, Place]:
    """Which pictures a file has; none where it is damaged or not there."""
    try:
        with path.open("rb") as file:
            magic, count, checksum = _HEAD.unpack(file.read(_HEAD.size))
            if magic != _MAGIC or count > _MOST_ENTRIES:
                return {}
            table = file.read(count * _ENTRY.size)
            if zlib.crc32(table) != checksum:
                return {}
            return {number: Place(*place) for number, *place in _ENTRY.iter_unpack(table)}
    except (OSError, struct.error):
        return {}


def read_picture(path: Path, place: Place) -> bytes | None:
    """One picture of a file; ``None`` where it is damaged or not there any more."""
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(place.offset)
            data = file.read(place.length)
    except OSError:
        return None
    return data if len(data) == place.length and zlib.crc32(data) == place.checksum else None
