"""The window rule, held for any segment of any clip: whole seconds, exact frames, nothing made beyond is kept."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.service import DRAFT, RUNWARE, Service
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context, Window
from retake_gui.domain.window_plan import context_frames, longest_segment, most_sent, plan_window, sent_rate
from tests.facts import a_clip

RATES = [
    *(Fraction(rate) for rate in (12, 24, 25, 30, 48, 50, 60, 100, 120)),
    Fraction(24000, 1001),
    Fraction(30000, 1001),
    Fraction(60000, 1001),
]
contexts = st.sampled_from([Context.LEAST, Context.BALANCED, Context.MOST])
services = st.sampled_from([DRAFT, RUNWARE])


@st.composite
def planned(draw: st.DrawFn) -> tuple[Clip, Span, Service, Context, Window]:
    """A clip of any length at any rate, any segment that fits, and its window."""
    rate = draw(st.sampled_from(RATES))
    clip = a_clip(draw(st.integers(1, 4000)), rate)
    service, context = draw(services), draw(contexts)
    start = draw(st.integers(0, clip.frames - 1))
    length = draw(st.integers(1, longest_segment(clip, start, service)))
    segment = Span(start, start + length)
    return clip, segment, service, context, plan_window(clip, segment, service, context)


@given(planned())
def test_each_frame_of_the_segment_comes_from_the_sent_frame_of_its_time(
    case: tuple[Clip, Span, Service, Context, Window],
) -> None:
    clip, segment, _, _, window = case
    assert len(window.back) == len(segment)
    for frame, sent in zip(segment, window.back, strict=True):
        if sent_rate(clip, case[2]) == clip.rate:
            assert window.sent[sent] == frame
        else:
            assert abs(clip.time_of(window.sent[sent]) - clip.time_of(frame)) <= 1 / window.rate


@given(planned())
def test_each_sent_frame_is_the_one_on_screen_at_its_time_by_exact_fractions(
    case: tuple[Clip, Span, Service, Context, Window],
) -> None:
    clip, segment, _, _, window = case
    body = range(window.pad_head, window.frames - window.pad_tail)
    assert [window.sent[k] for k in body] == [clip.frame_at(window.origin + k / window.rate) for k in body]
    steps = [(clip.time_of(frame) - clip.time_of(segment.start)) * window.rate for frame in segment]
    places = [window.back[0] + math.ceil(step - Fraction(1, 2)) for step in steps]
    assert list(window.back) == [min(place, body.stop - 1) for place in places]


@given(planned())
def test_the_request_is_whole_seconds_that_begin_at_the_segment_and_reach_its_end(
    case: tuple[Clip, Span, Service, Context, Window],
) -> None:
    clip, segment, service, _, window = case
    assert window.duration_seconds >= service.least_seconds
    assert window.asked.start == window.back[0]
    assert window.asked.end >= window.back[-1] + 1
    shorter = math.ceil((window.start_seconds + window.duration_seconds - 1) * window.rate)
    assert window.duration_seconds == service.least_seconds or shorter < window.back[-1] + 1
    if segment.start == 0:
        assert (window.start_seconds, window.pad_head) == (0, 0)
    elif clip.time_of(segment.start) * window.rate < math.ceil(window.rate):
        assert window.start_seconds == 1
    else:
        assert window.pad_head == 0


@given(planned())
def test_the_service_takes_what_is_sent(case: tuple[Clip, Span, Service, Context, Window]) -> None:
    _, _, service, _, window = case
    assert window.rate <= service.most_rate
    assert service.least_frames <= window.frames <= service.most_frames
    assert window.seconds <= service.most_seconds
    assert window.frames >= window.start_seconds * window.rate + window.duration_seconds * window.rate


@given(planned())
def test_context_is_there_where_the_clip_has_it(case: tuple[Clip, Span, Service, Context, Window]) -> None:
    clip, segment, service, _, window = case
    least = context_frames(window.rate)
    before = math.floor(clip.time_of(segment.start) * window.rate)
    whole = math.ceil(window.start_seconds * window.rate)
    if before >= math.ceil(math.ceil(least / window.rate) * window.rate):
        assert whole >= least
    room = min(service.most_frames, math.floor(service.most_seconds * window.rate)) - window.asked.end
    after = math.floor((clip.time_of(clip.frames - 1) - clip.time_of(segment.start)) * window.rate) + 1 + whole
    assert window.frames - window.pad_tail >= min(after, window.asked.end + min(least, room))


@given(planned())
def test_more_context_never_sends_less(case: tuple[Clip, Span, Service, Context, Window]) -> None:
    clip, segment, service, _, _ = case
    least, balanced, most = (
        plan_window(clip, segment, service, context) for context in (Context.LEAST, Context.BALANCED, Context.MOST)
    )
    assert least.frames <= balanced.frames <= most.frames


@given(planned())
def test_padding_mirrors_the_clip_and_never_reaches_the_take(
    case: tuple[Clip, Span, Service, Context, Window],
) -> None:
    clip, _, _, _, window = case
    for number in range(min(window.pad_head, window.frames - window.pad_head - 1)):
        mirror = 2 * window.pad_head - number
        if mirror < window.frames - window.pad_tail:
            assert window.sent[number] == window.sent[mirror]
    assert all(0 <= frame < clip.frames for frame in window.sent)
    assert all(window.pad_head <= sent < window.frames - window.pad_tail for sent in window.back)


def test_a_segment_in_a_long_clip_pays_for_its_window() -> None:
    clip = a_clip(60 * 24)
    window = plan_window(clip, Span(30 * 24, 33 * 24), RUNWARE)
    assert (window.start_seconds, window.duration_seconds) == (2, 3)
    assert window.frames == 48 + 72 + 36
    assert window.seconds == Fraction(13, 2)


def test_no_spill_before_a_segment_that_starts_on_the_latent_grid() -> None:
    window = plan_window(a_clip(2400, Fraction(25)), Span(1000, 1075), RUNWARE)
    assert window.regenerated.end >= window.asked.end
    assert window.asked.start - window.regenerated.start <= 7


@pytest.mark.parametrize(
    ("rate", "seconds"),
    [(Fraction(24), 16.5), (Fraction(30), 13.5), (Fraction(50), 7.0), (Fraction(60), 5.4)],
)
def test_the_longest_segment_that_fits(rate: Fraction, seconds: float) -> None:
    clip = a_clip(int(60 * rate), rate)
    longest = longest_segment(clip, clip.frames // 2, RUNWARE)
    assert float(longest / rate) == pytest.approx(seconds, abs=0.35)
    start = clip.frames // 2
    with pytest.raises(SettingRefused, match="can be sent"):
        plan_window(clip, Span(start, start + longest + 1), RUNWARE)


def test_an_empty_segment_and_one_outside_are_refused() -> None:
    clip = a_clip(100)
    with pytest.raises(SettingRefused, match="empty"):
        plan_window(clip, Span(5, 5), DRAFT)
    with pytest.raises(SettingRefused, match="100"):
        plan_window(clip, Span(90, 101), DRAFT)


def test_a_clip_shorter_than_the_service_takes_is_padded() -> None:
    window = plan_window(a_clip(10), Span(2, 7), RUNWARE)
    assert window.frames >= RUNWARE.least_frames
    assert window.pad_tail > 0
    assert [window.sent[sent] for sent in window.back] == [2, 3, 4, 5, 6]


def test_a_high_rate_is_halved() -> None:
    clip = a_clip(1200, Fraction(120))
    window = plan_window(clip, Span(600, 720), RUNWARE)
    assert window.rate == 60
    assert len(window.back) == 120
    assert window.duration_seconds == 2 == RUNWARE.least_seconds
    assert window.back == tuple(window.back[0] + number // 2 for number in range(120))


def test_a_variable_rate_is_sent_at_its_smallest_step() -> None:
    times = [Fraction(0)]
    for number in range(1, 120):
        times.append(times[-1] + Fraction(1 if number % 3 else 2, 30))
    clip = a_clip(120, Fraction(22))
    variable = replace(
        clip, variable=True, times=tuple(times), duration=times[-1] + Fraction(1, 30), smallest_step=Fraction(1, 30)
    )
    window = plan_window(variable, Span(40, 70), DRAFT)
    assert window.rate == 30
    assert [window.sent[sent] for sent in window.back] == list(range(40, 70))


@given(st.lists(st.integers(1, 4), min_size=2, max_size=200), st.data())
def test_any_variable_rate_comes_back_frame_by_frame(steps: list[int], data: st.DataObject) -> None:
    times = tuple(Fraction(sum(steps[:number]), 60) for number in range(len(steps)))
    total, step = Fraction(sum(steps), 60), Fraction(min(steps), 60)
    clip = replace(
        a_clip(len(steps), len(steps) / total), variable=True, times=times, duration=total, smallest_step=step
    )
    start = data.draw(st.integers(0, len(steps) - 1))
    longest = longest_segment(clip, start, DRAFT)
    segment = Span(start, start + data.draw(st.integers(1, longest)))
    window = plan_window(clip, segment, DRAFT)
    assert list(window.back) == sorted(window.back)
    assert window.frames <= DRAFT.most_frames
    assert [window.sent[sent] for sent in window.back] == list(segment)


def test_the_whole_clip_is_sent_where_it_is_wanted_and_fits() -> None:
    window = plan_window(a_clip(240), Span(48, 120), RUNWARE, Context.WHOLE)
    assert window.sent[:240] == tuple(range(240))
    assert (window.start_seconds, window.duration_seconds) == (2, 3)
    with pytest.raises(SettingRefused, match="whole clip"):
        plan_window(a_clip(24 * 30), Span(48, 120), RUNWARE, Context.WHOLE)


def test_of_the_whole_clip_nothing_is_asked_for_that_the_service_does_not_take() -> None:
    clip = a_clip(481, Fraction(30))
    assert plan_window(clip, Span(171, 480), RUNWARE, Context.WHOLE).frames == 488
    with pytest.raises(SettingRefused, match="nothing after frame 480"):
        plan_window(clip, Span(171, 481), RUNWARE, Context.WHOLE)


def test_the_last_frame_counts_where_every_second_one_is_sent() -> None:
    window = plan_window(a_clip(361, Fraction(120)), Span(215, 361), RUNWARE, Context.WHOLE)
    assert window.back[-1] == 180
    assert 180 in window.asked


@given(st.sampled_from(RATES), st.integers(1, 505), st.data())
def test_within_the_whole_clip_any_segment_is_covered(rate: Fraction, frames: int, data: st.DataObject) -> None:
    clip = a_clip(min(frames, 20 * int(rate)), rate)
    assume(clip.frames <= 505)
    start = data.draw(st.integers(0, clip.frames - 1))
    segment = Span(start, start + data.draw(st.integers(1, longest_segment(clip, start, RUNWARE))))
    sent = sent_rate(clip, RUNWARE)
    reached = math.floor(most_sent(sent, RUNWARE) / sent)
    try:
        window = plan_window(clip, segment, RUNWARE, Context.WHOLE)
    except SettingRefused:
        assert segment.end / clip.rate > reached
        return
    assert window.asked.start <= window.back[0]
    assert window.back[-1] < window.asked.end
    assert (window.start_seconds + window.duration_seconds) * window.rate <= window.frames
    assert window.frames <= min(Fraction(RUNWARE.most_frames), RUNWARE.most_seconds * window.rate)
    if window.rate == clip.rate:
        assert [window.sent[sent] for sent in window.back] == list(segment)


def test_everything_that_was_made_can_be_kept() -> None:
    window = plan_window(a_clip(240), Span(100, 130), DRAFT)
    kept = window.keeping_all()

    assert (window.trimmed, window.beyond, len(window.segment)) == (18, 18, 30)
    assert kept.segment == Span(100, 148)
    assert kept.trimmed == 0
    assert [kept.sent[place] for place in kept.back] == list(kept.segment)


def test_nothing_more_is_kept_than_the_clip_has() -> None:
    kept = plan_window(a_clip(240), Span(220, 236), DRAFT).keeping_all()
    assert kept.segment == Span(220, 240)
