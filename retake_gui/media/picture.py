"""Decoded frames to pictures as they should look: upright, square pixels, the right matrix and range."""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
import numpy.typing as npt
from av.sidedata.sidedata import SideData, SideDataContainer
from av.sidedata.sidedata import Type as SideDataType
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from retake_gui.domain.clip import Clip
from retake_gui.media.colours import is_hdr, matrix_for
from retake_gui.media.opencv import cv2
from retake_gui.media.tone import tone_mapped

Bytes = npt.NDArray[np.uint8]
Deep = npt.NDArray[np.uint16]

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_EXACT = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
_QUICK = Interpolation.BILINEAR
_MUCH = 2.5
"""From this reduction on the resolution of chroma does not matter."""
_PLAIN_FORMATS = ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv420p10le", "yuv422p10le")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture ready to be shown.

    Attributes:
        number: Which frame of the clip.
        width: Pixels.
        height: Pixels.
        stride: Bytes from row to row.
        data: Rows of 32-bit BGRA; never changed after this was made.
    """

    number: int
    width: int
    height: int
    stride: int
    data: bytes | memoryview = field(repr=False)

    def pixels(self) -> Bytes:
        """The picture as an array, (height, width, 4), without a copy."""
        rows = np.frombuffer(self.data, np.uint8, self.stride * self.height).reshape(self.height, self.stride)
        return rows[:, : self.width * 4].reshape(self.height, self.width, 4)

    def numbered(self, number: int) -> "Frame":
        """The same picture under another number."""
        return self if number == self.number else replace(self, number=number)


_container = cast(Callable[[VideoFrame], object], SideDataContainer)


def side_data_of(frame: VideoFrame) -> Iterable[SideData]:
    """What is told with a frame.

    Not ``frame.side_data``: that ties a knot of frame and container, undone only by the garbage collector; until then
    a frame holds on to all pictures that its decoder has room for, a hundred megabytes.
    """
    return cast(Iterable[SideData], _container(frame))


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture is turned to be shown: first mirrored, then turned clockwise."""

    rotation: int = 0
    mirrored: bool = False


def orientation_of(frame: VideoFrame) -> Orientation:
    """Read a frame's display matrix (FFmpeg's ``libavutil/display.h``): nine numbers, 16.16 fixed point."""
    for entry in side_data_of(frame):
        if entry.type is SideDataType.DISPLAYMATRIX:
            a, b, _, c, d = struct.unpack("=5i", bytes(entry)[:20])
            break
    else:
        return Orientation()
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    if abs(a) >= abs(b):
        return Orientation(0 if a >= 0 else 180, mirrored)
    return Orientation(90 if b > 0 else 270, mirrored)


def rotation_of(frame: VideoFrame) -> int:
    """Clockwise degrees needed to show a frame: 0, 90, 180 or 270."""
    return orientation_of(frame).rotation


