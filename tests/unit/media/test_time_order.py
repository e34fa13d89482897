"""A file whose times do not say which frame is shown when is refused, for the frames would be wrong."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
from retake_gui.media.time_order import check_joined
from tests.clips import ClipOptions, numbered_clip, read_number


def _numbers(path: Path) -> list[int]:
    painter = Painter(probe(path))
    with FrameReader(path, build_index(path)) as reader:
        return [read_number(painter.bgr(frame)) for frame in reader.frames(0, len(reader.index))]


@pytest.mark.parametrize("name", ["clip.avi", "clip.asf", "clip.mxf", "clip.mpg"])
def test_containers_that_do_not_keep_the_order_of_showing_are_refused(name: str, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / name, frames=48, rate=25)
    with pytest.raises(UnreadableMedia, match="in which order") as refused:
        probe(path)
    assert "MP4" in refused.value.do


@pytest.mark.parametrize("codec", ["libx264", "mpeg4", "mjpeg"])
def test_frames_that_are_shown_as_they_are_decoded_need_no_other_order(codec: str, tmp_path: Path) -> None:
    plain = ClipOptions(bframes=0, pixel_format="yuvj420p" if codec == "mjpeg" else "yuv420p")
    path = numbered_clip(tmp_path / "clip.avi", frames=60, rate=25, codec=codec, options=plain)
    assert _numbers(path) == list(range(60))


@pytest.mark.parametrize("name", ["clip.avi", "clip.mxf", "clip.mpg"])
def test_an_order_that_follows_from_the_codec_is_taken(name: str, tmp_path: Path) -> None:
    codec = "mpeg4" if name == "clip.avi" else "mpeg2video"
    path = numbered_clip(tmp_path / name, frames=60, rate=25, codec=codec)
    assert _numbers(path) == list(range(60))


@pytest.mark.parametrize("codec", ["libx264", "mpeg2video"])
@pytest.mark.parametrize("later", [Fraction(0), Fraction(1, 100)])
def test_recordings_that_were_joined_byte_by_byte_are_refused(codec: str, later: Fraction, tmp_path: Path) -> None:
    """Whether their times are the same or fall between each other's."""
    parts = [
        numbered_clip(
            tmp_path / f"{float(start)}.ts", frames=40, rate=25, codec=codec, options=ClipOptions(start=start)
        )
        for start in (Fraction(1), Fraction(1) + later)
    ]
    path = tmp_path / "joined.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    with pytest.raises(UnreadableMedia, match="joined"):
        probe(path)


def test_a_part_that_begins_before_the_other_is_refused(tmp_path: Path) -> None:
    first = numbered_clip(tmp_path / "first.ts", frames=40, rate=25, options=ClipOptions(start=Fraction(10)))
    second = numbered_clip(tmp_path / "second.ts", frames=40, rate=25)
    path = tmp_path / "joined.ts"
    path.write_bytes(first.read_bytes() + second.read_bytes())
    with pytest.raises(UnreadableMedia, match="joined"):
        probe(path)


def test_joined_recordings_whose_times_go_on_are_one_clip(tmp_path: Path) -> None:
    parts = [
        numbered_clip(tmp_path / f"{start}.ts", frames=40, rate=25, options=ClipOptions(start=Fraction(start)))
        for start in (1, 3)
    ]
    path = tmp_path / "joined.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert len(build_index(path)) == 80


def test_a_few_frames_with_wrong_times_are_not_taken_for_a_joint() -> None:
    times = np.arange(200, dtype=np.int64)
    times[[60, 100, 150]] = 2, 3, 4
    check_joined(Path("damaged.ts"), times)
    times[100:120] = np.arange(20)
    with pytest.raises(UnreadableMedia):
        check_joined(Path("joined.ts"), times)


def test_the_deepest_reordering_is_not_taken_for_a_joint() -> None:
    groups = [start + place for start in range(0, 320, 32) for place in [*range(31, 15, -1), *range(16)]]
    check_joined(Path("deep.mkv"), np.asarray(groups, np.int64))
