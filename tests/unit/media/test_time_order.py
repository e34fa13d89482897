"""A file whose times do not say which frame is shown when is refused, for the frames would be wrong."""

from pathlib import Path

import pytest

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
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
