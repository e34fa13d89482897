from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from retake_gui.media import avc, avc_marks
from retake_gui.media.avc_order import Numbering, groups_before, is_recovery_point
from tests.clips import ClipOptions, numbered_clip

USUAL = Numbering(number_bits=4, order_bits=6, references=4, plain=True, chroma=True)


@pytest.mark.parametrize(
    ("order", "bits", "fitting"),
    [
        (10, 6, [1, 2, 3, 4, 5, *range(22, 33)]),
        (0, 6, list(range(17, 33))),
        (62, 6, list(range(16, 32))),
        (5, 0, list(range(1, 33))),
        (100, 7, list(range(19, 33))),
        (0, 16, []),
    ],
)
def test_a_copied_picture_is_shown_after_all_new_ones(order: int, bits: int, fitting: list[int]) -> None:
    assert groups_before(order, bits, 32) == fitting
    for length in fitting if bits else []:
        last, size = 2 * (length - 1), 1 << bits
        wraps = order < last and last - order >= size // 2
        assert (size if wraps else 0) + order > last


def mark(number: int, *forgotten: int, kept: bool = True) -> avc_marks.Mark:
    return avc_marks.Mark(number, 0, USUAL, kept, told=bool(forgotten), forgotten=forgotten)


def test_copying_goes_on_where_all_that_is_forgotten_is_there() -> None:
    # 9, 8, 7 and 6 were new; 10 lets 6 go.
    assert avc_marks.goes_on(8, [mark(10), mark(11, 7, 8, 9), mark(12, 10), mark(13, kept=False), mark(13)])
    assert not avc_marks.goes_on(8, [mark(10), mark(11, 5)])
    assert not avc_marks.goes_on(2, [mark(10), mark(11, 7)])


def test_what_is_missing_between_numbers_counts_as_kept() -> None:
    assert avc_marks.goes_on(8, [mark(15), mark(1, 0, 15)])


def test_what_is_not_understood_does_not_go_on() -> None:
    assert not avc_marks.goes_on(8, [mark(10), None])


def test_more_than_there_is_room_for_does_not_go_on() -> None:
    told = avc_marks.Mark(11, 0, USUAL, kept=True, told=True)
    assert not avc_marks.goes_on(8, [mark(10), told])


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv422p10le", "yuv444p"])
@pytest.mark.parametrize("weighted", [0, 2])
def test_slices_are_read_as_they_were_written(tmp_path: Path, pixel_format: str, weighted: int) -> None:
    params = f"keyint=20:min-keyint=20:scenecut=0:b-adapt=0:open-gop=1:ref=3:weightp={weighted}:b-pyramid=normal"
    options = ClipOptions(bframes=3, pixel_format=pixel_format, codec_options=(("x264-params", params),))
    packets, record = of(numbered_clip(tmp_path / "clip.mp4", frames=80, rate=Fraction(25), options=options))
    sets = avc_marks.picture_sets(record)

    marks = [avc_marks.mark_of(bytes(packet), record.length_size, sets) for packet in packets]

    shown = sorted(packet.pts or 0 for packet in packets)
    found = [each for each in marks if each is not None]
    assert len(found) == len(packets)
    assert {each.numbering.references for each in found} == {4}
    size = 1 << found[0].numbering.order_bits
    assert [each.order for each in found] == [2 * shown.index(packet.pts or 0) % size for packet in packets]
    assert any(each.forgotten for each in found)
    # All that is told to be forgotten was really kept: the whole stream goes on from its own first picture.
    assert avc_marks.goes_on(0, found)
    keys = [packet for packet in packets if packet.is_keyframe]
    assert [is_recovery_point(bytes(packet), record.length_size) for packet in keys] == [False, True, True, True]


def of(path: Path) -> tuple[list["av.Packet[Any]"], avc.ParameterSets]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets: list[av.Packet[Any]] = [packet for packet in container.demux(stream) if packet.size]
        record = avc.read_record(stream.codec_context.extradata or b"")
    assert record is not None
    return packets, record
