"""How H.264 numbers its pictures, read out of parameter sets and slice headers (ITU-T H.264, 7.3 and 8.2.1).

Copying can go on at a recovery point that is no IDR picture, if its number, counted from the picture before it, still
comes after all that is shown before it. That is what this module finds out.
"""

from dataclasses import dataclass

from retake_gui.media.avc import units_of

_SEI = 6
_RECOVERY_POINT = 6
_WITH_CHROMA = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
_SMALL_LISTS = 6


class Bits:
    """Reads bits from a unit, the most significant first, without the bytes that keep start codes from arising."""

    def __init__(self, unit: bytes) -> None:
        self._data = unit.replace(b"\0\0\3", b"\0\0")
        self._place = 0

    @property
    def left(self) -> bool:
        """Whether there is more to read."""
        return self._place < 8 * len(self._data)

    def take(self, count: int) -> int:
        """``u(n)``; zeros after the end."""
        value = 0
        for place in range(self._place, self._place + count):
            byte = self._data[place >> 3] if place >> 3 < len(self._data) else 0
            value = value << 1 | byte >> (7 - place & 7) & 1
        self._place += count
        return value

    def unsigned(self) -> int:
        """``ue(v)``."""
        zeros = 0
        while zeros < 32 and not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """``se(v)``."""
        code = self.unsigned()
        return (code + 1) // 2 if code % 2 else -(code // 2)


@dataclass(frozen=True, slots=True)
class Numbering:
    """How one sequence parameter set numbers pictures.

    Attributes:
        number_bits: Bits of a picture's number in the order of decoding.
        order_bits: Bits of its place in the order of showing; 0 where that follows from the order of decoding.
        references: Most pictures that others may refer to.
        plain: Whether all is of the common kind: whole frames, all colours in one slice, order not in cycles.
        chroma: Whether there is colour.
    """

    number_bits: int
    order_bits: int
    references: int
    plain: bool
    chroma: bool


def numbering_of(unit: bytes) -> Numbering:
    """Read a sequence parameter set as far as numbers go."""
    bits = Bits(unit)
    bits.take(8)
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    chroma, planes = _chroma(bits) if profile in _WITH_CHROMA else (1, False)
    number_bits = bits.unsigned() + 4
    kind = bits.unsigned()
    order_bits = bits.unsigned() + 4 if kind == 0 else 0
    if kind == 1:
        _skip_cycle(bits)
    references = bits.unsigned()
    bits.take(1)
    bits.unsigned()
    bits.unsigned()
    plain = bool(bits.take(1)) and not planes and kind != 1
    return Numbering(number_bits, order_bits, references, plain, chroma=chroma > 0)


def _chroma(bits: Bits) -> tuple[int, bool]:
    """Kind of colour, and whether planes are coded one by one; depths and scaling lists are passed over."""
    chroma = bits.unsigned()
    planes = bool(bits.take(1)) if chroma == 3 else False
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for number in range(12 if chroma == 3 else 8):
            if bits.take(1):
                _skip_list(bits, 16 if number < _SMALL_LISTS else 64)
    return chroma, planes


def _skip_list(bits: Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_cycle(bits: Bits) -> None:
    bits.take(1)
    bits.signed()
    bits.signed()
    for _ in range(bits.unsigned()):
        bits.signed()


def is_recovery_point(packet: bytes, length_size: int) -> bool:
    """Whether pictures shown from this one on are right when decoding starts here."""
    return any(_recovers(unit) for unit in units_of(packet, length_size) if unit and unit[0] & 31 == _SEI)


def _recovers(unit: bytes) -> bool:
    data, place = unit.replace(b"\0\0\3", b"\0\0"), 1
    while place + 2 < len(data):
        kind, place = _long_number(data, place)
        size, place = _long_number(data, place)
        if kind == _RECOVERY_POINT:
            return Bits(data[place : place + size]).unsigned() == 0
        place += size
    return False


def _long_number(data: bytes, place: int) -> tuple[int, int]:
    """A number that is written as a sum of bytes, and where it ends."""
    value = 0
    while place < len(data) and data[place] == 255:
        value, place = value + 255, place + 1
    return value + (data[place] if place < len(data) else 0), place + 1


def groups_before(order: int, order_bits: int, longest: int) -> list[int]:
    """How long a group of new pictures may be, so that a copied one right after it counts as shown after them all.

    New pictures are numbered 0, 2, 4 and so on. The decoder takes the number nearest to the last one that ends in the
    bits that are written (8.2.1.1).

    Args:
        order: As written with the copied picture.
        order_bits: With how many bits; 0 where it follows from the order of decoding.
        longest: Most pictures of a new group.
    """
    if not order_bits:
        return list(range(1, longest + 1))
    half = 1 << (order_bits - 1)
    lasts = ((length, 2 * (length - 1)) for length in range(1, longest + 1))
    return [length for length, last in lasts if last - order >= half or 0 < order - last <= half]
