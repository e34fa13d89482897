import contextlib
import gc
import random
from fractions import Fraction
from pathlib import Path

import pytest
from av.video.frame import VideoFrame

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.mastering import mastering_of
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
from tests.clips import ClipOptions, numbered_clip, read_number
from tests.exact_clips import EXACT_CLIPS, exact_clip


@pytest.mark.parametrize("name", EXACT_CLIPS)
def test_every_frame_is_the_one_asked_for(name: str, tmp_path: Path) -> None:
    _, rate, options = EXACT_CLIPS[name]
    path = exact_clip(tmp_path, name)
    clip = probe(path)
    assert clip.frames == 60
    assert clip.variable == bool(options.times)
    assert clip.rotation == options.rotation
    if not clip.variable:
        assert clip.rate == rate
    painter = Painter(clip)
    chance = random.Random(name)
    order = [chance.randrange(60) for _ in range(30)] + list(range(60)) + list(range(59, -1, -1))
    with FrameReader(path, build_index(path), kept_bytes=0) as reader:
        wrong = [number for number in order if read_number(painter.bgr(reader.frame(number))) != number]
    assert wrong == []


def test_frames_cut_away_by_an_edit_list_are_not_counted(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "cut.mp4", frames=60, rate=30, options=ClipOptions(start=Fraction(-1, 3)))
    clip = probe(path)
    painter = Painter(clip)
    with FrameReader(path, build_index(path), kept_bytes=0) as reader:
        assert clip.frames == 50
        assert [read_number(painter.bgr(reader.frame(number))) for number in (49, 0, 20)] == [59, 10, 30]


def test_going_forward_never_seeks_again(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "plain.mp4", frames=60, rate=30)
    with FrameReader(path, build_index(path)) as reader:
        for number in range(60):
            reader.frame(number)
        assert reader.seeks == 1


def test_stepping_back_takes_kept_frames(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "plain.mp4", frames=60, rate=30)
    with FrameReader(path, build_index(path)) as reader:
        for number in range(40, 24, -1):
            reader.frame(number)
        assert reader.seeks == 1


@pytest.mark.parametrize("name", EXACT_CLIPS)
def test_after_a_rest_it_goes_on_with_the_next_frame(name: str, tmp_path: Path) -> None:
    path = exact_clip(tmp_path, name)
    painter = Painter(probe(path))
    seen = []
    with FrameReader(path, build_index(path), kept_bytes=0) as reader:
        for number, frame in reader.run(20, 50):
            seen.append(read_number(painter.bgr(frame)))
            if number in (30, 31):
                reader.rest()
        reader.rest()
        reader.rest()
        seen.append(read_number(painter.bgr(reader.frame(10))))
        reader.rest()
    assert seen == [*range(20, 50), 10]


def test_resting_means_that_the_file_is_not_open(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "plain.mp4", frames=20, rate=30)
    with FrameReader(path, build_index(path)) as reader:
        reader.frame(3)
        reader.rest()
        path.rename(tmp_path / "elsewhere.mp4")
        with pytest.raises(UnreadableMedia):
            reader.frame(3)
        (tmp_path / "elsewhere.mp4").rename(path)
        assert reader.frame(3).pts is not None


def test_pictures_are_let_go_at_once(tmp_path: Path) -> None:
    """A knot of references would keep every decoded picture until the garbage collector comes by."""
    path = numbered_clip(tmp_path / "turned.mp4", frames=30, rate=30, options=ClipOptions(rotation=90))
    clip, index = probe(path), build_index(path)
    painter = Painter(clip)

    def alive() -> int:
        return sum(isinstance(each, VideoFrame) for each in gc.get_objects())

    gc.collect()
    before = alive()
    gc.disable()
    try:
        with FrameReader(path, index, kept_bytes=0) as reader:
            for number, frame in reader.run(0, 30):
                painter.frame(frame, number, (64, 64))
                mastering_of(frame)
            del frame
        left = alive() - before
    finally:
        gc.enable()
    assert left < 5


@pytest.mark.parametrize("suffix", [".ts", ".mpg", ".mp4"])
def test_a_file_that_was_moved_is_an_error_until_it_is_back(tmp_path: Path, suffix: str) -> None:
    codec = "mpeg2video" if suffix == ".mpg" else "libx264"
    path = numbered_clip(tmp_path / f"clip{suffix}", frames=60, rate=25, codec=codec, options=ClipOptions(gop=12))
    with FrameReader(path, build_index(path), kept_bytes=0) as reader:
        reader.frame(50)
        path.rename(tmp_path / "elsewhere")
        for frame in (0, 5, 0):
            with contextlib.suppress(UnreadableMedia):  # some files can be read on without their name
                assert read_number(reader.frame(frame).to_ndarray(format="bgr24")) == frame
        (tmp_path / "elsewhere").rename(path)

        for frame in (0, 40, 5):
            assert read_number(reader.frame(frame).to_ndarray(format="bgr24")) == frame


def test_a_file_that_became_shorter_is_an_error(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=10)
    with FrameReader(path, build_index(path)) as reader, pytest.raises(UnreadableMedia, match="has no frame 10"):
        reader.frame(10)
