import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retake_gui.domain.span import Span
from retake_gui.viewmodels.time_scale import TimeScale, ticks
from tests.facts import a_clip

_ONE_CLIP = settings(max_examples=60)


def test_a_fitted_view_shows_the_whole_clip_at_every_width() -> None:
    scale = TimeScale.fitted(a_clip(), 960)
    assert scale.x_of(0) == 0
    assert scale.x_of(240) == pytest.approx(960)
    wider = scale.resized(1200)
    assert wider.is_fitted
    assert wider.x_of(240) == pytest.approx(1200)


@_ONE_CLIP
@given(factor=st.floats(1.01, 200), x=st.integers(0, 959))
def test_zooming_keeps_the_moment_under_the_pointer(factor: float, x: int) -> None:
    scale = TimeScale.fitted(a_clip(frames=2400), 960)
    zoomed = scale.zoomed(factor, x)
    assert zoomed.time_at(x) == pytest.approx(scale.time_at(x), abs=1e-6)
    assert zoomed.left >= 0
    assert zoomed.left + zoomed.seconds <= 100.000001


@_ONE_CLIP
@given(frame=st.integers(0, 2399), factor=st.floats(1, 300))
def test_each_frame_is_found_in_the_middle_of_its_own_pixels(frame: int, factor: float) -> None:
    clip = a_clip(frames=2400, rate=Fraction(24000, 1001))
    scale = TimeScale.fitted(clip, 960).zoomed(factor, 480)
    middle = (scale.x_of(frame) + scale.x_of(frame + 1)) / 2
    assert scale.frame_at(middle) == frame
    assert scale.edge_at(scale.x_of(frame) + 0.001 / scale.per_pixel) == frame


def test_zooming_in_ends_at_eighty_pixels_a_frame_and_out_at_the_clip() -> None:
    scale = TimeScale.fitted(a_clip(), 960)
    closest = scale.zoomed(1e9, 0)
    assert closest.x_of(1) - closest.x_of(0) == pytest.approx(80)
    assert closest.zoomed(1e-9, 100).is_fitted


def test_a_view_follows_a_frame_only_when_it_leaves() -> None:
    scale = TimeScale.fitted(a_clip(), 960).zoomed(4, 0)
    assert scale.revealing(30) is scale
    turned = scale.revealing(200)
    assert 200 in turned.visible


def test_a_span_fills_the_view_with_room_around_it() -> None:
    scale = TimeScale.fitted(a_clip(), 960).showing(Span(100, 148), 0.25)
    assert scale.x_of(100) == pytest.approx(160)
    assert scale.x_of(148) == pytest.approx(800)


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(25), Fraction(24000, 1001), Fraction(60000, 1001)])
@pytest.mark.parametrize("factor", [1.0, 7.3, 55.0, 900.0])
def test_labels_stand_on_round_timecode_and_do_not_touch(rate: Fraction, factor: float) -> None:
    scale = TimeScale.fitted(a_clip(frames=3000, rate=rate), 960).zoomed(factor, 300)
    marks = ticks(scale, 90)
    labels = [tick for tick in marks if tick.major]
    assert all(later.x - earlier.x >= 89 for earlier, later in itertools.pairwise(labels))
    step = labels[1].frame - labels[0].frame if len(labels) > 1 else 1
    base = round(rate)
    assert step % base == 0 or base % step == 0
