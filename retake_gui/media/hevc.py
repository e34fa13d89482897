"""HEVC as MP4 and Matroska store it: parameter sets out of ``hvcC``, packets as length-prefixed units.

The layout is that of ISO/IEC 14496-15 (``HEVCDecoderConfigurationRecord``), types of units those of ITU-T H.265.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retake_gui.media.avc import split_stream, units_of

VPS, SPS, PPS = 32, 33, 34
_SETS = (VPS, SPS, PPS)
_ONLY_FOR_STREAMS = (*_SETS, 35)
_FRESH = range(16, 22)
"""IDR, BLA and CRA pictures: decoding can start there."""
CRA = 21
_BLA_W_RADL = 17
_ARRAYS_AT = 22
_KIND = 63


@dataclass(frozen=True, slots=True)
class HevcRecord:
    """What a decoder is told before the first packet.

    Attributes:
        head: What stands before the units: profile, level, size of lengths.
        arrays: The units by kind, each after the byte that names it and says whether all of them are here.
    """

    head: bytes
    arrays: tuple[tuple[int, tuple[bytes, ...]], ...]

    @property
    def length_size(self) -> int:
        """Bytes of the length before each unit."""
        return (self.head[21] & 3) + 1

    @property
    def level(self) -> int:
        """``general_level_idc``: thirty times the level."""
        return self.head[12]

    @property
    def sets(self) -> tuple[bytes, ...]:
        """Video, sequence and picture parameter sets, in this order."""
        found = (unit for _, units in self.arrays for unit in units if kind_of(unit) in _SETS)
        return tuple(sorted(found, key=kind_of))

    def with_sets(self, others: Iterable[bytes]) -> "HevcRecord":
        """The record with further parameter sets, of other numbers than its own."""
        more = tuple(others)
        arrays = (
            (flags, (*units, *(unit for unit in more if kind_of(unit) == flags & _KIND)))
            for flags, units in self.arrays
        )
        return HevcRecord(self.head, tuple(arrays))

    def as_bytes(self) -> bytes:
        """The record as it stands in a file."""
        parts = [self.head, bytes([len(self.arrays)])]
        for flags, units in self.arrays:
            parts.append(bytes([flags]) + len(units).to_bytes(2, "big"))
            parts += [len(unit).to_bytes(2, "big") + unit for unit in units]
        return b"".join(parts)


def read_record(data: bytes) -> HevcRecord | None:
    """Read an ``hvcC`` record; ``None`` if it is none."""
    if len(data) <= _ARRAYS_AT or data[0] != 1:
        return None
    arrays: dict[int, tuple[int, list[bytes]]] = {}
    position = _ARRAYS_AT + 1
    for _ in range(data[_ARRAYS_AT]):
        if position + 3 > len(data):
            return None
        flags, count = data[position], int.from_bytes(data[position + 1 : position + 3], "big")
        units = arrays.setdefault(flags & _KIND, (flags, []))[1]
        position += 3
        for _ in range(count):
            length = int.from_bytes(data[position : position + 2], "big")
            units.append(data[position + 2 : position + 2 + length])
            position += 2 + length
    record = HevcRecord(data[:_ARRAYS_AT], tuple((flags, tuple(units)) for flags, units in arrays.values()))
    if position > len(data) or {kind_of(unit) for unit in record.sets} != set(_SETS):
        return None
    return record


def sets_of_stream(data: bytes) -> tuple[bytes, ...]:
    """The parameter sets that an encoder gives with start codes, sorted by kind."""
    return tuple(sorted((unit for unit in split_stream(data) if kind_of(unit) in _SETS), key=kind_of))


def kind_of(unit: bytes) -> int:
    """``nal_unit_type``."""
    return (unit[0] >> 1) & _KIND


def picture_kind(packet: bytes, length_size: int) -> int:
    """The type of a packet's picture; -1 without one."""
    return next((kind_of(unit) for unit in units_of(packet, length_size) if kind_of(unit) < VPS), -1)


def starts_afresh(kind: int) -> bool:
    """Whether decoding can start at a picture."""
    return kind in _FRESH


def prefixed(units: Iterable[bytes], length_size: int) -> bytes:
    """Units as they stand in a packet."""
    return b"".join(len(unit).to_bytes(length_size, "big") + unit for unit in units)


def without_sets(data: bytes) -> Iterator[bytes]:
    """The units of an encoder's packet, which it gives with start codes, without sets and delimiters."""
    return (unit for unit in split_stream(data) if kind_of(unit) not in _ONLY_FOR_STREAMS)


def cut_off(packet: bytes, length_size: int) -> bytes:
    """A packet's CRA picture as a BLA picture: it says that what came before is not what led to it.

    The syntax of both is the same; only the type in the units' headers differs, so the picture stays bit-exact.
    """
    return prefixed((_as_bla(unit) for unit in units_of(packet, length_size)), length_size)


def _as_bla(unit: bytes) -> bytes:
    if kind_of(unit) != CRA:
        return unit
    return bytes([unit[0] & 0x81 | _BLA_W_RADL << 1]) + unit[1:]
