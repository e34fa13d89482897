"""The source's own motion inside the segment: from each of its frames back to the frame before, on to the frame after.

Kept small (an eighth of HD), as fixed-point numbers, so that sixteen seconds take some 100 MB; the pictures themselves
are kept only as small luma, by which it is judged at each point how well a track explains what the source showed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retake_gui.engine.renderers.fields import Floats, blurred, composed, grid, reduced, sample, shrunk
from retake_gui.media.draft_files import Bytes
from retake_gui.media.opencv import cv2

_UNIT = 64
_FAULT = 11.0
_REDUCTION = 2
Packed = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Fields from the frames of a segment to one outer frame, at half the reduced size.

    Attributes:
        fields: For each frame, packed.
        trust: For each frame, 0 to 255, how well the outer frame explains it at each point.
    """

    fields: Sequence[Packed]
    trust: Sequence[Bytes]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the fields."""
        height, width = self.trust[0].shape
        return width, height

    def at(self, position: float) -> tuple[Floats, Floats]:
        """Field and trust (0 to 1) at a position between frames."""
        low = min(max(int(position), 0), len(self.fields) - 1)
        high = min(low + 1, len(self.fields) - 1)
        part = min(max(position - low, 0.0), 1.0)
        field = cv2.addWeighted(_unpacked(self.fields[low]), 1 - part, _unpacked(self.fields[high]), part, 0)
        trust = cv2.addWeighted(self.trust[low], 1 - part, self.trust[high], part, 0)
        return np.asarray(field, np.float32), np.asarray(trust, np.float32) / np.float32(255)


class Trail:
    """Steps from frame to frame of the source, as they are measured."""

    def __init__(self, first: Bytes) -> None:
        self._small = [_half(first)]
        self._ahead: list[Packed] = []
        height, width = self._small[0].shape
        self._size = (width, height)
        self._own = grid(self._size)
        self._to_first = np.zeros((height, width, 2), np.float32)
        self._to_first_all: list[Packed] = []

    def add(self, picture: Bytes, ahead: Floats, behind: Floats) -> None:
        """Take a frame with the fields between it and the one before it, at the reduced size."""
        self._small.append(_half(picture))
        self._ahead.append(_packed(shrunk(ahead, self._size)))
        self._to_first = composed(shrunk(behind, self._size), self._to_first, self._own)
        self._to_first_all.append(_packed(self._to_first))

    def to_first(self, image: Bytes, link: Floats | None) -> Track:
        """Tracks of all frames after the first to the first, or to an image that resembles it.

        Args:
            image: Luma of the outer frame at the reduced size.
            link: Field from the first frame to that image, ``None`` where they are the same.
        """
        fields = self._to_first_all
        if link is not None:
            small = shrunk(link, self._size)
            fields = [_packed(composed(_unpacked(field), small, self._own)) for field in fields]
        judged = _half(image)
        trust = [self._trust(field, judged, small) for field, small in zip(fields, self._small[1:], strict=True)]
        return Track(fields, trust)

    def to_last(self) -> Track:
        """Tracks of all frames between the first and the last to the last."""
        field = np.zeros_like(self._to_first)
        fields: list[Packed] = []
        for ahead in reversed(self._ahead):
            field = composed(_unpacked(ahead), field, self._own)
            fields.append(_packed(field))
        fields = fields[-2::-1]
        last = self._small[-1]
        return Track(
            fields, [self._trust(field, last, small) for field, small in zip(fields, self._small[1:], strict=False)]
        )

    def _trust(self, field: Packed, outer: Bytes, shown: Bytes) -> Bytes:
        where = self._own + _unpacked(field)
        fault = blurred(np.abs(sample(outer, where) - shown), 1.5) / _FAULT
        height, width = shown.shape
        inside = (where[..., 0] > -1) & (where[..., 1] > -1) & (where[..., 0] < width) & (where[..., 1] < height)
        trust = blurred(np.exp(-(fault**2)).astype(np.float32) * inside, 1.5)
        return np.asarray(np.clip((trust - 0.25) * 510 / 1.3, 0, 255), np.uint8)


def _half(picture: Bytes) -> Bytes:
    height, width = picture.shape
    return reduced(picture, (max(8, width // _REDUCTION), max(8, height // _REDUCTION)))


def _packed(field: Floats) -> Packed:
    return np.asarray(np.clip(np.rint(field * _UNIT), -32768, 32767), np.int16)


def _unpacked(field: Packed) -> Floats:
    return field.astype(np.float32) / np.float32(_UNIT)
