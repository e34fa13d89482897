"""Frames as planes of luma and chroma: brought upright and back, scaled, corrected, without going through RGB.

Working on what files hold keeps what is not to change exact, and a wrong range, a wrong matrix or a gain are all one
affine map of (Y, Cb, Cr).
"""

from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.video.format import VideoFormat
from av.video.reformatter import Interpolation

from retake_gui.media.picture import Orientation

Plane = npt.NDArray[Any]
_SHARP = int(Interpolation.LANCZOS | Interpolation.FULL_CHR_H_INP | Interpolation.FULL_CHR_H_INT)
_SHARP |= int(Interpolation.ACCURATE_RND)
_FULL = 2


def working_format(pixel_format: str) -> str:
    """The planar Y'CbCr format, of 8 or 10 bits, nearest to a file's own."""
    try:
        known = VideoFormat(pixel_format, 16, 16)
    except ValueError:
        return "yuv420p"
    if known.is_rgb or known.has_palette:
        return "yuv444p"
    deep = "10le" if known.components[0].bits > 8 else ""
    if len(known.components) < 3:
        return f"yuv420p{deep}"
    wide, high = known.chroma_width(16), known.chroma_height(16)
    name = {(8, 8): "yuv420p", (8, 16): "yuv422p", (16, 16): "yuv444p"}.get((wide, high), "yuv420p")
    return name + deep


def depth(working: str) -> int:
    """Bits of a sample in a working format."""
    return 10 if working.endswith("10le") else 8


def reshaped(frame: av.VideoFrame, size: tuple[int, int], working: str, *, full: bool) -> av.VideoFrame:
    """A frame in a working format and another size; its values keep their range and matrix."""
    if frame.format.name == working and (frame.width, frame.height) == size:
        return frame
    kept = _FULL if full else 1
    return frame.reformat(
        *size, format=working, interpolation=_SHARP, src_color_range=kept, dst_color_range=kept, threads=2
    )


def planes_of(frame: av.VideoFrame) -> list[Plane]:
    """Views of the three planes of a frame in a working format, (height, width) each; valid as long as the frame."""
    kind = np.dtype(np.uint16 if frame.format.components[0].bits > 8 else np.uint8)
    found = []
    for plane in frame.planes[:3]:
        rows: Plane = np.frombuffer(memoryview(plane), kind).reshape(-1, plane.line_size // kind.itemsize)
        found.append(rows[: plane.height, : plane.width])
    return found


def frame_of(planes: list[Plane], working: str) -> av.VideoFrame:
    """A new frame out of three planes."""
    height, width = planes[0].shape
    frame = av.VideoFrame(width, height, working)
    for target, values in zip(planes_of(frame), planes, strict=True):
        target[:] = values[: target.shape[0], : target.shape[1]]
    return frame


def upright(frame: av.VideoFrame, turn: Orientation, working: str, *, full: bool) -> av.VideoFrame:
    """A frame in a working format as it is shown."""
    return _rearranged(frame, -(turn.rotation // 90), turn.mirrored, working, full=full, mirror_first=True)


def stored(frame: av.VideoFrame, turn: Orientation, working: str, *, full: bool) -> av.VideoFrame:
    """A frame in a working format as it is stored; undoes :func:`upright`."""
    return _rearranged(frame, turn.rotation // 90, turn.mirrored, working, full=full, mirror_first=False)


def _rearranged(
    frame: av.VideoFrame, turns: int, mirrored: bool, working: str, *, full: bool, mirror_first: bool
) -> av.VideoFrame:
    if not turns % 4 and not mirrored:
        return frame
    size = (frame.width, frame.height)
    through = working.replace("422", "444") if turns % 2 else working

    def moved(plane: Plane) -> Plane:
        if mirrored and mirror_first:
            plane = np.fliplr(plane)
        plane = np.rot90(plane, turns)
        return np.fliplr(plane) if mirrored and not mirror_first else plane

    planes = planes_of(reshaped(frame, size, through, full=full))
    result = frame_of([moved(plane) for plane in planes], through)
    return reshaped(result, (result.width, result.height), working, full=full)


def is_full(frame: av.VideoFrame) -> bool:
    """Whether luma uses all values."""
    return frame.color_range == _FULL or frame.format.name.startswith("yuvj")
