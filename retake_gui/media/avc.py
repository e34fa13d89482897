"""H.264 as MP4 and Matroska store it: parameter sets out of and into ``avcC``, packets as length-prefixed units.

The layout is that of ISO/IEC 14496-15 (``AVCDecoderConfigurationRecord``), numbers in units that of ITU-T H.264.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_START_CODE = re.compile(rb"\x00\x00\x01")
IDR = 5
SPS = 7
PPS = 8
_ONLY_FOR_STREAMS = (SPS, PPS, 9)
_MOST_SETS = 31


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """What a decoder is told before the first packet.

    Attributes:
        head: Version, profile, compatibility, level and length size: the first five bytes.
        sequence: Sequence parameter sets.
        picture: Picture parameter sets.
        tail: What follows them in the high profiles.
    """

    head: bytes
    sequence: tuple[bytes, ...]
    picture: tuple[bytes, ...]
    tail: bytes = b""

    @property
    def profile(self) -> int:
        """``profile_idc``: 66 baseline, 77 main, 100 high, 110 high 10 and so on."""
        return self.head[1]

    @property
    def level(self) -> int:
        """``level_idc``: ten times the level."""
        return self.head[3]

    @property
    def length_size(self) -> int:
        """Bytes of the length before each unit."""
        return (self.head[4] & 3) + 1

    def free_id(self) -> int | None:
        """A number that neither a sequence nor a picture parameter set uses."""
        used = {set_id(unit) for unit in (*self.sequence, *self.picture)}
        return next((number for number in range(1, _MOST_SETS) if number not in used), None)

    def with_sets(self, other: "ParameterSets") -> "ParameterSets":
        """Both sets' units in one record; the first one's head."""
        return ParameterSets(self.head, (*self.sequence, *other.sequence), (*self.picture, *other.picture), self.tail)

    def as_bytes(self) -> bytes:
        """The record."""
        parts = [self.head, bytes([0xE0 | len(self.sequence)])]
        parts += [len(unit).to_bytes(2, "big") + unit for unit in self.sequence]
        parts.append(bytes([len(self.picture)]))
        parts += [len(unit).to_bytes(2, "big") + unit for unit in self.picture]
        return b"".join(parts) + self.tail


def read_record(data: bytes) -> ParameterSets | None:
    """Read an ``avcC`` record; ``None`` if it is none (a stream with start codes has none)."""
    if len(data) < 7 or data[0] != 1:
        return None
    position = 6
    units: list[list[bytes]] = [[], []]
    for kind, count in enumerate((data[5] & 31, -1)):
        left = count
        if kind == 1:
            left, position = data[position], position + 1
        for _ in range(left):
            length = int.from_bytes(data[position : position + 2], "big")
            units[kind].append(data[position + 2 : position + 2 + length])
            position += 2 + length
            if position > len(data):
                return None
    return ParameterSets(data[:5], tuple(units[0]), tuple(units[1]), data[position:])


def sets_of_stream(data: bytes) -> ParameterSets:
    """The parameter sets that an encoder gives with start codes."""
    units = list(split_stream(data))
    sequence = tuple(unit for unit in units if unit[0] & 31 == SPS)
    picture = tuple(unit for unit in units if unit[0] & 31 == PPS)
    first = sequence[0]
    return ParameterSets(bytes([1, first[1], first[2], first[3], 0xFF]), sequence, picture)


def split_stream(data: bytes) -> Iterator[bytes]:
    """The units between start codes."""
    places = [match.end() for match in _START_CODE.finditer(data)]
    for place, following in zip(places, [*places[1:], len(data) + 3], strict=True):
        unit = data[place : following - 3]
        unit = unit.rstrip(b"\x00") if following <= len(data) else unit
        if unit:
            yield unit


def prefixed(data: bytes, length_size: int) -> bytes:
    """An encoder's packet with lengths in place of start codes, without the sets that the record holds."""
    units = [unit for unit in split_stream(data) if unit[0] & 31 not in _ONLY_FOR_STREAMS]
    return b"".join(len(unit).to_bytes(length_size, "big") + unit for unit in units)


def units_of(packet: bytes, length_size: int) -> Iterator[bytes]:
    """The units of a packet, without their lengths."""
    position = 0
    while position + length_size < len(packet):
        length = int.from_bytes(packet[position : position + length_size], "big")
        yield packet[position + length_size : position + length_size + length]
        position += length_size + length


def has_idr(packet: bytes, length_size: int) -> bool:
    """Whether a packet starts the stream afresh: nothing after it refers to anything before it."""
    return any(unit and unit[0] & 31 == IDR for unit in units_of(packet, length_size))


def set_id(unit: bytes) -> int:
    """The number of a sequence or picture parameter set."""
    skipped = 4 if unit[0] & 31 == SPS else 1
    return _exp_golomb(unit[skipped : skipped + 8])


def _exp_golomb(data: bytes) -> int:
    """The first ``ue(v)`` of some bytes."""
    bits = "".join(f"{byte:08b}" for byte in data)
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1] or "1", 2) - 1
