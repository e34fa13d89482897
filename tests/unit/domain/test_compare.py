from fractions import Fraction

from retake_gui.domain.compare import GAINS, CompareState, Side, grid_takes, loop_span
from retake_gui.domain.span import NOTHING, Span
from retake_gui.domain.take import Rating
from tests.facts import a_clip, a_take


def test_a_loop_plays_the_range_with_its_surroundings_and_stays_in_the_clip() -> None:
    clip = a_clip()
    assert loop_span(clip, Span(48, 120)) == Span(24, 144)
    assert loop_span(clip, Span(48, 120), Fraction(0)) == Span(48, 120)
    assert loop_span(clip, Span(6, 235), Fraction(2)) == Span(0, 240)
    assert loop_span(clip, NOTHING) == clip.whole


def test_the_gain_stays_on_its_scale() -> None:
    state = CompareState()
    assert state.with_gain(1).gain == 8
    assert state.with_gain(100).gain == GAINS[-1]
    assert state.with_gain(-100).gain == GAINS[0]
    assert state.flipped().shown is Side.SOURCE


def test_the_grid_has_the_results_of_the_job_first_then_others_of_the_same_range() -> None:
    one_job = [a_take(number, task_uuid="task") for number in (2, 3)]
    others = [a_take(number) for number in (1, 4, 5)]
    elsewhere = a_take(6, segment=Span(0, 24))
    rejected = a_take(7, rating=Rating.REJECTED)
    found = grid_takes([*one_job, *others, elsewhere, rejected], one_job[1])
    assert [take.number for take in found] == [1, 2, 3, 4]


def test_a_rejected_take_that_is_shown_stays_in_its_grid() -> None:
    shown = a_take(1, rating=Rating.REJECTED)
    assert grid_takes([shown, a_take(2)], shown) == (shown, a_take(2))