def fitted_size(width: int, height: int, box: tuple[int, int] | None) -> tuple[int, int]:
    """The largest size of the same shape that fits into a box, never larger than the picture."""
    if box is None or (width <= box[0] and height <= box[1]):
        return width, height
    scale = min(box[0] / width, box[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


class Painter:
    """Makes pictures of one clip's frames; keeps the scaler's tables from frame to frame, so one thread owns it."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._shape = VideoReformatter()
        self._plain = VideoReformatter()
        self._smaller = VideoReformatter()
        self._hdr = is_hdr(clip.colour)

    def frame(self, frame: VideoFrame, number: int, size: tuple[int, int] | None = None) -> Frame:
        """A picture for the screen, no larger than a box; interlaced lines are blended, HDR is tone-mapped."""
        width, height = fitted_size(self._clip.width, self._clip.height, size)
        turn = orientation_of(frame)
        if self._hdr:
            return from_bgr(self._toned(frame, turn, (width, height)), number)
        stored = (height, width) if turn.rotation % 180 == 90 else (width, height)
        interpolation = _QUICK if stored == (frame.width, frame.height) else Interpolation.AREA
        small = self._made_smaller(frame, stored)
        shown = self._converted(self._shape, small, stored, "bgra", interpolation, like=frame)
        plane = shown.planes[0]
        bottom_up = plane.line_size < 0  # as AVI stores RGB; kept by a frame that needed no conversion
        if turn == Orientation() and not frame.interlaced_frame and not bottom_up:
            return Frame(number, width, height, plane.line_size, memoryview(plane).toreadonly())
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, abs(plane.line_size))
        rows = (rows[::-1] if bottom_up else rows)[: stored[1], : stored[0] * 4]
        pixels = rows.reshape(stored[1], stored[0], 4)
        if frame.interlaced_frame:
            pixels = blended_fields(pixels)
        return from_bgra(turned(pixels, turn), number)

    def _made_smaller(self, frame: VideoFrame, size: tuple[int, int]) -> VideoFrame:
        """Much smaller pictures are scaled as they are stored, which takes half the time, and coloured after that."""
        few = size[0] * _MUCH <= frame.width and size[1] * _MUCH <= frame.height
        if not few or frame.format.name not in _PLAIN_FORMATS:
            return frame
        kept = ColorRange.JPEG if _is_full(frame) else ColorRange.MPEG
        return self._smaller.reformat(
            frame,
            width=size[0],
            height=size[1],
            format=frame.format.name,
            src_color_range=kept,
            dst_color_range=kept,
            interpolation=Interpolation.AREA,
            threads=1,
        )

    def bgr(self, frame: VideoFrame, *, tone_map: bool = False) -> Bytes:
        """The whole picture upright in square pixels, (height, width, 3), values as stored (no tone mapping)."""
        turn = orientation_of(frame)
        size = (self._clip.width, self._clip.height)
        if tone_map and self._hdr:
            return self._toned(frame, turn, size)
        stored = size[::-1] if turn.rotation % 180 == 90 else size
        made = self._converted(self._plain, frame, stored, "bgr24", _EXACT)
        return turned(cast(Bytes, made.to_ndarray()), turn)

    def _toned(self, frame: VideoFrame, turn: Orientation, size: tuple[int, int]) -> Bytes:
        stored = size[::-1] if turn.rotation % 180 == 90 else size
        deep = cast(Deep, self._converted(self._plain, frame, stored, "rgb48le", _EXACT).to_ndarray())
        return turned(tone_mapped(deep, self._clip.colour), turn)

    def _converted(
        self,
        scaler: VideoReformatter,
        frame: VideoFrame,
        size: tuple[int, int],
        form: str,
        interpolation: int,
        like: VideoFrame | None = None,
    ) -> VideoFrame:
        like = like or frame
        return scaler.reformat(
            frame,
            width=size[0],
            height=size[1],
            format=form,
            src_colorspace=matrix_for(like.colorspace, like.width, like.height),
            src_color_range=ColorRange.JPEG if _is_full(like) else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=interpolation,
            threads=1,
        )


def _is_full(frame: VideoFrame) -> bool:
    return frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj") or frame.format.is_rgb


def to_frame(frame: VideoFrame, number: int, clip: Clip, size: tuple[int, int] | None) -> Frame:
    """One picture for the screen; for many keep a :class:`Painter`."""
    return Painter(clip).frame(frame, number, size)


def turned(pixels: Bytes, turn: Orientation) -> Bytes:
    """Mirror and turn a picture as its display matrix says."""
    if turn.mirrored:
        pixels = np.asarray(cv2.flip(pixels, 1), np.uint8)
    if turn.rotation:
        pixels = np.asarray(cv2.rotate(pixels, _TURNS[turn.rotation]), np.uint8)
    return pixels


def blended_fields(pixels: Bytes) -> Bytes:
    """Mix each line with its neighbours (1 2 1), so that the two moments of an interlaced frame do not comb."""
    kernel = np.array([[0.25], [0.5], [0.25]], np.float32)
    return np.asarray(cv2.filter2D(pixels, -1, kernel, borderType=cv2.BORDER_REPLICATE), np.uint8)


def from_bgr(pixels: Bytes, number: int, size: tuple[int, int] | None = None) -> Frame:
    """A picture for the screen from a whole one, (height, width, 3), no larger than a box."""
    fitted = fitted_size(pixels.shape[1], pixels.shape[0], size)
    if fitted != (pixels.shape[1], pixels.shape[0]):
        pixels = np.asarray(cv2.resize(pixels, fitted, interpolation=cv2.INTER_AREA), np.uint8)
    return from_bgra(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA), np.uint8), number)


def from_bgra(pixels: Bytes, number: int) -> Frame:
    """A picture for the screen from its pixels, (height, width, 4)."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    return Frame(number, width, height, width * 4, pixels.data.cast("B").toreadonly())
