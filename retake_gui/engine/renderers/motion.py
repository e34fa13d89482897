"""What moves in the source across the segment, so that the frames around it can be moved alike.

Matching the frame before the segment (A) and the frame after it (B) directly fails when they are seconds apart. So
motion is measured from frame to frame (dense inverse search, both ways) and chained. The chain serves twice: frame by
frame, where it explains what the source shows (:mod:`tracks`), and as the guess from which A and B are matched.
"""

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from retake_gui.engine.renderers.fields import (
    Floats,
    Matrix,
    blurred,
    composed,
    filled,
    fit_camera,
    grid,
    mismatch,
    moved,
    sample,
)
from retake_gui.engine.renderers.tracks import Track, Trail
from retake_gui.media.draft_files import Bytes
from retake_gui.media.opencv import cv2

_CUT = 26.0
_STEADY = 0.35
_CALM = 0.012


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """Motion between A and B, at the reduced size.

    Attributes:
        there: Field from A to B.
        back: Field from B to A.
        trust_a: 0 to 1, how far ``there`` can be believed at each point of A.
        trust_b: The same of ``back`` at each point of B.
    """

    there: Floats
    back: Floats
    trust_a: Floats
    trust_b: Floats


class Tracker:
    """Follows the source across the segment, frame by frame.

    Attributes:
        camera: From the first frame to each later one, transforms.
        whole: Whether it is one shot: no cut was met.
        trail: What was measured.

    Args:
        before: The first frame.
        threads: Where a part of the work is done.
    """

    def __init__(self, before: Bytes, threads: Executor) -> None:
        self._first = self._last = before
        self._threads = threads
        height, width = before.shape
        self._own = grid((width, height))
        self._there = np.zeros((height, width, 2), np.float32)
        self._back = self._there.copy()
        self._ahead, self._behind = (flow_search(cv2.DISOPTICAL_FLOW_PRESET_FAST) for _ in range(2))
        self.camera: list[Matrix] = []
        self.whole = True
        self.trail = Trail(before)

    def follow(self, picture: Bytes) -> None:
        """Take the next frame; looked at from both sides at once."""
        behind = self._threads.submit(self._look_back, picture)
        ahead = self._look_ahead(picture)
        self.trail.add(picture, ahead, behind.result())
        self._last = picture

    def _look_ahead(self, picture: Bytes) -> Floats:
        ahead = flow(self._ahead, self._last, picture)
        residue = cv2.absdiff(sample(picture, self._own + ahead), self._last.astype(np.float32))
        self.whole = self.whole and float(residue.mean()) < _CUT
        self._there = composed(self._there, ahead, self._own)
        step, agreed = fit_camera(ahead, self._own)
        latest = self.camera[-1] if self.camera else np.eye(3)
        self.camera.append(step @ latest if agreed > _STEADY else latest)
        return ahead

    def _look_back(self, picture: Bytes) -> Floats:
        behind = flow(self._behind, picture, self._last)
        self._back = composed(behind, self._back, self._own)
        return behind

    def camera_path(self) -> list[Matrix]:
        """From the first frame to each later one; at rest where it cannot be told or leads out of the picture."""
        height, width = self._first.shape
        if self.whole and _inside(self.camera[-1], width, height):
            return self.camera
        return [np.eye(3)] * len(self.camera)

    def track_to_first(self, image: Bytes | None) -> Track:
        """From each later frame to the first, or to an image in its place."""
        if image is None:
            return self.trail.to_first(self._first, None)
        link = flow(flow_search(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM), self._first, image)
        return self.trail.to_first(image, link)

    def crossing(self, image: Bytes | None = None) -> Crossing:
        """Motion from the first frame followed, or an image in its place, to the last."""
        match = flow_search(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        first, last = self._first if image is None else image, self._last
        chained = self.whole and image is None
        there = self._matched(match, first, last, self._there if chained else None)
        back = self._matched(match, last, first, self._back if chained else None)
        return Crossing(there, back, self._trust(first, last, there, back), self._trust(last, first, back, there))

    def _matched(self, match: "cv2.DISOpticalFlow", start: Bytes, end: Bytes, chained: Floats | None) -> Floats:
        found = [flow(match, start, end)]
        if chained is not None:
            found += [chained, flow(match, start, end, chained)]
        best = np.argmin(np.stack([_fault(start, end, self._own + each) for each in found]), axis=0)
        chosen = np.choose(best[..., None], found).astype(np.float32)
        parts = [cv2.medianBlur(np.ascontiguousarray(chosen[..., axis]), 5) for axis in (0, 1)]
        return np.asarray(np.dstack(parts), np.float32)

    def _trust(self, start: Bytes, end: Bytes, there: Floats, back: Floats) -> Floats:
        astray = mismatch(there, back, self._own) / (0.006 * there.shape[1])
        fault = _fault(start, end, self._own + there) / 16
        trust = np.exp(-(astray**2) - fault**2).astype(np.float32)
        return np.asarray(np.clip(blurred(trust, 2) * 1.3 - 0.15, 0, 1), np.float32)


def flow_search(preset: int) -> "cv2.DISOpticalFlow":
    """A dense inverse search, of a preset."""
    search: cv2.DISOpticalFlow = cv2.DISOpticalFlow.create(preset)
    return search


def flow(search: "cv2.DISOpticalFlow", start: Bytes, end: Bytes, guess: Floats | None = None) -> Floats:
    """The field from one picture to another."""
    field = np.zeros((*start.shape, 2), np.float32) if guess is None else guess.copy()
    return np.asarray(search.calc(start, end, field), np.float32)


def velocity(before: Bytes, at: Bytes, frames: int) -> Floats:
    """How each point of a frame moves in one frame, judged from another ``frames`` earlier; calm and without tears.

    Where the two do not match, what most of the picture does is taken.
    """
    search = flow_search(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    own = grid((at.shape[1], at.shape[0]))
    behind, ahead = flow(search, at, before), flow(search, before, at)
    trust = np.exp(-((mismatch(behind, ahead, own) / 1.5) ** 2) - (_fault(at, before, own + behind) / 12) ** 2)
    camera, agreed = fit_camera(behind, own)
    most = moved(camera, own) - own if agreed > _STEADY else np.zeros_like(behind)
    field = blurred(filled(behind - most, trust.astype(np.float32), at.shape[1] / 20), at.shape[1] / 40) + most
    limit = _CALM * at.shape[1] * frames
    length = np.linalg.norm(field, axis=2, keepdims=True)
    return np.asarray(-field / frames * np.minimum(1, limit / np.maximum(length, 1e-6)), np.float32)


def _fault(start: Bytes, end: Bytes, where: Floats) -> Floats:
    return blurred(np.abs(sample(end, where) - start), 3)


def _inside(matrix: Matrix, width: int, height: int) -> bool:
    """Whether a transform leaves at least a part of the picture in it, at a sane size."""
    centre = matrix[:2] @ np.array([width / 2, height / 2, 1])
    scale = float(np.hypot(matrix[0, 0], matrix[0, 1]))
    return abs(centre[0] - width / 2) < width and abs(centre[1] - height / 2) < height and 0.4 < scale < 2.5
