"""Small pictures for scrubbing: as large as a viewer needs while the hand moves, packed as JPEG.

They are made from what the painter shows (upright, square pixels, the right matrix and range, tone-mapped), so a proxy
looks as the full picture does. Packing takes half a millisecond and keeps a frame in some 30 kB instead of 900.
"""

import math

import numpy as np

from retake_gui.media.opencv import cv2
from retake_gui.media.picture import Frame, fitted_size, from_bgr

AREA = 640 * 360
"""Most pixels of a proxy, whatever its shape."""
_MOST_ENLARGED = 1920 * 1080
_QUALITY = [int(cv2.IMWRITE_JPEG_QUALITY), 88]


def proxy_box(width: int, height: int) -> tuple[int, int]:
    """The size of a clip's proxies."""
    scale = min(1.0, math.sqrt(AREA / max(1, width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def packed(frame: Frame) -> bytes:
    """A picture as JPEG."""
    done, data = cv2.imencode(".jpg", frame.pixels(), _QUALITY)
    return bytes(data) if done else b""


def unpacked(data: bytes, number: int, size: tuple[int, int] | None = None) -> Frame | None:
    """A picture for the screen, no larger than a box; ``None`` where the data are no picture."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return None if pixels is None else from_bgr(np.asarray(pixels, np.uint8), number, size)


def unpacked_to_fit(data: bytes, number: int, size: tuple[int, int], whole: tuple[int, int]) -> Frame | None:
    """A picture for the screen, as large there as the full one, so that the window need not enlarge it itself.

    Args:
        data: The packed picture.
        number: Of the frame.
        size: The box into which the full picture is fitted.
        whole: Width and height of that.
    """
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        return None
    width, height = fitted_size(*whole, size)
    if pixels.shape[1] < width and width * height <= _MOST_ENLARGED:
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR)
    return from_bgr(np.asarray(pixels, np.uint8), number, size)


def unpacked_small(data: bytes, number: int, size: tuple[int, int]) -> Frame | None:
    """A much smaller picture, unpacked at half the size, which is quicker."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
    return None if pixels is None else from_bgr(np.asarray(pixels, np.uint8), number, size)
