"""Arithmetic on dense displacement fields and plane transforms, at the reduced size where motion is measured.

A field is float32 (height, width, 2): where a pixel goes, in pixels of that size, x first. A transform is a 3×3 matrix
on the same coordinates.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from retake_gui.media.draft_files import Bytes
from retake_gui.media.opencv import cv2

Floats = npt.NDArray[np.float32]
NO_MAP: Any = None
Matrix = npt.NDArray[np.floating]

ANALYSIS_WIDTH = 480
_LEAST_SIDE = 64


def analysis_size(size: tuple[int, int]) -> tuple[int, int]:
    """The reduced size for a picture of a size; never larger than the picture."""
    width, height = size
    scale = min(1.0, ANALYSIS_WIDTH / max(width, height))
    return max(min(width, _LEAST_SIDE), round(width * scale)), max(min(height, _LEAST_SIDE), round(height * scale))


def reduced(y: Bytes, size: tuple[int, int]) -> Bytes:
    """Luma at the reduced size."""
    return np.asarray(cv2.resize(y, size, interpolation=cv2.INTER_AREA), np.uint8)


def grid(size: tuple[int, int]) -> Floats:
    """Every pixel's own coordinates."""
    width, height = size
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.dstack([x, y])


def sample(values: Floats | Bytes, where: Floats) -> Floats:
    """Values read at fractional coordinates, the edge repeated outside."""
    read = cv2.remap(values, where, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(read, np.float32)


def composed(first: Floats, second: Floats, own: Floats) -> Floats:
    """The field that goes along ``first``, then from there along ``second``."""
    return first + sample(second, own + first)


def blurred(values: Floats, sigma: float) -> Floats:
    """Gaussian blur."""
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)


def moved(matrix: Matrix, points: Floats) -> Floats:
    """Coordinates after a transform."""
    return np.asarray(cv2.transform(points, matrix[:2]), np.float32)


def mismatch(there: Floats, back: Floats, own: Floats) -> Floats:
    """How far going there and back again ends from where it began, pixels."""
    return np.asarray(np.linalg.norm(composed(there, back, own), axis=2), np.float32)


def filled(field: Floats, trust: Floats, sigma: float) -> Floats:
    """A field whose untrusted places follow the trusted ones around them."""
    weights = trust + 1e-3
    smooth = blurred(field * weights[..., None], sigma) / blurred(weights, sigma)[..., None]
    keep = trust[..., None]
    return np.asarray(field * keep + smooth * (1 - keep), np.float32)


def fit_camera(field: Floats, own: Floats, stride: int = 10) -> tuple[Matrix, float]:
    """The shift, turn and zoom that most of a field agrees with, and how much of it does (0 to 1)."""
    start = own[stride // 2 :: stride, stride // 2 :: stride].reshape(-1, 2)
    end = start + field[stride // 2 :: stride, stride // 2 :: stride].reshape(-1, 2)
    found, inliers = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=0.6, maxIters=300, confidence=0.98)
    if found is None or not np.isfinite(found).all():
        return np.eye(3), 0.0
    return np.vstack([found, [0, 0, 1]]), float(inliers.mean())
