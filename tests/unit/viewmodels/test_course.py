from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from retake_gui.viewmodels.course import SOUND_RATE, Course, Turn

_SPEEDS = st.sampled_from([F(1), F(2), F(1, 2), F(-1), F(-4)])
_MOMENTS = st.fractions(min_value=0, max_value=10, max_denominator=1001)


def test_plays_forward_and_stops_at_the_end() -> None:
    course = Course(F(1), F(1), F(0), F(3))
    assert course.at(F(0)) == 1
    assert course.at(F(3, 2)) == F(5, 2)
    assert not course.ended(F(199, 100))
    assert course.ended(F(2))
    assert course.at(F(9)) == 3


def test_plays_backward_at_double_speed() -> None:
    course = Course(F(3), F(-2), F(0), F(4))
    assert course.at(F(1)) == 1
    assert course.ended(F(3, 2))
    assert course.at(F(5)) == 0


def test_a_loop_never_ends_and_never_shows_its_end() -> None:
    course = Course(F(2), F(1), F(1), F(3), Turn.LOOP)
    assert [course.at(F(n, 2)) for n in range(6)] == [2, F(5, 2), 1, F(3, 2), 2, F(5, 2)]
    assert not course.ended(F(1000))


def test_ping_pong_turns_at_both_ends() -> None:
    course = Course(F(1), F(1), F(1), F(3), Turn.PING_PONG)
    assert [course.at(F(n)) for n in range(6)] == [1, 2, 3, 2, 1, 2]


def test_sound_is_cut_exactly_at_the_loop() -> None:
    course = Course(F(5, 2), F(1), F(1), F(3), Turn.LOOP)
    runs = list(course.runs(0, 2 * SOUND_RATE))
    assert [(run.start, run.samples) for run in runs] == [(F(5, 2), 24000), (F(1), 72000)]


def test_a_stopping_course_has_no_sound_past_its_end() -> None:
    course = Course(F(0), F(2), F(0), F(1))
    assert sum(run.samples for run in course.runs(0, 10 * SOUND_RATE)) == SOUND_RATE // 2
    assert list(course.runs(SOUND_RATE, 100)) == []


def test_an_empty_range_has_ended() -> None:
    assert Course(F(0), F(1), F(0), F(0), Turn.LOOP).ended(F(0))


@given(_MOMENTS, _SPEEDS, st.sampled_from(list(Turn)), st.integers(0, 10**6), st.integers(1, 10**6))
def test_sound_and_clock_agree(start: F, speed: F, turn: Turn, first: int, count: int) -> None:
    course = Course(start, speed, F(0), F(10), turn)
    at = first
    for run in course.runs(first, count):
        assert run.start == course.at(F(at, SOUND_RATE))
        middle = F(at, SOUND_RATE) + F(run.samples - 1, SOUND_RATE)
        assert 0 <= course.at(middle) <= 10
        at += run.samples
    assert at <= first + count
    if turn is not Turn.STOP:
        assert at == first + count


@given(_MOMENTS, _SPEEDS, st.sampled_from(list(Turn)), st.fractions(min_value=0, max_value=100))
def test_never_leaves_the_range(start: F, speed: F, turn: Turn, elapsed: F) -> None:
    assert 0 <= Course(start, speed, F(0), F(10), turn).at(elapsed) <= 10
