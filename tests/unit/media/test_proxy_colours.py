"""Proxies look as the full pictures do: matrices, ranges, depths, turning, pixel aspect, interlacing, HDR."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
from retake_gui.media.proxies import packed, proxy_box, unpacked
from tests.clips import ClipOptions

COLUMNS, ROWS = 4, 3
SIZE = (1280, 720)
_YUV = [
    (40, 110, 120), (80, 90, 160), (120, 150, 110), (160, 120, 140), (200, 128, 128), (60, 140, 90),
    (100, 60, 150), (140, 170, 100), (180, 100, 120), (220, 120, 130), (30, 128, 128), (90, 128, 190),
]  # fmt: skip
TV, PC = 1, 2
BT709, BT601, BT2020 = 1, 6, 9
PQ, HLG = 16, 18

KINDS = {
    "709": ("yuv420p", ClipOptions(colour=(("colorspace", BT709), ("color_range", TV)))),
    "601": ("yuv420p", ClipOptions(colour=(("colorspace", BT601), ("color_range", TV)))),
    "2020": ("yuv420p10le", ClipOptions(colour=(("colorspace", BT2020), ("color_range", TV)))),
    "full": ("yuv420p", ClipOptions(colour=(("colorspace", BT709), ("color_range", PC)))),
    "old full": ("yuvj420p", ClipOptions()),
    "untagged": ("yuv420p", ClipOptions()),
    "ten bits": ("yuv420p10le", ClipOptions(colour=(("colorspace", BT709), ("color_range", TV)))),
    "422": ("yuv422p", ClipOptions(colour=(("colorspace", BT709), ("color_range", TV)))),
    "444": ("yuv444p", ClipOptions(colour=(("colorspace", BT709), ("color_range", TV)))),
    "turned": ("yuv420p", ClipOptions(rotation=90)),
    "upside down": ("yuv420p", ClipOptions(rotation=180)),
    "wide": ("yuv420p", ClipOptions(aspect=Fraction(4, 3))),
    "PQ": ("yuv420p10le", ClipOptions(colour=(("colorspace", BT2020), ("color_trc", PQ), ("color_primaries", 9)))),
    "HLG": ("yuv420p10le", ClipOptions(colour=(("colorspace", BT2020), ("color_trc", HLG), ("color_primaries", 9)))),
}


def patches_clip(path: Path, form: str, options: ClipOptions) -> Path:
    """Two frames of flat patches whose Y'CbCr values are given."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "qp": "4"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, form
        context = stream.codec_context
        for name, value in options.colour:
            setattr(context, name, value)
        if options.aspect != 1:
            context.sample_aspect_ratio = options.aspect
        if options.rotation:
            stream.set_display_rotation(-options.rotation)
        for _ in range(2):
            frame = av.VideoFrame(*SIZE, form)
            depth = frame.format.components[0].bits
            for part, plane in enumerate(frame.planes):
                kind = np.dtype(np.uint16 if depth > 8 else np.uint8)
                rows = np.frombuffer(memoryview(plane), kind).reshape(-1, plane.line_size // kind.itemsize)
                table = np.array([values[part] for values in _YUV], kind).reshape(ROWS, COLUMNS) << (depth - 8)
                across, down = plane.width // COLUMNS, plane.height // ROWS
                rows[: plane.height, : plane.width] = np.kron(table, np.ones((down, across), kind))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def patches(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """The mean colour of the middle of each patch."""
    height, width = pixels.shape[:2]
    columns, rows = (COLUMNS, ROWS) if width > height else (ROWS, COLUMNS)
    found = []
    for row in range(rows):
        for column in range(columns):
            top, left = (2 * row + 1) * height // (2 * rows), (2 * column + 1) * width // (2 * columns)
            reach = min(height // rows, width // columns) // 5
            found.append(pixels[top - reach : top + reach, left - reach : left + reach, :3].mean(axis=(0, 1)))
    return np.array(found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_has_the_colours_of_the_full_picture(kind: str, tmp_path: Path) -> None:
    form, options = KINDS[kind]
    clip = probe(patches_clip(tmp_path / "clip.mkv" if kind == "old full" else tmp_path / "clip.mp4", form, options))
    painter = Painter(clip)
    with FrameReader(Path(clip.source), build_index(Path(clip.source))) as reader:
        frame = reader.frame(0)
        full = painter.frame(frame, 0)
        small = painter.frame(frame, 0, (320, 320))
        proxy = unpacked(packed(painter.frame(frame, 0, proxy_box(clip.width, clip.height))), 0)
    assert proxy is not None
    assert (full.width, full.height) == (clip.width, clip.height)
    assert abs(proxy.width / proxy.height - clip.width / clip.height) < 0.02
    assert np.abs(patches(full.pixels()) - patches(small.pixels())).max() <= 2
    assert np.abs(patches(full.pixels()) - patches(proxy.pixels())).max() <= 3.5


def test_matrices_and_ranges_differ_where_they_should(tmp_path: Path) -> None:
    seen = {}
    for kind in ("709", "601", "full", "PQ"):
        form, options = KINDS[kind]
        clip = probe(patches_clip(tmp_path / f"{kind}.mp4", form, options))
        with FrameReader(Path(clip.source), build_index(Path(clip.source))) as reader:
            seen[kind] = patches(Painter(clip).frame(reader.frame(0), 0, (320, 320)).pixels())
    assert all(np.abs(seen["709"] - seen[kind]).max() > 8 for kind in ("601", "full", "PQ"))
    grey = seen["709"][4]
    assert np.abs(grey - (200 - 16) * 255 / 219).max() <= 1.5


def test_an_interlaced_proxy_does_not_comb(tmp_path: Path) -> None:
    path = tmp_path / "interlaced.mp4"
    with av.open(str(path), "w") as container:
        options = {"preset": "ultrafast", "qp": "8", "x264-params": "tff=1"}
        stream = container.add_stream("libx264", rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        picture = np.full((SIZE[1] * 3 // 2, SIZE[0]), 128, np.uint8)
        picture[: SIZE[1] : 2], picture[1 : SIZE[1] : 2] = 60, 180
        for _ in range(2):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))
    clip = probe(path)
    with FrameReader(path, build_index(path)) as reader:
        frame = reader.frame(0)
        assert frame.interlaced_frame
        for size in (None, (640, 360)):
            shown = Painter(clip).frame(frame, 0, size).pixels()[20:-20, :, 1].astype(int)
            assert np.abs(np.diff(shown, axis=0)).max() <= 6
