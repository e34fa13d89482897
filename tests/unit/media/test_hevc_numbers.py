from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest
from av.codec.context import Flags

from retake_gui.media import hevc
from retake_gui.media.hevc_numbers import (
    Numbers,
    free_numbers,
    number_of,
    renumbered_set,
    renumbered_slice,
)

NEW = Numbers(15, 15, 30)
START = b"\x00\x00\x00\x01"


def encoded(pixel_format: str, params: str) -> tuple[tuple[bytes, ...], list[bytes]]:
    """Sets and packets of some frames of noise, as x265 gives them."""
    encoder = av.CodecContext.create("libx265", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 192, 128, pixel_format
    encoder.framerate = Fraction(25)
    encoder.options = {"x265-params": f"log-level=none:keyint=4:repeat-headers=0:{params}"}
    encoder.flags |= Flags.global_header
    encoder.open()
    chance, packets = np.random.default_rng(4), []
    for number in range(9):
        rgb = chance.integers(0, 256, (128, 192, 3), dtype=np.uint8)
        frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=pixel_format)
        frame.pts = number
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    packets += [bytes(packet) for packet in encoder.encode(None)]
    return hevc.sets_of_stream(encoder.extradata or b""), packets


def decoded(units: list[bytes]) -> list[bytes]:
    """What a decoder makes of units."""
    decoder = av.CodecContext.create("hevc", "r")
    packets = [*decoder.parse(START + START.join(units)), *decoder.parse()]
    frames = [frame for packet in [*packets, None] for frame in decoder.decode(packet)]
    return [frame.to_ndarray().tobytes() for frame in frames]


def slices(packets: list[bytes]) -> Iterator[bytes]:
    for packet in packets:
        yield from hevc.without_sets(packet)


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv420p10le", "yuv444p"])
@pytest.mark.parametrize("params", ["bframes=2", "bframes=0:slices=2", "wpp=0:bframes=3:weightb=1"])
def test_pictures_are_the_same_under_other_numbers(pixel_format: str, params: str) -> None:
    sets, packets = encoded(pixel_format, params)
    assert [number_of(unit) for unit in sets] == [0, 0, 0]

    moved = [renumbered_set(unit, NEW) for unit in sets]

    assert [number_of(unit) for unit in moved] == [15, 15, 30]
    plain = decoded([*sets, *slices(packets)])
    assert len(plain) == 9
    assert decoded([*moved, *(renumbered_slice(unit, NEW.picture) for unit in slices(packets))]) == plain


def test_both_sets_stand_side_by_side() -> None:
    own, packets = encoded("yuv420p", "bframes=2:ref=1")
    other, more = encoded("yuv420p10le", "bframes=0:ref=3:no-sao=1")
    numbers = free_numbers(own)
    assert numbers is not None
    moved = [renumbered_set(unit, numbers) for unit in other]
    second = [renumbered_slice(unit, numbers.picture) for unit in slices(more)]

    found = decoded([*own, *moved, *slices(packets), *second, *slices(packets)])

    first = decoded([*own, *slices(packets)])
    assert found == first + decoded([*other, *slices(more)]) + first


@pytest.mark.parametrize("number", range(16, 31))
def test_a_number_never_makes_a_slice_look_like_a_start(number: int) -> None:
    slice_of_noughts = bytes([1 << 1, 1]) + bytes([0b1100_0000]) + b"\x00\x00\x03\x01"
    if (number + 1) % 4:
        moved = renumbered_slice(slice_of_noughts, number)
        assert moved[4:] == slice_of_noughts[3:]
        assert moved[3] != 0
    else:
        taken = free_numbers([renumbered_set(b"\x44\x01\xc0", Numbers(1, 1, each)) for each in range(number + 1, 31)])
        assert taken is None or taken.picture != number


def test_numbers_that_are_used_are_left_alone() -> None:
    sets, _ = encoded("yuv420p", "bframes=0")
    found = list(sets)
    for _ in range(12):
        numbers = free_numbers(found)
        assert numbers is not None
        new = [renumbered_set(unit, numbers) for unit in sets]
        assert not {(hevc.kind_of(unit), number_of(unit)) for unit in new} & {
            (hevc.kind_of(unit), number_of(unit)) for unit in found
        }
        found += new
    assert free_numbers(found) is None


def test_a_number_is_found_behind_the_levels_of_layers() -> None:
    profile = "0" * 88 + "01011101"
    layers = "10" + "01" + "0" * 12 + "0" * 88 + "01011010"
    bits = "0" * 4 + "010" + "1" + profile + layers + "00110" + "1" * 9 + "1"
    bits += "0" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\x00\x00", b"\x00\x00\x03")
    unit = bytes([33 << 1, 1]) + body
    assert number_of(unit) == 5
    assert number_of(renumbered_set(unit, NEW)) == 15


def test_a_slice_of_another_set_is_not_touched() -> None:
    with pytest.raises(ValueError, match="another set"):
        renumbered_slice(bytes([1 << 1, 1, 0b1010_0000, 0xFF]), 30)
