from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
from tests.clips import number_picture, read_number


def _bottom_up(path: Path, layout: str, frames: int) -> Path:
    """A clip of raw pictures whose lowest rows come first."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("rawvideo", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 192, layout
        for number in range(frames):
            rows = np.ascontiguousarray(number_picture(number, (320, 192))[::-1])
            pixels = np.asarray(cv2.cvtColor(rows, cv2.COLOR_BGR2BGRA), np.uint8) if layout == "bgra" else rows
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, layout)))
        container.mux(stream.encode(None))
    # A height above 0 in the BITMAPINFOHEADER, which follows "strf" and a length, says it of the rows.
    content = bytearray(path.read_bytes())
    place = content.find(b"strf") + 16
    height = int.from_bytes(content[place : place + 4], "little", signed=True)
    content[place : place + 4] = abs(height).to_bytes(4, "little")
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("layout", ["bgra", "bgr24"])
def test_pictures_that_are_stored_bottom_up_stand_upright(layout: str, tmp_path: Path) -> None:
    path = _bottom_up(tmp_path / "raw.avi", layout, 7)
    painter = Painter(probe(path))
    with FrameReader(path, build_index(path)) as reader:
        frame = reader.frame(6)
        assert frame.planes[0].line_size < 0
        whole = painter.frame(frame, 6)
        shown = [whole.pixels(), painter.frame(frame, 6, (160, 96)).pixels(), painter.bgr(frame)]
    assert [read_number(pixels) for pixels in shown] == [6, 6, 6]
    assert whole.stride >= whole.width * 4
