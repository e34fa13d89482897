from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.clip import Clip, as_probe
from retake_gui.domain.span import Span
from tests.facts import a_clip

steps = st.lists(st.integers(1, 9), min_size=1, max_size=60)


def variable(lengths: list[int]) -> Clip:
    """A clip whose frames last so many hundredths of a second."""
    times = [Fraction(sum(lengths[:number]), 100) for number in range(len(lengths))]
    total = Fraction(sum(lengths), 100)
    return replace(
        a_clip(len(lengths)),
        variable=True,
        times=tuple(times),
        duration=total,
        rate=len(lengths) / total,
        smallest_step=Fraction(min(lengths), 100),
    )


@given(steps)
def test_a_frame_of_variable_rate_is_on_screen_from_its_time_until_the_next(lengths: list[int]) -> None:
    clip = variable(lengths)
    for frame in range(clip.frames):
        begins, ends = clip.time_of(frame), clip.time_of(frame + 1)
        assert clip.frame_at(begins) == frame
        assert clip.frame_at(ends - Fraction(1, 10_000)) == frame
        assert clip.frame_for(begins) == frame
        assert clip.frame_for(begins + Fraction(1, 10_000)) == frame + 1
    assert clip.time_of(clip.frames) == clip.duration


@given(st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(60)]), st.integers(0, 500))
def test_typed_seconds_go_to_the_nearest_frame_at_constant_rate(rate: Fraction, frame: int) -> None:
    clip = a_clip(500, rate)
    assert clip.frame_for(clip.time_of(frame)) == frame
    assert clip.frame_for(frame) == frame
    if frame:
        assert clip.frame_for(clip.time_of(frame) - Fraction(2, 5) / rate) == frame


@given(
    st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(60)]),
    st.fractions(-3, 12, max_denominator=1001),
    st.sampled_from([Fraction(1, 24), Fraction(1001, 24000), Fraction(1001, 60000), Fraction(1, 48)]),
)
def test_frames_at_evenly_spaced_times_are_those_at_each_time(rate: Fraction, first: Fraction, step: Fraction) -> None:
    for clip in (a_clip(100, rate), variable([3, 1, 4, 1, 5, 9, 2, 6] * 5)):
        assert clip.frames_at(first, step, 60) == [clip.frame_at(first + place * step) for place in range(60)]


@given(st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(30000, 1001)]), st.integers(0, 200_000))
def test_seconds_for_drawing_are_the_nearest_to_the_exact_time(rate: Fraction, frame: int) -> None:
    for clip in (a_clip(200_000, rate), variable([3, 1, 4, 1, 5, 9, 2, 6])):
        assert clip.seconds_of(frame) == float(clip.time_of(frame))


def test_times_outside_are_clamped() -> None:
    clip = a_clip(240)
    assert clip.frame_at(Fraction(-1)) == 0
    assert clip.frame_at(Fraction(99)) == 239
    assert clip.frame_for(Fraction(99)) == 240
    assert clip.span_seconds(Span(24, 72)) == 2
    assert clip.whole == Span(0, 240)


def test_the_facts_are_printed_as_others_read_them() -> None:
    facts = as_probe(a_clip(240, Fraction(24000, 1001)))
    assert (facts["rate"], facts["frames"], facts["variable_rate"]) == ("24000/1001", 240, False)
    assert facts["duration"] == 10.01
    assert facts["audio"] == [{"codec": "aac", "channels": 2, "sample_rate": 48000, "start": 0.0}]
