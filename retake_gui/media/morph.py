"""Mixing two pictures along their optical flow: things glide from one place to the other and do not show twice.

Flow is measured both ways on small luma (DIS, Kroeger et al. 2016); each picture is bent towards the other by its part.
Where the two flows contradict each other nothing corresponds, and the pictures are only laid over each other.
"""

from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from retake_gui.media.opencv import cv2
from retake_gui.media.planes import Plane, depth, frame_of, planes_of

Flow = npt.NDArray[np.float32]
_WIDTH = 480
_TRUST = 1.5


def morphed(old: av.VideoFrame, new: av.VideoFrame, share: Fraction, working: str) -> av.VideoFrame:
    """Two frames of the same size and format, ``share`` of the way from the old one to the new one."""
    part = float(share)
    ours, theirs = planes_of(old), planes_of(new)
    forth, back = _flows(ours[0], theirs[0], depth(working))
    forth, back = _trusted(forth, back), _trusted(back, forth)
    planes = []
    for own, other in zip(ours, theirs, strict=True):
        from_old = _bent(own, _scaled(forth, own.shape), part)
        from_new = _bent(other, _scaled(back, other.shape), 1 - part)
        planes.append(np.asarray(cv2.addWeighted(from_old, 1 - part, from_new, part, 0)))
    return frame_of(planes, working)


def _flows(one: Plane, other: Plane, bits: int) -> tuple[Flow, Flow]:
    height, width = one.shape
    size = (min(_WIDTH, width), max(16, round(height * min(_WIDTH, width) / width)))
    small = [
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA) / (1 << (bits - 8)), np.uint8)
        for plane in (one, other)
    ]
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    forth = np.asarray(finder.calc(small[0], small[1], np.zeros((*small[0].shape, 2), np.float32)), np.float32)
    back = np.asarray(finder.calc(small[1], small[0], np.zeros((*small[0].shape, 2), np.float32)), np.float32)
    return forth, back


def _trusted(flow: Flow, reverse: Flow) -> Flow:
    """A flow that fades to none where going there and back does not lead home."""
    home = flow + _pulled(reverse, flow)
    miss = np.linalg.norm(home, axis=2)
    trust = np.asarray(cv2.GaussianBlur(np.exp(-((miss / _TRUST) ** 2)).astype(np.float32), (0, 0), 3), np.float32)
    return np.asarray(flow * trust[..., None], np.float32)


def _scaled(flow: Flow, shape: tuple[int, ...]) -> Flow:
    height, width = shape[:2]
    wide = np.asarray(cv2.resize(flow, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return wide * np.array([width / flow.shape[1], height / flow.shape[0]], np.float32)


def _bent(plane: Plane, flow: Flow, part: float) -> Plane:
    """A picture moved ``part`` of the way along its flow (read backwards, which is near enough for smooth flow)."""
    return np.asarray(_pulled(plane, flow * np.float32(-part)), plane.dtype)


def _pulled(picture: npt.NDArray[Any], by: Flow) -> npt.NDArray[np.float32]:
    """What stands ``by`` away from each place."""
    height, width = by.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(picture, x + by[..., 0], y + by[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved)
