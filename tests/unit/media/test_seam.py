import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.domain.clip import Clip
from retake_gui.domain.seams import Edge, Seams
from retake_gui.domain.service import DRAFT
from retake_gui.domain.settings import Seam
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.domain.window_plan import plan_window
from retake_gui.media.fades import alikeness, crossing
from retake_gui.media.recipe import Recipe
from retake_gui.media.seam import (
    crossed,
    fade_samples,
    new_sound_share,
    plan_pictures,
    sent_frame,
)
from tests.facts import a_clip

Sound = npt.NDArray[np.float32]
SEGMENT = Span(100, 148)


def came_back(window: Window, best: Span = SEGMENT, *, lost: int = 0, shift: int = 0) -> Recipe:
    """What is known of a return of some frames fewer than were sent."""
    return Recipe(window.frames - lost, window.rate, 320, 192, best, shift)


@pytest.fixture
def clip() -> Clip:
    return a_clip()


@pytest.fixture
def window(clip: Clip) -> Window:
    return plan_window(clip, SEGMENT, DRAFT)


def test_a_cut_takes_exactly_the_segment(clip: Clip, window: Window) -> None:
    plan = plan_pictures(clip, window, Seams(), came_back(window, SEGMENT))

    assert plan.taken == SEGMENT
    assert {plan.share(frame) for frame in SEGMENT} == {1}
    assert plan.share(99) == plan.share(148) == 0


def test_a_dissolve_mixes_frames_inside_the_segment_only(clip: Clip, window: Window) -> None:
    plan = plan_pictures(clip, window, Seams.both(Seam.DISSOLVE, 3), came_back(window, SEGMENT))

    assert [plan.share(frame) for frame in range(99, 104)] == [0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1]
    assert [plan.share(frame) for frame in range(144, 149)] == [1, Fraction(3, 4), Fraction(1, 2), Fraction(1, 4), 0]


def test_nothing_is_dissolved_where_the_clip_begins(clip: Clip) -> None:
    window = plan_window(clip, Span(0, 48), DRAFT)

    plan = plan_pictures(clip, window, Seams.both(Seam.DISSOLVE, 3), came_back(window, Span(0, 48)))

    assert plan.share(0) == 1
    assert plan.share(47) == Fraction(1, 4)


def test_the_best_cut_is_taken_at_the_edge_that_asks_for_it(clip: Clip, window: Window) -> None:
    plan = plan_pictures(clip, window, Seams(head=Edge(Seam.BEST)), came_back(window, Span(97, 151)))

    assert plan.taken == Span(97, 148)


def test_as_the_service_blended_it_covers_all_that_it_touched(clip: Clip, window: Window) -> None:
    plan = plan_pictures(clip, window, Seams.both(Seam.SERVICE), came_back(window, SEGMENT))

    assert plan.taken == window.clip_span(window.altered)


def test_frames_outside_the_segment_find_their_place_in_what_was_sent(clip: Clip, window: Window) -> None:
    for frame in range(SEGMENT.start - 8, SEGMENT.end + 8):
        assert window.sent[sent_frame(clip, window, frame)] == frame


@pytest.mark.parametrize("steps", [(33, 34, 33, 40), (17, 33, 42), (40, 20, 100)])
def test_at_variable_rate_too(steps: tuple[int, ...]) -> None:
    chance = random.Random(1)
    times = [Fraction(0)]
    while len(times) < 300:
        times.append(times[-1] + Fraction(chance.choice(steps), 1000))
    shortest = Fraction(min(steps), 1000)
    duration = times[-1] + shortest
    clip = replace(
        a_clip(300, 300 / duration), variable=True, times=tuple(times), smallest_step=shortest, duration=duration
    )
    window = plan_window(clip, Span(100, 150), DRAFT)

    shown = {frame: sent_frame(clip, window, frame) for frame in range(94, 156)}

    assert {frame: window.sent[place] for frame, place in shown.items()} == {frame: frame for frame in shown}
    assert [shown[frame] for frame in window.segment] == list(window.back)


@pytest.mark.parametrize(("shift", "lost"), [(0, 60), (-2, 60), (3, 60)])
def test_an_edge_lies_where_frames_are_missing(clip: Clip, window: Window, shift: int, lost: int) -> None:
    plan = plan_pictures(clip, window, Seams.both(Seam.DISSOLVE, 3), came_back(window, lost=lost, shift=shift))

    last = next(frame for frame in SEGMENT if sent_frame(clip, window, frame) + shift == window.frames - lost - 1)
    assert plan.taken == Span(SEGMENT.start, last + 1)
    assert SEGMENT.start < last < SEGMENT.end - 1
    assert [plan.share(frame) for frame in (last - 3, last, last + 1)] == [1, Fraction(1, 4), 0]


