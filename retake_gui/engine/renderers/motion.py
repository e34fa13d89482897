"""What moves in the source across the segment: how each point of the frame before it reaches the frame after it.

Matching the two frames directly fails when they are seconds apart. So motion is measured from frame to frame (dense
inverse search, both ways), chained across the segment, and the chain is only the guess from which the two outer frames
are matched; of chained and direct match the better one is taken at each point. No picture of the segment is kept.
"""

from dataclasses import dataclass

import numpy as np

from retake_gui.engine.renderers.fields import Floats, Matrix, blurred, composed, fit_camera, grid, mismatch, sample
from retake_gui.media.draft_files import Bytes
from retake_gui.media.opencv import cv2

_CUT = 26.0
_STEADY = 0.35
_HANDLE = 3


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """Motion between the frame before the segment (A) and the frame after it (B), at the reduced size.

    Attributes:
        there: Field from A to B.
        back: Field from B to A.
        trust_a: 0 to 1, how far ``there`` can be believed at each point of A.
        trust_b: The same of ``back`` at each point of B.
        camera: From A to each frame of the segment and to B, transforms; identities where the camera cannot be told.
    """

    there: Floats
    back: Floats
    trust_a: Floats
    trust_b: Floats
    camera: tuple[Matrix, ...]


class Tracker:
    """Follows the source across the segment, frame by frame, with memory for two frames."""

    def __init__(self, before: Bytes) -> None:
        self._first = self._last = before
        height, width = before.shape
        self._own = grid((width, height))
        self._there = np.zeros((height, width, 2), np.float32)
        self._back = self._there.copy()
        self._camera: list[Matrix] = []
        self._whole = True
        self._step = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)

    def follow(self, picture: Bytes) -> None:
        """Take the next frame."""
        ahead = self._step.calc(self._last, picture, None)
        behind = self._step.calc(picture, self._last, None)
        residue = cv2.absdiff(sample(picture, self._own + ahead), self._last)
        self._whole = self._whole and float(residue.mean()) < _CUT
        self._there = composed(self._there, ahead, self._own)
        self._back = composed(behind, self._back, self._own)
        step, agreed = fit_camera(ahead, self._own)
        latest = self._camera[-1] if self._camera else np.eye(3)
        self._camera.append(step @ latest if agreed > _STEADY else latest)
        self._last = picture

    def crossing(self) -> Crossing:
        """Motion from the first frame followed to the last."""
        match = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        there = self._matched(match, self._first, self._last, self._there)
        back = self._matched(match, self._last, self._first, self._back)
        trust_a = self._trust(self._first, self._last, there, back)
        trust_b = self._trust(self._last, self._first, back, there)
        steady = self._whole and _inside(self._camera[-1], there.shape[1], there.shape[0])
        camera = self._camera if steady else [np.eye(3)] * len(self._camera)
        return Crossing(there, back, trust_a, trust_b, tuple(camera))

    def _matched(self, match: "cv2.DISOpticalFlow", start: Bytes, end: Bytes, chained: Floats) -> Floats:
        found = [match.calc(start, end, None)]
        if self._whole:
            found += [chained, match.calc(start, end, chained.copy())]
        faults = [blurred(cv2.absdiff(sample(end, self._own + each), start).astype(np.float32), 3) for each in found]
        best = np.argmin(np.stack(faults), axis=0)
        chosen = np.choose(best[..., None], found).astype(np.float32)
        return np.dstack([cv2.medianBlur(np.ascontiguousarray(chosen[..., axis]), 5) for axis in (0, 1)])

    def _trust(self, start: Bytes, end: Bytes, there: Floats, back: Floats) -> Floats:
        width = there.shape[1]
        astray = mismatch(there, back, self._own) / (0.006 * width)
        fault = blurred(cv2.absdiff(sample(end, self._own + there), start).astype(np.float32), 2) / 16
        trust = np.exp(-(astray**2) - fault**2).astype(np.float32)
        return np.clip(blurred(trust, 2) * 1.3 - 0.15, 0, 1)


def velocity(before: Bytes, at: Bytes, frames: int) -> Floats:
    """How each point of a frame moves in one frame, from another frame ``frames`` earlier (negative: later)."""
    match = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    field = -match.calc(at, before, None) / frames
    return blurred(field.astype(np.float32), 2)


def _inside(matrix: Matrix, width: int, height: int) -> bool:
    """Whether a transform leaves at least a part of the picture in it, at a sane size."""
    centre = matrix[:2] @ np.array([width / 2, height / 2, 1])
    scale = float(np.hypot(matrix[0, 0], matrix[0, 1]))
    return abs(centre[0] - width / 2) < width and abs(centre[1] - height / 2) < height and 0.4 < scale < 2.5
