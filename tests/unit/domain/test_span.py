import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.span import NOTHING, Span

spans = st.tuples(st.integers(-200, 200), st.integers(0, 200)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
filled = spans.filter(bool)


@given(spans)
def test_a_span_is_its_frames(span: Span) -> None:
    assert list(span) == list(range(span.start, span.end))
    assert len(span) == len(list(span))
    assert bool(span) is (len(span) > 0)


@given(spans, spans)
def test_what_two_spans_share_is_what_both_contain(one: Span, other: Span) -> None:
    common = set(one) & set(other)
    assert set(one.intersection(other)) == common
    assert one.covers(other) is (set(other) <= set(one))


@given(filled, filled)
def test_a_hull_is_the_smallest_span_around_both(one: Span, other: Span) -> None:
    hull = one.hull(other)
    assert hull.covers(one)
    assert hull.covers(other)
    assert {hull.start, hull.end} <= {one.start, one.end, other.start, other.end}


@given(spans, st.integers(-300, 300))
def test_a_shift_keeps_the_length(span: Span, by: int) -> None:
    moved = span.shifted(by)
    assert (len(moved), moved.start) == (len(span), span.start + by)
    assert moved.shifted(-by) == span


@given(spans, filled)
def test_a_span_is_brought_inside_and_shortened_only_if_it_must_be(span: Span, bounds: Span) -> None:
    moved = span.within(bounds)
    assert bounds.start <= moved.start <= moved.end <= bounds.end
    assert len(moved) == min(len(span), len(bounds))
    if bounds.covers(span) and span:
        assert moved == span


@given(filled, st.integers(0, 50), st.integers(0, 50), filled)
def test_a_span_grows_as_far_as_its_bounds(span: Span, before: int, after: int, outer: Span) -> None:
    bounds = outer.hull(span)
    grown = span.grown(before, after, bounds)
    assert grown.covers(span)
    assert bounds.covers(grown)
    assert span.start - grown.start <= before
    assert grown.end - span.end <= after


def test_a_span_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Span(5, 4)
    assert not NOTHING