def test_nothing_is_taken_where_nothing_came(clip: Clip, window: Window) -> None:
    plan = plan_pictures(clip, window, Seams(), came_back(window, lost=window.frames - 1))

    assert len(plan.taken) == 0


def test_crossfading_keeps_power_and_touches_nothing_outside() -> None:
    rng = np.random.default_rng(1)
    old, new = (rng.normal(0, 0.1, (9600, 2)).astype(np.float32) for _ in range(2))
    share = new_sound_share(0, 9600, Span(2400, 7200), 1920, 1920)

    mixed = crossed(old, new, share)

    assert np.array_equal(mixed[:2400], old[:2400])
    assert np.array_equal(mixed[7200:], old[7200:])
    assert np.array_equal(mixed[4320:5280], new[4320:5280])
    assert mixed[2400:4320].std() == pytest.approx(0.1, rel=0.05)


def _rise(mixed: Sound, level: float) -> float:
    """By how many decibels the middle third of a crossover stands out of a level."""
    middle = mixed[len(mixed) // 3 : 2 * len(mixed) // 3]
    return float(20 * np.log10(np.sqrt(np.square(middle, dtype=np.float64).mean()) / level))


def _noise(number: int, count: int) -> Sound:
    return np.random.default_rng(number).normal(0, 0.1, (count, 2)).astype(np.float32)


@pytest.mark.parametrize("likeness", [1.0, 0.9, 0.5, 0.0])
def test_a_crossover_keeps_the_power_however_alike_the_sounds_are(likeness: float) -> None:
    count = 1 << 18
    old, other = _noise(1, count), _noise(2, count)
    new = (likeness * old + np.sqrt(1 - likeness**2) * other).astype(np.float32)
    alike = alikeness(old, new)

    mixed = crossed(old, new, new_sound_share(0, count, Span(0, count), count, 0), alike)

    assert alike[0] == pytest.approx(likeness, abs=0.01)
    assert abs(_rise(mixed, float(old.std()))) < 0.1


def test_the_same_sound_on_both_sides_does_not_change_at_all() -> None:
    sound = _noise(1, 1920)

    mixed = crossed(sound, sound, new_sound_share(0, 1920, Span(0, 1920), 1920, 0), alikeness(sound, sound))

    assert np.abs(mixed - sound).max() < 1e-6


def test_each_channel_crosses_over_by_its_own_likeness() -> None:
    old, other = _noise(1, 1 << 16), _noise(2, 1 << 16)
    new = np.stack([old[:, 0], other[:, 1]], axis=1)

    assert alikeness(old, new) == pytest.approx(np.array([[1.0, 0.0]]), abs=0.02)


@pytest.mark.parametrize("factor", [-1.0, 0.0])
def test_opposite_sounds_and_silence_cross_over_as_unrelated_ones(factor: float) -> None:
    sound = _noise(1, 1920)

    assert not alikeness(sound, sound * np.float32(factor)).any()


@pytest.mark.parametrize("alike", [0.0, 0.5, 1.0])
def test_a_crossover_begins_with_all_of_the_old_and_ends_with_all_of_the_new(alike: float) -> None:
    ending, beginning = crossing(np.array([[0.0], [1.0]], np.float32), alike)

    assert (ending[0, 0], beginning[0, 0]) == (1, 0)
    assert (ending[1, 0], beginning[1, 0]) == (0, 1)


@pytest.mark.parametrize(
    ("wanted", "length", "samples"),
    [(Fraction(40, 1000), 48000, 1920), (Fraction(1), 48000, 3840), (Fraction(0), 48000, 480), (Fraction(1), 100, 50)],
)
def test_a_crossfade_is_10_to_80_ms_and_fits(wanted: Fraction, length: int, samples: int) -> None:
    assert fade_samples(Seams(fade=wanted), 48000, length) == samples


def test_each_edge_may_be_as_the_service_blended_it(clip: Clip, window: Window) -> None:
    plan = plan_pictures(clip, window, Seams(tail=Edge(Seam.SERVICE)), came_back(window, SEGMENT))

    assert plan.taken == Span(SEGMENT.start, window.clip_span(window.altered).end)


def test_only_the_edge_that_morphs_is_morphed(clip: Clip, window: Window) -> None:
    plan = plan_pictures(clip, window, Seams(Edge(Seam.MORPH, 4), Edge(Seam.DISSOLVE, 4)), came_back(window, SEGMENT))

    assert [plan.morphs(frame) for frame in (100, 103, 104, 144, 147)] == [True, True, False, False, False]
