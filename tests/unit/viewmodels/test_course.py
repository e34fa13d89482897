from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from retake_gui.viewmodels.course import SOUND_RATE, Course, Turn

_SPEEDS = st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2), Fraction(-1), Fraction(-4)])
_MOMENTS = st.fractions(min_value=0, max_value=10, max_denominator=1001)


def test_plays_forward_and_stops_at_the_end() -> None:
    course = Course(Fraction(1), Fraction(1), Fraction(0), Fraction(3))
    assert course.at(Fraction(0)) == 1
    assert course.at(Fraction(3, 2)) == Fraction(5, 2)
    assert not course.ended(Fraction(199, 100))
    assert course.ended(Fraction(2))
    assert course.at(Fraction(9)) == 3


def test_plays_backward_at_double_speed() -> None:
    course = Course(Fraction(3), Fraction(-2), Fraction(0), Fraction(4))
    assert course.at(Fraction(1)) == 1
    assert course.ended(Fraction(3, 2))
    assert course.at(Fraction(5)) == 0


def test_a_loop_never_ends_and_never_shows_its_end() -> None:
    course = Course(Fraction(2), Fraction(1), Fraction(1), Fraction(3), Turn.LOOP)
    assert [course.at(Fraction(n, 2)) for n in range(6)] == [2, Fraction(5, 2), 1, Fraction(3, 2), 2, Fraction(5, 2)]
    assert not course.ended(Fraction(1000))


def test_ping_pong_turns_at_both_ends() -> None:
    course = Course(Fraction(1), Fraction(1), Fraction(1), Fraction(3), Turn.PING_PONG)
    assert [course.at(Fraction(n)) for n in range(6)] == [1, 2, 3, 2, 1, 2]


def test_sound_is_cut_exactly_at_the_loop() -> None:
    course = Course(Fraction(5, 2), Fraction(1), Fraction(1), Fraction(3), Turn.LOOP)
    runs = list(course.runs(0, 2 * SOUND_RATE))
    assert [(run.start, run.samples) for run in runs] == [(Fraction(5, 2), 24000), (Fraction(1), 72000)]


def test_a_stopping_course_has_no_sound_past_its_end() -> None:
    course = Course(Fraction(0), Fraction(2), Fraction(0), Fraction(1))
    assert sum(run.samples for run in course.runs(0, 10 * SOUND_RATE)) == SOUND_RATE // 2
    assert list(course.runs(SOUND_RATE, 100)) == []


def test_an_empty_range_has_ended() -> None:
    assert Course(Fraction(0), Fraction(1), Fraction(0), Fraction(0), Turn.LOOP).ended(Fraction(0))


@given(_MOMENTS, _SPEEDS, st.sampled_from(list(Turn)), st.integers(0, 10**6), st.integers(1, 10**6))
def test_sound_and_clock_agree(start: Fraction, speed: Fraction, turn: Turn, first: int, count: int) -> None:
    course = Course(start, speed, Fraction(0), Fraction(10), turn)
    at = first
    for run in course.runs(first, count):
        assert run.start == course.at(Fraction(at, SOUND_RATE))
        middle = Fraction(at, SOUND_RATE) + Fraction(run.samples - 1, SOUND_RATE)
        assert 0 <= course.at(middle) <= 10
        at += run.samples
    assert at <= first + count
    if turn is not Turn.STOP:
        assert at == first + count


@given(_MOMENTS, _SPEEDS, st.sampled_from(list(Turn)), st.fractions(min_value=0, max_value=100))
def test_never_leaves_the_range(start: Fraction, speed: Fraction, turn: Turn, elapsed: Fraction) -> None:
    assert 0 <= Course(start, speed, Fraction(0), Fraction(10), turn).at(elapsed) <= 10
