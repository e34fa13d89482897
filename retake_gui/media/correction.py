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
    wide_cb, wide_cr = _resized(cb, y.shape), _resized(cr, y.shape)
    small_y = _resized(y, cb.shape)
    made = [
        _row(matrix[0], y, wide_cb, wide_cr, unit),
        _row(matrix[1], small_y, cb, cr, unit),
        _row(matrix[2], small_y, cb, cr, unit),
    ]
    kind = planes_of(frame)[0].dtype
    return frame_of([np.clip(np.rint(each), 0, top).astype(kind) for each in made], working)


def mixed(old: av.VideoFrame, new: av.VideoFrame, share: Fraction, working: str) -> av.VideoFrame:
    """Two frames of the same size and format laid over each other; ``share`` of the new one."""
    part = float(share)
    planes = [
        np.asarray(cv2.addWeighted(each, 1 - part, other, part, 0))
        for each, other in zip(planes_of(old), planes_of(new), strict=True)
    ]
    return frame_of(planes, working)


def _row(weights: Matrix, y: Plane, cb: Plane, cr: Plane, unit: int) -> Plane:
    total = y * weights[0] + weights[3] * unit
    for weight, plane in ((weights[1], cb), (weights[2], cr)):
        if weight:
            total = total + plane * weight
    return np.asarray(total, np.float32)


def _resized(plane: Plane, shape: tuple[int, ...]) -> Plane:
    if plane.shape == shape:
        return plane
    shrinks = shape[0] < plane.shape[0] or shape[1] < plane.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, (shape[1], shape[0]), interpolation=how), np.float32)
