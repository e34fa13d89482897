"""Numbers of HEVC's parameter sets, given anew where a clip uses them already: x265 always counts from nought.

Where the numbers stand is that of ITU-T H.265, 7.3.2.1 to 7.3.2.3 for the sets and 7.3.6.1 for pictures. A number is
written in a code whose length grows with it, so what follows moves. Sets end in padding, which takes that up. In the
slices of a picture the number chosen is one whose code is eight bits longer, so that all else moves by a whole byte:
the coded data, which must begin at one, does not change.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from retake_gui.media.hevc import PPS, SPS, VPS, kind_of

_BODY = 16
"""Bits of a unit's header."""
_VIDEO_BITS = 4
_PROFILE_AT, _PROFILE_BITS, _LAYER_FLAGS, _LAYER_PROFILE_BITS, _LEVEL_BITS = 24, 96, 16, 88, 8
_STARTS = range(16, 24)
"""Pictures whose slices say one thing more before the number."""
_VIDEO_NUMBERS = range(15, 0, -1)
_SEQUENCE_NUMBERS = range(15, 0, -1)
_PICTURE_NUMBERS = tuple(number for number in range(30, 15, -1) if (number + 1) % 4)
"""Their codes have nine bits. Those that end in two noughts could look like a start code together with what follows."""
_ESCAPED = re.compile(rb"\x00\x00\x03")
_TO_ESCAPE = re.compile(rb"\x00\x00(?=[\x00-\x03])")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of a video, a sequence and a picture parameter set that belong together."""

    video: int
    sequence: int
    picture: int


def free_numbers(sets: Iterable[bytes]) -> Numbers | None:
    """Numbers that none of these sets has; ``None`` where there are none left."""
    used = {(kind_of(unit), number_of(unit)) for unit in sets}
    found = [
        next((number for number in numbers if (kind, number) not in used), -1)
        for kind, numbers in ((VPS, _VIDEO_NUMBERS), (SPS, _SEQUENCE_NUMBERS), (PPS, _PICTURE_NUMBERS))
    ]
    return None if -1 in found else Numbers(*found)


def number_of(unit: bytes) -> int:
    """A parameter set's own number."""
    bits, kind = _bits(unit), kind_of(unit)
    if kind == VPS:
        return int(bits[_BODY : _BODY + _VIDEO_BITS], 2)
    return _read(bits, _sequence_at(bits) if kind == SPS else _BODY)[0]


def renumbered_set(unit: bytes, numbers: Numbers) -> bytes:
    """A parameter set under other numbers, its own and those of the sets that it builds on."""
    bits, kind = _bits(unit), kind_of(unit)
    if kind == PPS:
        rest = bits[_read(bits, _read(bits, _BODY)[1])[1] :]
        return _unit(bits[:_BODY] + _code(numbers.picture) + _code(numbers.sequence) + rest)
    bits = bits[:_BODY] + f"{numbers.video:0{_VIDEO_BITS}b}" + bits[_BODY + _VIDEO_BITS :]
    if kind == SPS:
        place = _sequence_at(bits)
        bits = bits[:place] + _code(numbers.sequence) + bits[_read(bits, place)[1] :]
    return _unit(bits)


def renumbered_slice(unit: bytes, number: int) -> bytes:
    """A slice that refers to a picture parameter set under another number; other units stay as they are.

    Raises:
        ValueError: It does not refer to number 0.
    """
    kind = kind_of(unit)
    if kind >= VPS:
        return unit
    left = 8 - (2 if kind in _STARTS else 1)
    before, after = unit[2] >> left, unit[2] & (1 << left) - 1
    if not after >> (left - 1):
        raise ValueError("the slice refers to another set than the first")
    after &= (1 << (left - 1)) - 1
    moved = (before << 9 | number + 1) << (left - 1) | after
    return unit[:2] + moved.to_bytes(2, "big") + unit[3:]


def _bits(unit: bytes) -> str:
    """All bits of a set, without the bytes that only keep it from looking like a start code."""
    return "".join(f"{byte:08b}" for byte in _ESCAPED.sub(b"\x00\x00", unit))


def _unit(bits: str) -> bytes:
    """A set out of its bits, padded anew."""
    padded = bits.rstrip("0")
    padded += "0" * (-len(padded) % 8)
    return _TO_ESCAPE.sub(b"\x00\x00\x03", int(padded, 2).to_bytes(len(padded) // 8, "big"))


def _read(bits: str, place: int) -> tuple[int, int]:
    """A ``ue(v)``, and where what follows begins."""
    zeros = bits.index("1", place) - place
    end = place + 2 * zeros + 1
    return int(bits[place + zeros : end], 2) - 1, end


def _code(number: int) -> str:
    """A number as ``ue(v)``."""
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


def _sequence_at(bits: str) -> int:
    """Where a sequence parameter set's number stands: after profile and level, its own and those of its layers."""
    layers, place = int(bits[_BODY + _VIDEO_BITS : _PROFILE_AT - 1], 2), _PROFILE_AT + _PROFILE_BITS
    if not layers:
        return place
    flags = bits[place : place + 2 * layers]
    return place + _LAYER_FLAGS + _LAYER_PROFILE_BITS * flags[::2].count("1") + _LEVEL_BITS * flags[1::2].count("1")
