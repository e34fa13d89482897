from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.probe import probe, writable_rate
from tests.clips import numbered_clip


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMedia, match="is not there"):
        probe(tmp_path / "gone.mp4")


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (b"no video at all" * 99, "cannot|not a video")])
def test_a_file_that_is_no_clip(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    with pytest.raises(UnreadableMedia, match=said):
        probe(path)


def test_a_cut_file_without_its_table(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "cut.mp4", frames=30, rate=30)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(UnreadableMedia):
        probe(path)


def test_a_cut_file_gives_what_can_be_read(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "cut.mkv", frames=90, rate=30)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert 1 < probe(path).frames < 90


def test_a_still_picture_is_no_clip(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "rgb24"
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), "rgb24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with pytest.raises(UnreadableMedia, match="still picture"):
        probe(path)


@pytest.mark.parametrize("frames", [60, 100])
@pytest.mark.parametrize("rate", [Fraction(30), Fraction(60_000, 1001), Fraction(48_000, 1001)])
def test_a_rate_is_told_as_it_was_meant_though_times_were_rounded(tmp_path: Path, rate: Fraction, frames: int) -> None:
    rounded = numbered_clip(tmp_path / "clip.mkv", frames=frames, rate=rate)
    again = tmp_path / "clip.mp4"
    with av.open(str(rounded)) as source, av.open(str(again), "w") as target:
        copy = target.add_stream_from_template(source.streams.video[0])
        copy.time_base = Fraction(1, 1000)
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = copy
                target.mux(packet)

    assert probe(rounded).rate == probe(again).rate == rate


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_rates_stay_as_they_are_or_become_writable(numerator: int, denominator: int) -> None:
    rate = Fraction(numerator, denominator)
    near = writable_rate(rate)
    most = max(near.numerator, near.denominator)

    assert most <= 10**9
    assert near == rate or max(rate.numerator, rate.denominator) > 10**9
    if 10**-6 < rate < 10**6:
        assert abs(near / rate - 1) < Fraction(1, 10**9)
