"""Which pictures an H.264 decoder keeps, read out of slice headers (ITU-T H.264, 7.3.3 and 8.2.5).

Where copying goes on at a recovery point, slices after it may name pictures that are not there any more, since others
were encoded in their place. Decoders get over that, and complain. So it is found out before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from retake_gui.media.avc import IDR, PPS, SPS, ParameterSets, set_id, units_of
from retake_gui.media.avc_order import Bits, Numbering, numbering_of

_SLICES = (1, IDR)
_HEADER = 512
"""Bytes within which every slice header ends."""
_FORGET_ONE, _END = 1, 3
_P, _B, _SP = 0, 1, 3


@dataclass(frozen=True, slots=True)
class PictureSet:
    """What a picture parameter set says of slice headers.

    Attributes:
        numbering: Of its sequence.
        bottom_order: Whether slices tell the order of the lower field.
        lists: Pictures in both lists of references, unless a slice says otherwise.
        weighted: Whether P-slices have weights, and whether B-slices have.
        redundant: Whether slices count their copies.
    """

    numbering: Numbering
    bottom_order: bool
    lists: tuple[int, int]
    weighted: tuple[bool, bool]
    redundant: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """What a picture does to those that are kept.

    Attributes:
        number: Its number in the order of decoding.
        order: Its place in the order of showing, as written.
        numbering: Of its sequence.
        kept: Whether others may refer to it.
        told: Whether it says itself which ones are forgotten; else the oldest is, when there is no room.
        forgotten: Numbers of those.
    """

    number: int
    order: int
    numbering: Numbering
    kept: bool
    told: bool = False
    forgotten: tuple[int, ...] = ()


def picture_sets(record: ParameterSets) -> dict[int, PictureSet]:
    """The picture parameter sets that are of the common kind, by number."""
    sequences = {set_id(unit): numbering_of(unit) for unit in record.sequence if unit[0] & 31 == SPS}
    found = {set_id(unit): _picture_set(unit, sequences) for unit in record.picture if unit[0] & 31 == PPS}
    return {number: each for number, each in found.items() if each is not None}


def _picture_set(unit: bytes, sequences: dict[int, Numbering]) -> PictureSet | None:
    bits = Bits(unit)
    bits.take(8)
    bits.unsigned()
    numbering = sequences.get(bits.unsigned())
    bits.take(1)
    bottom_order = bool(bits.take(1))
    if numbering is None or not numbering.plain or bits.unsigned():
        return None
    lists = bits.unsigned() + 1, bits.unsigned() + 1
    weighted = bool(bits.take(1)), bits.take(2) == 1
    for _ in range(3):
        bits.signed()
    bits.take(2)
    return PictureSet(numbering, bottom_order, lists, weighted, bool(bits.take(1)))


def mark_of(packet: bytes, length_size: int, sets: dict[int, PictureSet]) -> Mark | None:
    """Read a packet's first slice header; ``None`` if it has none, or one that is not understood here."""
    unit = next((each for each in units_of(packet, length_size) if each and each[0] & 31 in _SLICES), None)
    if unit is None:
        return None
    bits = Bits(unit[:_HEADER])
    bits.take(8)
    bits.unsigned()
    kind = bits.unsigned() % 5
    own = sets.get(bits.unsigned())
    if own is None:
        return None
    is_idr, kept = unit[0] & 31 == IDR, bool(unit[0] >> 5 & 3)
    number = bits.take(own.numbering.number_bits)
    if is_idr:
        bits.unsigned()
    order = _order(bits, own)
    plain = Mark(number, order, own.numbering, kept)
    if is_idr or not kept:
        return plain
    _skip_lists(bits, kind, own)
    if not bits.take(1):
        return plain
    return _told(bits, plain)


def _order(bits: Bits, own: PictureSet) -> int:
    order = bits.take(own.numbering.order_bits)
    if own.numbering.order_bits and own.bottom_order:
        bits.signed()
    if own.redundant:
        bits.unsigned()
    return order


def _skip_lists(bits: Bits, kind: int, own: PictureSet) -> None:
    """Pass over the lists of references and their weights."""
    if kind not in (_P, _B, _SP):
        return
    lists = list(own.lists[: 2 if kind == _B else 1])
    if kind == _B:
        bits.take(1)
    if bits.take(1):
        lists = [bits.unsigned() + 1 for _ in lists]
    for _ in lists:
        if bits.take(1):
            while bits.unsigned() != _END and bits.left:
                bits.unsigned()
    if own.weighted[kind == _B]:
        _skip_weights(bits, sum(lists), chroma=own.numbering.chroma)


def _skip_weights(bits: Bits, pictures: int, *, chroma: bool) -> None:
    for _ in range(2 if chroma else 1):
        bits.unsigned()
    for _ in range(pictures):
        for values in (2, 4) if chroma else (2,):
            if bits.take(1):
                for _ in range(values):
                    bits.signed()


def _told(bits: Bits, plain: Mark) -> Mark | None:
    """With the numbers that a slice tells to forget; ``None`` where it tells more than that."""
    forgotten: list[int] = []
    while (told := bits.unsigned()) and bits.left:
        if told != _FORGET_ONE:
            return None
        forgotten.append((plain.number - 1 - bits.unsigned()) % (1 << plain.numbering.number_bits))
    return Mark(plain.number, plain.order, plain.numbering, kept=True, told=True, forgotten=tuple(forgotten))


def goes_on(group: int, marks: Iterable[Mark | None]) -> bool:
    """Whether copied pictures find what they tell to forget, and no more than there is room for.

    Args:
        group: How many new pictures come right before them, each of which is kept while there is room.
        marks: Of the copied pictures, in the order of decoding; ``None`` for one that is not understood.
    """
    kept: list[int] | None = None
    last = 0
    for mark in marks:
        if mark is None:
            return False
        if not mark.kept:
            continue
        most, numbers = mark.numbering.references, 1 << mark.numbering.number_bits
        if kept is None:
            kept, last = [(mark.number - 1 - each) % numbers for each in range(min(group, most))], mark.number - 1
        while (last + 1) % numbers != mark.number:
            last = (last + 1) % numbers
            kept = [last, *kept][:most]
        last = mark.number
        if not set(mark.forgotten) <= set(kept):
            return False
        kept = [each for each in kept if each not in mark.forgotten]
        if not mark.told:
            kept = kept[: most - 1]
        if last in kept or len(kept) >= most:
            return False
        kept = [last, *kept]
    return True
