"""Times of all frames of an MP4 or QuickTime file from its tables alone (ISO/IEC 14496-12).

A few megabytes are read where demuxing reads the whole file. Only plain files are understood: one fragment, at most one
edit after an empty one. For everything else, and for everything that looks odd, there is no answer, and the file is
demuxed. What comes from here is to be checked against the demuxer at the head and at the tail of the file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

Ticks = npt.NDArray[np.int64]

_LARGEST = 256 << 20
"""Bytes of tables that are read at most."""


class _Odd(ValueError):
    """Not understood here."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """What the tables say of one stream, in the order of decoding.

    Attributes:
        pts: Presentation times in the stream's ticks, as the demuxer counts them.
        keys: Whether decoding can start there.
        timescale: Ticks a second.
    """

    pts: Ticks
    keys: npt.NDArray[np.bool_]
    timescale: int


def read_samples(path: Path, track_id: int) -> Samples | None:
    """The samples of a track, or ``None`` where the file is not of the plain kind."""
    try:
        with path.open("rb") as file:
            movie = _movie(file, path.stat().st_size)
        return _samples(movie, track_id)
    except (OSError, _Odd, struct.error, IndexError, ValueError):
        return None


def _movie(file: BinaryIO, size: int) -> memoryview:
    """The movie box; media data are passed over."""
    place, found = 0, None
    while place + 8 <= size:
        file.seek(place)
        length, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
            head = 16
        elif length == 0:
            length = size - place
        if length < head or kind == b"moof":
            raise _Odd
        if kind == b"moov":
            if length > _LARGEST or found is not None:
                raise _Odd
            found = memoryview(file.read(length - head))
        place += length
    if found is None:
        raise _Odd
    return found


def _boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    place = 0
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if length < 8 or place + length > len(data):
            raise _Odd
        yield kind, data[place + 8 : place + length]
        place += length


def _one(data: memoryview, *kinds: bytes) -> memoryview:
    """A box inside boxes."""
    for kind in kinds:
        data = next((inner for found, inner in _boxes(data) if found == kind), memoryview(b""))
        if not data:
            raise _Odd
    return data


def _samples(movie: memoryview, track_id: int) -> Samples:
    kinds = [kind for kind, _ in _boxes(movie)]
    if b"mvex" in kinds or b"cmov" in kinds:
        raise _Odd
    movie_scale = _timescale(_one(movie, b"mvhd"))
    track = next((data for kind, data in _boxes(movie) if kind == b"trak" and _track_id(data) == track_id), None)
    if track is None:
        raise _Odd
    scale = _timescale(_one(track, b"mdia", b"mdhd"))
    tables = dict(_boxes(_one(track, b"mdia", b"minf", b"stbl")))
    steps = _runs(tables[b"stts"])
    pts = np.concatenate(([0], np.cumsum(np.repeat(steps[:, 1], steps[:, 0]))))[:-1]
    if b"ctts" in tables:
        offsets = _runs(tables[b"ctts"], signed=True)
        shift = np.repeat(offsets[:, 1], offsets[:, 0])
        if len(shift) != len(pts):
            raise _Odd
        pts = pts + shift
    keys = np.ones(len(pts), np.bool_)
    if b"stss" in tables:
        keys[:] = False
        keys[np.frombuffer(tables[b"stss"][8:], ">u4").astype(np.int64) - 1] = True
    return Samples(pts - _edit_shift(track, movie_scale, scale), keys, scale)


def _track_id(track: memoryview) -> int:
    head = _one(track, b"tkhd")
    found: int = struct.unpack_from(">I", head, 20 if head[0] == 1 else 12)[0]
    return found


def _timescale(head: memoryview) -> int:
    found: int = struct.unpack_from(">I", head, 20 if head[0] == 1 else 12)[0]
    if not found:
        raise _Odd
    return found


def _runs(table: memoryview, *, signed: bool = False) -> Ticks:
    """Pairs of a count and a value."""
    (count,) = struct.unpack_from(">I", table, 4)
    found = np.frombuffer(table[8 : 8 + 8 * count], ">i4" if signed else ">u4").reshape(-1, 2).astype(np.int64)
    if len(found) != count or (found[:, 0] < 0).any() or found[:, 0].sum() > 1 << 28:
        raise _Odd
    return found


def _edit_shift(track: memoryview, movie_scale: int, scale: int) -> int:
    """Ticks that the edit list takes off every time."""
    edits = next((data for kind, data in _boxes(track) if kind == b"edts"), None)
    if edits is None:
        return 0
    table = _one(edits, b"elst")
    (count,) = struct.unpack_from(">I", table, 4)
    form = struct.Struct(">Qqi" if table[0] == 1 else ">Iii")
    entries = [form.unpack_from(table, 8 + form.size * entry) for entry in range(count)]
    delay = 0
    if len(entries) == 2 and entries[0][1] == -1:
        delay = (2 * entries.pop(0)[0] * scale + movie_scale) // (2 * movie_scale)
    if len(entries) != 1 or entries[0][1] < 0 or entries[0][2] != 1 << 16:
        raise _Odd
    return int(entries[0][1]) - delay
