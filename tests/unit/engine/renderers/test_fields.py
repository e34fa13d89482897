"""Planes and maps at other sizes: nothing moves by being enlarged."""

import numpy as np
import pytest

from retake_gui.engine.renderers.fields import NO_MAP, Places, enlarged, grid, moved, rescaled, shrunk
from retake_gui.media.opencv import cv2

_WAVE = 24


def _waves(width: int, height: int, step: float = 1.0) -> np.ndarray:
    """A picture that is known between its pixels too."""
    x, y = np.meshgrid(np.arange(0, width, step), np.arange(0, height, step))
    return np.asarray(128 + 60 * np.sin(x * 2 * np.pi / _WAVE) + 50 * np.cos(y * 2 * np.pi / _WAVE))


def test_an_enlarged_plane_keeps_its_pixels_and_knows_what_lies_between() -> None:
    plane = np.rint(_waves(97, 61)).astype(np.uint8)
    whole = enlarged(plane)
    assert whole.shape == (122, 194)
    assert np.array_equal(whole[::2, ::2], plane)
    inner = np.s_[8:-8, 8:-8]
    assert np.abs(whole[inner] - _waves(97, 61, 0.5)[inner]).max() < 2


@pytest.mark.parametrize("small", [(24, 14), (31, 17), (96, 54)])
@pytest.mark.parametrize("enlargement", [1, 2])
def test_a_map_at_rest_stays_at_rest_up_to_the_border(small: tuple[int, int], enlargement: int) -> None:
    shown = (96, 54)
    where = Places(small, shown, enlargement).at(grid(small))
    assert np.abs(where - enlargement * grid(shown)).max() < 1e-3


def test_a_shift_is_the_same_part_of_the_picture_at_every_size() -> None:
    small, shown = (24, 14), (96, 56)
    where = Places(small, shown, 2).at(grid(small) + np.array([1.5, -0.5], np.float32))
    moved_by = where - 2 * grid(shown)
    assert np.allclose(moved_by, (12, -4), atol=1e-3)


def test_a_picture_read_at_rest_from_its_enlarged_plane_is_itself() -> None:
    plane = np.random.default_rng(3).integers(0, 256, (54, 96), dtype=np.uint8)
    where = Places((24, 14), (96, 54), 2).at(grid((24, 14)))
    read = cv2.remap(enlarged(plane), where, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    assert np.array_equal(read, plane)


def test_a_transform_moves_the_same_content_at_another_size() -> None:
    turn = np.array([[0.9, -0.2, 5.0], [0.2, 0.9, -3.0], [0, 0, 1]])
    large, small = grid((80, 40)), grid((40, 20))
    there = moved(turn, large) - large
    here = moved(rescaled(turn, (80, 40), (40, 20)), small) - small
    assert np.allclose(shrunk(np.asarray(there, np.float32), (40, 20)), here, atol=1e-3)
