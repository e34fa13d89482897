from fractions import Fraction

import av
import numpy as np
import pytest

from retake_gui.media.correction import mixed
from retake_gui.media.morph import morphed
from retake_gui.media.opencv import cv2
from retake_gui.media.planes import planes_of


def plane_at(left: int, form: str = "yuv420p") -> av.VideoFrame:
    """A textured picture seen through a window that moved by ``left`` pixels."""
    noise = np.random.default_rng(3).integers(30, 220, (60, 80)).astype(np.uint8)
    wide = np.asarray(cv2.resize(noise, (640, 480), interpolation=cv2.INTER_CUBIC))
    picture = np.repeat(wide[100:340, 100 + left : 420 + left, None], 3, axis=2)
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(picture, np.uint8), "bgr24").reformat(format=form)


@pytest.mark.parametrize("form", ["yuv420p", "yuv422p10le"])
def test_what_moved_is_half_way_in_the_middle(form: str) -> None:
    old, new, middle = (planes_of(plane_at(left, form))[0].astype(float) for left in (0, 12, 6))
    halves = (morphed(plane_at(0, form), plane_at(12, form), Fraction(1, 2), form), plane_at(6, form))
    made = planes_of(halves[0])[0].astype(float)
    laid = planes_of(mixed(plane_at(0, form), plane_at(12, form), Fraction(1, 2), form))[0].astype(float)

    inner = (slice(20, -20), slice(30, -30))
    assert np.abs(made - middle)[inner].mean() < 0.2 * np.abs(laid - middle)[inner].mean()
    assert np.abs(old - new)[inner].mean() > 1


def test_at_its_ends_a_morph_is_one_of_the_pictures() -> None:
    old, new = plane_at(0), plane_at(12)
    for share, expected in ((Fraction(0), old), (Fraction(1), new)):
        planes = planes_of(morphed(old, new, share, "yuv420p"))
        assert all(np.array_equal(*pair) for pair in zip(planes, planes_of(expected), strict=True))
