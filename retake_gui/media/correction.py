"""Correcting and mixing pictures in luma and chroma: one affine map undoes a wrong range, matrix or gain at once."""

from collections.abc import Sequence
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

from retake_gui.media.opencv import cv2
from retake_gui.media.planes import Plane, depth, frame_of, planes_of

Matrix = npt.NDArray[np.float32]


def corrected(frame: av.VideoFrame, colour: Sequence[float], working: str) -> av.VideoFrame:
    """A frame in a working format with its colours mapped.

    Args:
        frame: Is not changed.
        colour: Twelve numbers, the rows of the 3×4 map of (Y', Cb, Cr) in 8-bit values; empty changes nothing.
        working: Its format.
    """
    if not colour:
        return frame
    matrix = np.asarray(colour, np.float32).reshape(3, 4)
    unit = 1 << (depth(working) - 8)
    top = 256 * unit - 1
    y, cb, cr = (plane.astype(np.float32) for plane in planes_of(frame))
    kind = planes_of(frame)[0].dtype
    made = [
        _row(weights, plane, (y, cb, cr), unit, top).astype(kind)
        for weights, plane in zip(matrix, (y, cb, cr), strict=True)
    ]
    return frame_of(made, working)


def mixed(old: av.VideoFrame, new: av.VideoFrame, share: Fraction, working: str) -> av.VideoFrame:
    """Two frames of the same size and format laid over each other; ``share`` of the new one."""
    part = float(share)
    planes = [
        np.asarray(cv2.addWeighted(each, 1 - part, other, part, 0))
        for each, other in zip(planes_of(old), planes_of(new), strict=True)
    ]
    return frame_of(planes, working)


def _row(weights: Matrix, like: Plane, planes: Sequence[Plane], unit: int, top: int) -> Plane:
    """One plane in the size of another; a whole picture in floating point is large, so all happens in one of them."""
    total = np.full(like.shape, weights[3] * unit, np.float32)
    for weight, plane in zip(weights, planes, strict=False):
        if weight:
            total += _resized(plane, like.shape) * weight
    np.rint(total, out=total)
    return np.clip(total, 0, top, out=total)


def _resized(plane: Plane, shape: tuple[int, ...]) -> Plane:
    if plane.shape == shape:
        return plane
    shrinks = shape[0] < plane.shape[0] or shape[1] < plane.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, (shape[1], shape[0]), interpolation=how), np.float32)
