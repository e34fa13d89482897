import pytest

from retake_gui.media import avc

SPS = bytes.fromhex("67640015acd9414190a1000003000100000300308f162d96")
PPS = bytes.fromhex("68ebe3cb22c0")


def test_a_record_is_read_and_written_alike() -> None:
    record = avc.ParameterSets(b"\x01\x64\x00\x15\xff", (SPS,), (PPS,), b"\xfd\xf8\xf8\x00")

    assert avc.read_record(record.as_bytes()) == record
    assert (record.profile, record.level, record.length_size) == (100, 21, 4)
    assert avc.set_id(SPS) == avc.set_id(PPS) == 0
    assert record.free_id() == 1


def test_two_encoders_share_one_record() -> None:
    record = avc.ParameterSets(b"\x01\x64\x00\x15\xff", (SPS,), (PPS,))
    other = avc.sets_of_stream(b"\x00\x00\x00\x01" + SPS + b"\x00\x00\x01" + PPS)

    both = avc.read_record(record.with_sets(other).as_bytes())

    assert both is not None
    assert (both.sequence, both.picture) == ((SPS, SPS), (PPS, PPS))


@pytest.mark.parametrize("data", [b"", b"\x00\x00\x00\x01\x67\x64\x00\x15", b"\x01\x64\x00\x15\xff\xe1\x00\xff\x67"])
def test_what_is_no_record_is_none(data: bytes) -> None:
    assert avc.read_record(data) is None


def test_start_codes_become_lengths_and_sets_are_left_out() -> None:
    idr, slice_ = b"\x65\x88\x80", b"\x41\x9a"
    data = b"\x00\x00\x00\x01" + SPS + b"\x00\x00\x00\x01" + PPS + b"\x00\x00\x01" + idr + b"\x00\x00\x01" + slice_

    packet = avc.prefixed(data, 4)

    assert packet == b"\x00\x00\x00\x03" + idr + b"\x00\x00\x00\x02" + slice_
    assert avc.has_idr(packet, 4)
    assert not avc.has_idr(b"\x00\x00\x00\x02" + slice_, 4)
