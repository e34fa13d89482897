"""The picture of a segment, made from the frames around it.

Each output frame reads the frame before (A) along the motion that has happened since, and the frame after (B) along
the motion still to come, through one map each from the output back to the frame. Where the source's own motion explains
what it showed, both follow it and lie on each other, and are mixed over most of the segment. Elsewhere each goes the
way that the outer frames suggest, and one gives way to the other within some frames, so that no double image stands.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retake_gui.engine.renderers.drift import Drift
from retake_gui.engine.renderers.fields import (
    ENLARGEMENT,
    NO_MAP,
    Floats,
    Matrix,
    Places,
    analysis_size,
    blurred,
    enlarged,
    filled,
    grid,
    moved,
    rescaled,
    sample,
    shrunk,
)
from retake_gui.engine.renderers.tracks import Track
from retake_gui.media.draft_files import Bytes, Picture
from retake_gui.media.opencv import cv2

_INVERSION_STEPS = 3
_MOMENTUM = 0.3
_SHORT_SECONDS = 0.3
_UNEXPLAINED = 0.04
_NOTICEABLE = 1 / 300
_EDGE = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """One of the two frames that a bridge stands on, with the motion away from it.

    Attributes:
        luma: At full size and enlarged, to be read from between pixels.
        chroma: The two chroma planes.
        track: The source's motion from each frame of the segment to this one.
        residue: Where its points go by the segment's other end beside what the camera does, a field.
        trust: 0 to 1, how far that is known.
        pace: How its points move in one frame, in the direction away from this end, a field.
        camera: From this end to each frame of the segment, transforms.

    Fields and transforms are at the track's size.
    """

    luma: Bytes
    chroma: Sequence[Bytes]
    track: Track
    residue: Floats
    trust: Floats
    pace: Floats
    camera: Sequence[Matrix]


def ending(
    picture: Picture,
    track: Track,
    camera: Sequence[Matrix],
    pace: Floats | None,
    known: tuple[Floats, Floats, Matrix] | None,
) -> Ending:
    """Prepare one end.

    Args:
        picture: The frame.
        track: The source's motion from each frame of the segment to it.
        camera: From it to each frame of the segment.
        pace: How its points move in one frame, away from the segment's other side; ``None`` if that cannot be told.
        known: Where its points go by the other end, how far that is trusted, and the camera by then.

    Camera, pace and what is known are at the reduced size.
    """
    measured, size = analysis_size(picture.size), track.size
    own = grid(measured)
    residue = still = np.zeros((size[1], size[0], 2), np.float32)
    trust = np.zeros((size[1], size[0]), np.float32)
    if known is not None:
        field, sure, by_then = known
        residue = shrunk(filled(field - (moved(by_then, own) - own), sure, own.shape[1] / 14), size)
        trust = np.asarray(cv2.resize(sure, size, interpolation=cv2.INTER_AREA), np.float32)
    pace = still if pace is None else shrunk(pace, size)
    path = [rescaled(each, measured, size) for each in camera]
    return Ending(enlarged(picture.y), _split(picture.uv), track, residue, trust, pace, path)


def _split(chroma: Bytes) -> list[Bytes]:
    return [np.ascontiguousarray(chroma[..., plane]) for plane in (0, 1)]


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """What an end shows at one moment: from where it is read, and how far that is explained (0 to 1)."""

    end: Ending
    origin: Floats
    trust: Floats


class Bridge:
    """All frames of a segment.

    At least one of the two ends is there; with one the picture goes on from it (or leads up to it) in a slow drift.
    """

    def __init__(
        self, before: Ending | None, after: Ending | None, frames: int, rate: float, drift: Drift, pace: float
    ) -> None:
        one = before or after
        if one is None:
            raise ValueError("a bridge needs a frame to stand on")
        self._before, self._after = before, after
        self._frames, self._rate, self._drift, self._pace = frames, rate, drift, pace
        self._size = one.track.size
        self._own = grid(self._size)
        (height, width), chroma = one.luma.shape, one.chroma[0].shape
        self._luma = Places(self._size, (width // ENLARGEMENT, height // ENLARGEMENT), ENLARGEMENT)
        self._chroma = Places(self._size, (chroma[1], chroma[0]))

    def frame(self, number: int) -> Picture:
        """Frame ``number`` of the segment."""
        along = (number + 1) / (self._frames + 1)
        steered = moved(np.linalg.inv(self._drift.at(along, self._size)), self._own)
        moment = number + self._pace * self._rate * math.sin(math.pi * along) ** 2
        moment = min(max(moment, 0.0), self._frames - 1.0)
        views = []
        if self._before is not None:
            views.append(self._view(self._before, steered, moment, along, number + 1))
        if self._after is not None:
            views.append(self._view(self._after, steered, moment, 1 - along, self._frames - number))
        if len(views) == 1:
            return self._read(views[0])
        weight = self._weight(views[0], views[1], along)
        if weight.max() < _NOTICEABLE:
            return self._read(views[0])
        if weight.min() > 1 - _NOTICEABLE:
            return self._read(views[1])
        return _mixed(self._read(views[0]), self._read(views[1]), weight)

    def _view(self, end: Ending, steered: Floats, moment: float, along: float, steps: int) -> _View:
        origin = self._suggested(end, steered, moment, along, steps)
        field, trust = end.track.at(moment)
        trust = sample(trust, steered)
        followed = steered + sample(field, steered)
        return _View(end, origin + (followed - origin) * blurred(trust, 1)[..., None], trust)

    def _suggested(self, end: Ending, steered: Floats, moment: float, along: float, steps: int) -> Floats:
        """From where in an end each pixel is read, judging by the outer frames alone.

        The points' path is a smooth step to where they go, plus the momentum that they had, which runs out; the map is
        its inverse, found by fixed-point iteration.
        """
        eased = along * along * (3 - 2 * along)
        lasting = _MOMENTUM * self._rate
        momentum = lasting * (1 - math.exp(-steps / lasting))
        coast = momentum * ((1 - along) ** 2 * end.trust + (1 - end.trust))
        path = end.residue * np.float32(eased) + end.pace * coast[..., None].astype(np.float32)
        back = np.linalg.inv(end.camera[round(moment)])
        origin = moved(back, steered)
        for _ in range(_INVERSION_STEPS):
            origin = moved(back, steered - sample(path, origin))
        return origin

    def _weight(self, before: _View, after: _View, along: float) -> Floats:
        """How much of the frame after is seen at each point, 0 to 1."""
        short = min(0.5, _SHORT_SECONDS * self._rate / (self._frames + 1))
        sudden = _smooth((along - 0.5) / short + 0.5)
        slow = _smooth((along - 0.15) / 0.7)
        known_a = before.trust * before.trust * self._inside(before.origin)
        known_b = after.trust * after.trust * self._inside(after.origin)
        first = (1 - slow) * known_a + _UNEXPLAINED * (1 - sudden) * (0.02 + self._inside(before.origin))
        second = slow * known_b + _UNEXPLAINED * sudden * (0.02 + self._inside(after.origin))
        share = second / np.maximum(first + second, 1e-6)
        decided = share**3 / (share**3 + (1 - share) ** 3)
        return blurred(np.asarray(decided, np.float32), 0.75)

    def _inside(self, origin: Floats) -> Floats:
        width, height = self._size
        x, y = origin[..., 0], origin[..., 1]
        margin = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
        return np.asarray(np.clip(margin / _EDGE + 1, 0, 1), np.float32)

    def _read(self, view: _View) -> Picture:
        """The end's picture as seen at that moment.

        Luma is read bilinearly from the enlarged picture: as sharp as bicubic from the plain one, and quicker.
        """
        luma = _seen(view.end.luma, self._luma.at(view.origin))
        where = self._chroma.at(view.origin)
        return Picture(luma, np.asarray(cv2.merge([_seen(plane, where) for plane in view.end.chroma]), np.uint8))


def _seen(plane: Bytes, where: Floats) -> Bytes:
    read = cv2.remap(plane, where, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(read, np.uint8)


def _smooth(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return value * value * (3 - 2 * value)


def _mixed(first: Picture, second: Picture, weight: Floats) -> Picture:
    planes = []
    for one, other in ((first.y, second.y), (first.uv, second.uv)):
        height, width = one.shape[:2]
        part = np.asarray(cv2.resize(weight, (width, height)), np.float32)
        planes.append(np.asarray(cv2.blendLinear(one, other, 1 - part, part), np.uint8))
    return Picture(*planes)
