"""Deviations of real services in what comes back, by the names of the engine's quirks."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from retake_gui.domain.latents import BLEND_FRAMES, VIDEO_STRIDE
from retake_gui.domain.span import Span
from retake_gui.engine.quirks import quirk_value
from retake_gui.media.draft_files import Bytes, ColourTags, DraftSource, Picture
from retake_gui.media.opencv import cv2

_IN_PICTURE = (
    "size1080",
    "integer-rate",
    "short",
    "colour-lost",
    "feather",
    "range-error",
    "matrix-error",
    "gain",
    "shift",
)
_HD = (1920, 1080)
_LATE = Fraction(1, 25)
_GAIN = 1.06
_FEATHER = 0.6
_BT601 = (0.299, 0.114)
_BT709 = (0.2126, 0.0722)
_SPACE_709 = 1

Numbers = npt.NDArray[np.floating]
Filter = Callable[[Picture], Picture]


@dataclass(frozen=True, slots=True)
class Deviations:
    """What is to be wrong with one result.

    Attributes:
        quirks: As the job names them.
        source: The clip.
        span: Frames of the segment.
    """

    quirks: frozenset[str]
    source: DraftSource
    span: Span

    def has(self, name: str) -> bool:
        """Whether a quirk is asked for."""
        return quirk_value(self.quirks, name) is not None

    @property
    def in_picture(self) -> bool:
        """Whether the pictures have to be encoded for them."""
        return any(self.has(name) for name in _IN_PICTURE)

    @property
    def size(self) -> tuple[int, int]:
        """Size of what comes back."""
        width, height = self.source.width, self.source.height
        if not self.has("size1080"):
            return width, height
        return _HD if width >= height else (_HD[1], _HD[0])

    @property
    def rate(self) -> Fraction:
        """Frames a second of what comes back."""
        rate = self.source.rate
        return Fraction(max(1, math.floor(rate))) if self.has("integer-rate") else rate

    @property
    def tags(self) -> ColourTags:
        """Colour tags of what comes back."""
        return ColourTags() if self.has("colour-lost") else self.source.tags

    @property
    def sound_delay(self) -> Fraction:
        """Seconds that the sound comes late."""
        return _LATE if self.has("sound-late") else Fraction(0)

    def bent(self, pictures: Iterator[Picture]) -> Iterator[Picture]:
        """Pictures with everything that is to be wrong with them."""
        if self.has("feather"):
            pictures = _feathered(pictures, self.span)
        shift = int(quirk_value(self.quirks, "shift") or 0)
        if shift:
            pictures = _shifted(pictures, shift)
        if self.has("short"):
            missing = (self.source.frames - 1) % VIDEO_STRIDE or VIDEO_STRIDE - 1
            pictures = _without_last(pictures, min(missing, self.source.frames - 1))
        for each in self._filters():
            pictures = map(each, pictures)
        return pictures

    def _filters(self) -> Iterable[Filter]:
        if self.has("gain"):
            black = 0 if self.source.tags.full else 16
            yield _luma_filter((np.arange(256) - black) * _GAIN + black)
        if self.has("range-error"):
            yield _range_filter(self.source.tags)
        if self.has("matrix-error"):
            yield _matrix_filter(self.source.tags)
        if self.has("size1080"):
            yield _size_filter(self.size)


def _feathered(pictures: Iterator[Picture], span: Span) -> Iterator[Picture]:
    """Blend the frames on both sides of the segment with its nearest frame, as the cloud's mask does."""
    waiting: deque[Picture] = deque()
    edge: Picture | None = None
    for number, picture in enumerate(pictures):
        if number < span.start:
            waiting.append(picture)
            if len(waiting) > BLEND_FRAMES:
                yield waiting.popleft()
            continue
        while waiting:
            yield _mixed(waiting.popleft(), picture, _FEATHER * (1 - (len(waiting) + 1) / (BLEND_FRAMES + 1)))
        away = number - span.end + 1
        if number < span.end:
            edge = picture
        if edge is None or not 1 <= away <= BLEND_FRAMES:
            yield picture
        else:
            yield _mixed(picture, edge, _FEATHER * (1 - away / (BLEND_FRAMES + 1)))
    yield from waiting


