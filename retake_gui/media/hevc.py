"""HEVC as MP4 and Matroska store it: parameter sets out of ``hvcC``, packets as length-prefixed units.

The layout is that of ISO/IEC 14496-15 (``HEVCDecoderConfigurationRecord``), types of units those of ITU-T H.265.
"""

from collections.abc import Iterable
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
_COMPLETE = 0x80


@dataclass(frozen=True, slots=True)
class HevcRecord:
    """What a decoder is told before the first packet.

    Attributes:
        data: The record.
        sets: Video, sequence and picture parameter sets, in this order.
        arrays: Where in the record each array of units begins.
    """

    data: bytes
    sets: tuple[bytes, ...]
    arrays: tuple[int, ...]

    @property
    def length_size(self) -> int:
        """Bytes of the length before each unit."""
        return (self.data[21] & 3) + 1

    @property
    def level(self) -> int:
        """``general_level_idc``: thirty times the level."""
        return self.data[12]

    def open_ended(self) -> bytes:
        """The record, saying that more sets may follow in the stream (``hev1``)."""
        data = bytearray(self.data)
        for place in self.arrays:
            data[place] &= ~_COMPLETE & 0xFF
        return bytes(data)


def read_record(data: bytes) -> HevcRecord | None:
    """Read an ``hvcC`` record; ``None`` if it is none."""
    if len(data) <= _ARRAYS_AT or data[0] != 1:
        return None
    sets: list[bytes] = []
    arrays: list[int] = []
    position = _ARRAYS_AT + 1
    for _ in range(data[_ARRAYS_AT]):
        if position + 3 > len(data):
            return None
        arrays.append(position)
        kind, count = data[position] & 63, int.from_bytes(data[position + 1 : position + 3], "big")
        position += 3
        for _ in range(count):
            length = int.from_bytes(data[position : position + 2], "big")
            if kind in _SETS:
                sets.append(data[position + 2 : position + 2 + length])
            position += 2 + length
    if position > len(data) or {kind_of(unit) for unit in sets} != set(_SETS):
        return None
    return HevcRecord(data, tuple(sorted(sets, key=kind_of)), tuple(arrays))


def sets_of_stream(data: bytes) -> tuple[bytes, ...]:
    """The parameter sets that an encoder gives with start codes, sorted by kind."""
    return tuple(sorted((unit for unit in split_stream(data) if kind_of(unit) in _SETS), key=kind_of))


def kind_of(unit: bytes) -> int:
    """``nal_unit_type``."""
    return (unit[0] >> 1) & 63


def picture_kind(packet: bytes, length_size: int) -> int:
    """The type of a packet's picture; -1 without one."""
    return next((kind_of(unit) for unit in units_of(packet, length_size) if kind_of(unit) < VPS), -1)


def starts_afresh(kind: int) -> bool:
    """Whether decoding can start at a picture."""
    return kind in _FRESH


def prefixed(units: Iterable[bytes], length_size: int) -> bytes:
    """Units as they stand in a packet."""
    return b"".join(len(unit).to_bytes(length_size, "big") + unit for unit in units)


def packet_of(data: bytes, length_size: int) -> bytes:
    """An encoder's packet with lengths in place of start codes, without sets and delimiters."""
    return prefixed((unit for unit in split_stream(data) if kind_of(unit) not in _ONLY_FOR_STREAMS), length_size)


def cut_off(packet: bytes, length_size: int) -> bytes:
    """A packet's CRA picture as a BLA picture: it says that what came before is not what led to it.

    The syntax of both is the same; only the type in the units' headers differs, so the picture stays bit-exact.
    """
    return prefixed((_as_bla(unit) for unit in units_of(packet, length_size)), length_size)


def _as_bla(unit: bytes) -> bytes:
    if kind_of(unit) != CRA:
        return unit
    return bytes([unit[0] & 0x81 | _BLA_W_RADL << 1]) + unit[1:]
