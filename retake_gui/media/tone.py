"""HDR for an ordinary screen: PQ (SMPTE ST 2084) or HLG (ITU-R BT.2100) in BT.2020 down to BT.709.

Luminance is compressed by the extended Reinhard curve on the largest channel, which keeps hues, then primaries are
converted (ITU-R BT.2087) and coded with gamma 2.2. For looking only; nothing that is exported passes through here.
"""

import functools

import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Colour
from retake_gui.media.opencv import cv2

_WHITE_NITS = 203.0
"""Luminance of diffuse white (ITU-R BT.2408)."""
_PEAK_NITS = 1000.0
_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32)
"""Linear BT.2020 to BT.709, red first (BT.2087)."""


@functools.cache
def _linear(transfer: str) -> npt.NDArray[np.float32]:
    """Linear light for every 16-bit code value; 1 is diffuse white."""
    code = np.arange(65536, dtype=np.float64) / 65535
    if transfer == "smpte2084":
        m1, m2 = 2610 / 16384, 2523 / 4096 * 128
        c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
        power = code ** (1 / m2)
        nits = 10_000 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)
    else:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
        nits = _PEAK_NITS * scene**1.2
    return np.asarray(nits / _WHITE_NITS, np.float32)


def tone_mapped(rgb: npt.NDArray[np.uint16], colour: Colour) -> npt.NDArray[np.uint8]:
    """A picture for an ordinary screen.

    Args:
        rgb: (height, width, 3), 16 bits, red first, full range.
        colour: Says how it is coded.

    Returns:
        The same size, 8 bits, blue first.
    """
    light = _linear(colour.transfer)[rgb]
    peak = np.max(light, axis=2, keepdims=True)
    white = (_PEAK_NITS / _WHITE_NITS) ** 2
    light *= (1 + peak / white) / (1 + peak) * 1.2
    if colour.primaries in ("bt2020", ""):
        light = np.asarray(cv2.transform(light, _TO_709), np.float32)
    coded = np.clip(light, 0, 1) ** np.float32(1 / 2.2)
    return np.asarray(np.rint(coded[..., ::-1] * 255), np.uint8)