def _mixed(picture: Picture, other: Picture, part: float) -> Picture:
    y = cv2.addWeighted(picture.y, 1 - part, other.y, part, 0)
    uv = cv2.addWeighted(picture.uv, 1 - part, other.uv, part, 0)
    return Picture(np.asarray(y, np.uint8), np.asarray(uv, np.uint8))


def _shifted(pictures: Iterator[Picture], by: int) -> Iterator[Picture]:
    """All pictures later (or earlier) by some frames; the end frame fills what is missing, the count stays."""
    if by > 0:
        first = next(pictures, None)
        if first is None:
            return
        yield from _without_last(_after([first] * (by + 1), pictures), by)
        return
    last: Picture | None = None
    for number, picture in enumerate(pictures):
        last = picture
        if number >= -by:
            yield picture
    if last is not None:
        yield from [last] * -by


def _after(first: Iterable[Picture], rest: Iterator[Picture]) -> Iterator[Picture]:
    yield from first
    yield from rest


def _without_last(pictures: Iterator[Picture], count: int) -> Iterator[Picture]:
    held: deque[Picture] = deque()
    for picture in pictures:
        held.append(picture)
        if len(held) > count:
            yield held.popleft()


def _table(values: Numbers) -> Bytes:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _luma_filter(values: Numbers) -> Filter:
    table = _table(values)
    return lambda picture: Picture(np.asarray(cv2.LUT(picture.y, table), np.uint8), picture.uv)


def _range_filter(tags: ColourTags) -> Filter:
    """Values of the other range under the tags of this one."""
    value = np.arange(256, dtype=np.float64)
    if tags.full:
        luma, chroma = _table(16 + value * 219 / 255), _table(128 + (value - 128) * 224 / 255)
    else:
        luma, chroma = _table((value - 16) * 255 / 219), _table(128 + (value - 128) * 255 / 224)
    return lambda picture: Picture(
        np.asarray(cv2.LUT(picture.y, luma), np.uint8), np.asarray(cv2.LUT(picture.uv, chroma), np.uint8)
    )


def _to_rgb(weights: tuple[float, float]) -> Numbers:
    """Y, Cb, Cr (chroma ±0.5) to R, G, B from the weights of red and blue in luma."""
    red, blue = weights
    to_cb, to_cr = 2 * (1 - blue), 2 * (1 - red)
    green = 1 - red - blue
    return np.array([[1, 0, to_cr], [1, -blue * to_cb / green, -red * to_cr / green], [1, to_cb, 0]])


def _matrix_filter(tags: ColourTags) -> Filter:
    """Values made with the other matrix under the tags of this one."""
    own, other = (_BT709, _BT601) if tags.space == _SPACE_709 else (_BT601, _BT709)
    change = np.linalg.inv(_to_rgb(other)) @ _to_rgb(own)
    scale = 1.0 if tags.full else 219 / 224

    def mix(picture: Picture) -> Picture:
        chroma = picture.uv.astype(np.float32) - 128
        width, height = picture.size
        light = np.asarray(cv2.resize(chroma @ change[0, 1:].astype(np.float32), (width, height)), np.float32)
        y = np.clip(np.rint(picture.y + light * scale), 0, 255).astype(np.uint8)
        uv = np.clip(np.rint(chroma @ change[1:, 1:].T.astype(np.float32) + 128), 0, 255).astype(np.uint8)
        return Picture(y, np.ascontiguousarray(uv))

    return mix


def _size_filter(size: tuple[int, int]) -> Filter:
    def scale(picture: Picture) -> Picture:
        y = cv2.resize(picture.y, size, interpolation=cv2.INTER_AREA if size < picture.size else cv2.INTER_CUBIC)
        uv = cv2.resize(picture.uv, (size[0] // 2, size[1] // 2))
        return Picture(np.asarray(y, np.uint8), np.asarray(uv, np.uint8))

    return scale
