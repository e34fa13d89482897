"""The map from returned to own colours is no more than what the handles show."""

import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.domain.clip import Colour
from retake_gui.media.colourfit import ColourFit, by_tags, fit_colours, known_maps

Small = npt.NDArray[np.float32]
SHAPE = (54, 96)


def grey(rng: np.random.Generator, contrast: float) -> Small:
    """Luma with some contrast, chroma with nothing but a codec's noise, the same in both directions."""
    luma = 120 + rng.normal(0, contrast, SHAPE)
    chroma = 128 + rng.normal(0, 0.4, SHAPE)
    return np.stack([luma, chroma, chroma + rng.normal(0, 0.2, SHAPE)], axis=-1).astype(np.float32)


def colourful(rng: np.random.Generator) -> Small:
    return (np.array([120, 128, 128]) + rng.normal(0, [40, 12, 18], (*SHAPE, 3))).astype(np.float32)


def noisy(rng: np.random.Generator, picture: Small) -> Small:
    return (picture + rng.normal(0, 0.4, picture.shape)).astype(np.float32)


def mapped(picture: Small, matrix: npt.ArrayLike) -> Small:
    linear = np.asarray(matrix, np.float64).reshape(3, 4)
    return (picture @ linear[:, :3].T + linear[:, 3]).astype(np.float32)


def undone(matrix: npt.ArrayLike) -> npt.NDArray[np.float64]:
    whole = np.vstack([np.asarray(matrix, np.float64).reshape(3, 4), [0, 0, 0, 1]])
    return np.asarray(np.linalg.inv(whole)[:3], np.float64)


def fitted(own: Small, came: Small) -> ColourFit:
    return fit_colours([(came, own)])


def shown(fit: ColourFit, value: tuple[float, float, float]) -> npt.NDArray[np.float64]:
    linear = np.asarray(fit.matrix, np.float64).reshape(3, 4)
    return np.asarray(linear[:, :3] @ value + linear[:, 3], np.float64)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_grey_handles_leave_colours_of_the_segment_alone(seed: int) -> None:
    """Chroma there is noise: regressing on it took most of the colour out of what was made anew."""
    rng = np.random.default_rng(seed)
    own = grey(rng, 30)
    brighter = [1.05, 0, 0, -0.8, 0, 1, 0, 0, 0, 0, 1, 0]

    fit = fitted(own, noisy(rng, mapped(own, brighter)))

    red = (63, 102, 240)
    assert shown(fit, tuple(mapped(np.asarray(red, np.float32), brighter))) == pytest.approx(red, abs=3)


def test_flat_handles_are_mended_by_an_offset_and_blame_nothing() -> None:
    rng = np.random.default_rng(1)
    own = grey(rng, 0.5)

    fit = fitted(own, noisy(rng, own) + np.array([4, 0, 0], np.float32))

    assert "Its colours differ;" in fit.notes[0]
    assert shown(fit, (124, 128, 128)) == pytest.approx((120, 128, 128), abs=0.3)
    assert shown(fit, (200, 90, 170)) == pytest.approx((196, 90, 170), abs=2.5)
    assert shown(fit, (50, 160, 100)) == pytest.approx((46, 160, 100), abs=2.5)


@pytest.mark.parametrize("name", list(known_maps()))
def test_a_mix_up_is_named_and_undone(name: str) -> None:
    rng = np.random.default_rng(2)
    own = colourful(rng)

    fit = fitted(own, noisy(rng, mapped(own, undone(known_maps()[name]))))

    assert f"({name})" in fit.notes[0]
    assert np.asarray(fit.matrix).reshape(3, 4)[:, :3] == pytest.approx(known_maps()[name][:, :3], abs=0.02)


def test_a_range_is_not_blamed_on_the_matrix_too_where_all_is_grey() -> None:
    rng = np.random.default_rng(3)
    own = grey(rng, 30)
    name = "limited range came back as full"

    fit = fitted(own, noisy(rng, mapped(own, undone(known_maps()[name]))))

    assert f"({name})" in fit.notes[0]


LIMITED = Colour(range="tv", space="bt709")
FULL = Colour(range="pc", space="bt709")


RED = {
    LIMITED: (62.56, 102.34, 240),
    FULL: (54.21, 98.78, 255.5),
    Colour(range="tv", space="smpte170m"): (81.48, 90.2, 240),
    Colour(range="pc", space="bt470bg"): (76.25, 84.97, 255.5),
}


@pytest.mark.parametrize(("came", "own"), [(came, own) for came in RED for own in (LIMITED, FULL) if came != own])
def test_without_handles_the_tags_decide(came: Colour, own: Colour) -> None:
    fit = by_tags(fit_colours([]), came, own)

    assert shown(fit, RED[came]) == pytest.approx(RED[own], abs=0.05)
    assert ("range" in fit.restored) == (came.range != own.range)
    assert ("matrix" in fit.restored) == (came.space != own.space)


@pytest.mark.parametrize("came", [Colour(), LIMITED, Colour(range="tv", space="bt2020nc")])
def test_tags_that_say_nothing_else_change_nothing(came: Colour) -> None:
    fit = by_tags(fit_colours([]), came, LIMITED)

    assert (fit.matrix, fit.notes, fit.restored) == ((), (), frozenset())


def test_a_full_clip_with_another_matrix_stays_full() -> None:
    fit = by_tags(fit_colours([]), Colour(range="pc", space="smpte170m"), FULL)

    assert shown(fit, (0, 128, 128)) == pytest.approx((0, 128, 128), abs=0.01)
    assert shown(fit, (255, 128, 128)) == pytest.approx((255, 128, 128), abs=0.01)


def test_handles_that_show_enough_overrule_the_tags() -> None:
    rng = np.random.default_rng(4)
    own = colourful(rng)

    assert by_tags(fitted(own, noisy(rng, own)), FULL, LIMITED).matrix == ()


def test_flat_handles_leave_the_choice_to_tags_that_agree() -> None:
    rng = np.random.default_rng(5)
    own = grey(rng, 0.5) - np.array([30, 0, 0], np.float32)
    squeeze = known_maps()["limited range came back as full"]

    agreed = by_tags(fitted(own, noisy(rng, mapped(own, undone(squeeze)))), FULL, LIMITED)
    contradicted = by_tags(fitted(own, noisy(rng, own)), FULL, LIMITED)

    assert np.asarray(agreed.matrix).reshape(3, 4) == pytest.approx(squeeze, abs=1e-9)
    assert "as the tags say" in agreed.notes[0]
    assert contradicted.matrix == ()
