from retake_gui.media import hevc
from retake_gui.media.avc import units_of


def unit(kind: int, body: bytes = b"\x01abc") -> bytes:
    return bytes([kind << 1]) + body


def record(*arrays: tuple[int, list[bytes]]) -> bytes:
    parts = [bytes([1, *bytes(11), 93, *bytes(8), 0xFF]), bytes([len(arrays)])]
    for kind, units in arrays:
        parts.append(bytes([0x80 | kind]) + len(units).to_bytes(2, "big"))
        parts += [len(each).to_bytes(2, "big") + each for each in units]
    return b"".join(parts)


def test_sets_are_read_out_of_the_record() -> None:
    sets = [unit(32), unit(33, b"\x01size"), unit(34)]
    found = hevc.read_record(record((33, [sets[1]]), (39, [unit(39)]), (34, [sets[2]]), (32, [sets[0]])))
    assert found is not None
    assert found.sets == tuple(sets)
    assert (found.length_size, found.level) == (4, 93)


def test_further_sets_join_those_of_their_kind() -> None:
    data = record((32, [unit(32)]), (33, [unit(33)]), (34, [unit(34)]), (39, [unit(39)]))
    found = hevc.read_record(data)
    assert found is not None
    assert found.as_bytes() == data

    again = hevc.read_record(found.with_sets([unit(34, b"\x01more"), unit(32, b"\x01more")]).as_bytes())

    assert again is not None
    assert again.sets == (unit(32), unit(32, b"\x01more"), unit(33), unit(34), unit(34, b"\x01more"))
    assert again.head == found.head
    assert [len(units) for _, units in again.arrays] == [2, 1, 2, 1]


def test_what_is_no_record_is_said_so() -> None:
    assert hevc.read_record(b"") is None
    assert hevc.read_record(b"\x00\x00\x00\x01" + bytes(40)) is None
    assert hevc.read_record(record((33, [unit(33)]))) is None


def test_a_cra_picture_becomes_a_bla_picture_and_keeps_its_bits() -> None:
    packet = hevc.prefixed([unit(39), unit(21, b"\x01picture")], 4)
    cut = hevc.cut_off(packet, 4)
    assert [hevc.kind_of(each) for each in units_of(cut, 4)] == [39, 17]
    assert list(units_of(cut, 4))[1][1:] == b"\x01picture"
    assert hevc.picture_kind(packet, 4) == hevc.CRA


def test_sets_and_pictures_of_an_encoder_are_told_apart() -> None:
    stream = b"\x00\x00\x00\x01" + unit(32) + b"\x00\x00\x01" + unit(35) + b"\x00\x00\x01" + unit(19, b"\x01idr")
    assert list(hevc.without_sets(stream)) == [unit(19, b"\x01idr")]
    assert hevc.sets_of_stream(stream) == (unit(32),)
