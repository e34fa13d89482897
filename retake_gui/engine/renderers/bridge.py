"""The picture of a segment, made from the frames around it.

Each output frame reads the frame before (A) along the motion that has happened since, and the frame after (B) along
the motion still to come, through one map each from the output back to the frame. Where the two agree they are mixed
over most of the segment; where they do not, one gives way to the other within some frames, at another moment in each
region, so that no double image stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retake_gui.engine.renderers.drift import Drift
from retake_gui.engine.renderers.fields import (
    Floats,
    Matrix,
    analysis_size,
    blurred,
    filled,
    grid,
    moved,
    reduced,
    sample,
)
from retake_gui.engine.renderers.motion import velocity
from retake_gui.media.draft_files import Bytes, Picture
from retake_gui.media.opencv import cv2

_INVERSION_STEPS = 4
_MOMENTUM = 0.35
_SHORT_SECONDS = 0.3
_AGREE = 14.0
_NOTICEABLE = 1 / 300


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """One of the two frames that a bridge stands on, with the motion from it.

    Attributes:
        picture: At full size.
        small: Luma at the reduced size.
        residue: Where its points go by the segment's other end beyond what the camera does, a field.
        trust: 0 to 1, how far that is known.
        pace: How its points move in one frame beside the camera, in the direction away from this end.
        far: The camera at the other end, seen from here.
    """

    picture: Picture
    small: Bytes
    residue: Floats
    trust: Floats
    pace: Floats


def make_ending(
    picture: Picture, neighbour: Picture | None, apart: int, field: Floats | None, trust: Floats | None, camera: Matrix
) -> Ending:
    """Prepare one end.

    Args:
        picture: The frame.
        neighbour: A frame on the outer side of it, from which its momentum is read.
        apart: How many frames outward that is.
        field: Where its points go by the other end.
        trust: How far that is known.
        camera: The camera's transform by the other end.
    """
    size = analysis_size(picture.size)
    small = reduced(picture.y, size)
    own = grid(size)
    nothing = np.zeros_like(own)
    pace = nothing if neighbour is None else velocity(reduced(neighbour.y, size), small, apart)
    if field is None or trust is None:
        return Ending(picture, small, nothing, np.zeros(own.shape[:2], np.float32), pace)
    residue = filled(field - (moved(camera, own) - own), trust, size[0] / 14)
    return Ending(picture, small, residue, trust, pace)


class Bridge:
    """All frames of a segment.

    At least one of the two ends is there; with one the picture goes on from it (or leads up to it) in a slow drift.
    """

    def __init__(
        self,
        before: Ending | None,
        after: Ending | None,
        camera: Sequence[Matrix],
        frames: int,
        rate: float,
        drift: Drift,
        seed: int,
    ) -> None:
        one = before or after
        if one is None:
            raise ValueError("a bridge needs a frame to stand on")
        self._before, self._after, self._camera = before, after, camera
        self._frames, self._rate, self._drift = frames, rate, drift
        self._full = one.picture.size
        self._size = analysis_size(self._full)
        self._own = grid(self._size)
        self._full_grids = [grid(self._full), grid((one.picture.uv.shape[1], one.picture.uv.shape[0]))]
        self._patches = _patches(self._size, seed)

    def frame(self, number: int) -> Picture:
        """Frame ``number`` of the segment."""
        along = (number + 1) / (self._frames + 1)
        steered = moved(np.linalg.inv(self._drift.at(along, self._size)), self._own)
        views = []
        if self._before is not None:
            camera = self._camera[number] if self._camera else np.eye(3)
            views.append((self._before, self._origin(self._before, steered, camera, along, number + 1)))
        if self._after is not None:
            camera = self._camera[number] @ np.linalg.inv(self._camera[-1]) if self._camera else np.eye(3)
            left = self._frames - number
            views.append((self._after, self._origin(self._after, steered, camera, 1 - along, left)))
        if len(views) == 1:
            return self._read(*views[0])
        weight = self._weight(views[0], views[1], along)
        if weight.max() < _NOTICEABLE:
            return self._read(*views[0])
        if weight.min() > 1 - _NOTICEABLE:
            return self._read(*views[1])
        return _mixed(self._read(*views[0]), self._read(*views[1]), weight)

    def _origin(self, end: Ending, steered: Floats, camera: Matrix, along: float, steps: int) -> Floats:
        """From where in an end each pixel of the frame is read, reduced coordinates.

        The points' path is a smooth step to where they go, plus the momentum that they had, which runs out; the map is
        its inverse, found by fixed-point iteration.
        """
        eased = along * along * (3 - 2 * along)
        lasting = _MOMENTUM * self._rate
        momentum = lasting * (1 - np.exp(-steps / lasting))
        coast = np.float32(momentum * (1 - along) ** 2) * end.trust + np.float32(momentum) * (1 - end.trust)
        path = end.residue * np.float32(eased) + end.pace * coast[..., None]
        back = np.linalg.inv(camera)
        origin = moved(back, steered)
        for _ in range(_INVERSION_STEPS):
            origin = moved(back, steered - sample(path, origin))
        return origin

    def _weight(self, first: tuple[Ending, Floats], second: tuple[Ending, Floats], along: float) -> Floats:
        """How much of the frame after is seen at each pixel, 0 to 1, reduced size."""
        (before, from_a), (after, from_b) = first, second
        differ = np.abs(
            sample(before.small, from_a).astype(np.float32) - sample(after.small, from_b).astype(np.float32)
        )
        agree = np.exp(-((blurred(differ, 2) / _AGREE) ** 2))
        agree *= np.sqrt(sample(before.trust, from_a) * sample(after.trust, from_b))
        short = _SHORT_SECONDS * self._rate / (self._frames + 1)
        moment = 0.5 + min(0.2, 0.5 - short / 2) * self._patches
        sudden = _smooth((along - moment) / max(short, 1e-3) + 0.5)
        weight = agree * _smooth(np.float32((along - 0.15) / 0.7)) + (1 - agree) * sudden
        in_a, in_b = self._inside(from_a), self._inside(from_b)
        weight = np.where(in_a > in_b, weight * in_b, 1 - (1 - weight) * in_a)
        return blurred(weight.astype(np.float32), 1.5)

    def _inside(self, origin: Floats) -> Floats:
        width, height = self._size
        margin = np.minimum(
            np.minimum(origin[..., 0], width - 1 - origin[..., 0]),
            np.minimum(origin[..., 1], height - 1 - origin[..., 1]),
        )
        return np.clip(margin / 3 + 1, 0, 1)

    def _read(self, end: Ending, origin: Floats) -> Picture:
        shift = origin - self._own
        planes = []
        for plane, own, method in zip(
            (end.picture.y, end.picture.uv), self._full_grids, (cv2.INTER_CUBIC, cv2.INTER_LINEAR), strict=True
        ):
            height, width = plane.shape[:2]
            scale = np.float32([width / self._size[0], height / self._size[1]])
            where = cv2.resize(shift * scale, (width, height), interpolation=cv2.INTER_LINEAR) + own
            planes.append(
                np.asarray(cv2.remap(plane, where, None, method, borderMode=cv2.BORDER_REFLECT_101), np.uint8)
            )
        return Picture(*planes)


def _smooth(value: Floats | np.float32) -> Floats:
    value = np.clip(value, 0, 1)
    return np.asarray(value * value * (3 - 2 * value), np.float32)


def _mixed(first: Picture, second: Picture, weight: Floats) -> Picture:
    planes = []
    for one, other in ((first.y, second.y), (first.uv, second.uv)):
        height, width = one.shape[:2]
        part = cv2.resize(weight, (width, height), interpolation=cv2.INTER_LINEAR)
        if one.ndim == 3:
            mixed = one + (other.astype(np.float32) - one) * part[..., None]
            planes.append(np.asarray(mixed + 0.5, np.uint8))
        else:
            planes.append(np.asarray(cv2.blendLinear(one, other, 1 - part, part), np.uint8))
    return Picture(*planes)


def _patches(size: tuple[int, int], seed: int) -> Floats:
    """A soft random landscape from -1 to 1, by which regions change over at different moments."""
    chance = np.random.default_rng([seed & 0xFFFFFFFF, 2])
    rough = chance.standard_normal((9, 12)).astype(np.float32)
    wide = cv2.resize(rough, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(wide / 2, -1, 1), np.float32)
