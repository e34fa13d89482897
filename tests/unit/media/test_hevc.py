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


def test_an_open_record_says_that_more_may_follow() -> None:
    data = record((32, [unit(32)]), (33, [unit(33)]), (34, [unit(34)]))
    found = hevc.read_record(data)
    assert found is not None
    again = hevc.read_record(found.open_ended())
    assert again is not None
    assert again.sets == found.sets
    assert all(again.data[place] & 0x80 == 0 for place in again.arrays)


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


def test_lengths_take_the_place_of_start_codes() -> None:
    stream = b"\x00\x00\x00\x01" + unit(32) + b"\x00\x00\x01" + unit(35) + b"\x00\x00\x01" + unit(19, b"\x01idr")
    assert hevc.packet_of(stream, 4) == hevc.prefixed([unit(19, b"\x01idr")], 4)
    assert hevc.sets_of_stream(stream) == (unit(32),)
