"""Small pictures for scrubbing: as large as a viewer needs while the hand moves, packed as JPEG.

They are made from what the painter shows (upright, square pixels, the right matrix and range, tone-mapped), so a proxy
looks as the full picture does. Packing takes half a millisecond and keeps a frame in some 30 kB instead of 900.
"""

import math

import numpy as np

from retake_gui.media.opencv import cv2
from retake_gui.media.picture import Frame, from_bgr

AREA = 640 * 360
"""Most pixels of a proxy, whatever its shape."""
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


def unpacked_small(data: bytes, number: int, size: tuple[int, int]) -> Frame | None:
    """A much smaller picture, unpacked at half the size, which is quicker."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
    return None if pixels is None else from_bgr(np.asarray(pixels, np.uint8), number, size)
