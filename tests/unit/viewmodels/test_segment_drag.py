from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from retake_gui.domain.service import DRAFT
from retake_gui.domain.span import Span
from retake_gui.domain.window_plan import plan_window
from retake_gui.viewmodels.segment_drag import FREE, Grip, SegmentDrag, Snapping, snap_marks, whole_seconds_after
from tests.facts import a_clip

_SOME = settings(max_examples=60, deadline=None)


def test_a_free_end_goes_exactly_where_the_hand_is() -> None:
    drag = SegmentDrag(a_clip(), DRAFT, Span(48, 96), Grip.END, 96)
    assert drag.moved(101, FREE) == Span(48, 101)
    assert drag.moved(30, FREE) == Span(30, 48)
    assert drag.moved(48, FREE) == Span(48, 49)


def test_an_end_takes_the_length_to_whole_seconds_and_nothing_is_trimmed() -> None:
    clip = a_clip(rate=Fraction(24000, 1001))
    drag = SegmentDrag(clip, DRAFT, Span(48, 96), Grip.END, 96)
    for edge in range(60, 150, 7):
        moved = drag.moved(edge, Snapping())
        plan = plan_window(clip, moved, DRAFT)
        assert plan.trimmed == 0
        assert abs(float(clip.span_seconds(moved)) - plan.duration_seconds) < 0.05


def test_the_start_is_fixed_while_the_end_moves_and_the_other_way_round() -> None:
    clip = a_clip()
    assert SegmentDrag(clip, DRAFT, Span(48, 96), Grip.END, 96).moved(118, Snapping()) == Span(48, 120)
    assert SegmentDrag(clip, DRAFT, Span(48, 96), Grip.START, 48).moved(70, Snapping()) == Span(72, 96)


def test_a_mark_within_reach_wins_over_whole_seconds() -> None:
    clip = a_clip()
    drag = SegmentDrag(clip, DRAFT, Span(48, 96), Grip.END, 96)
    assert drag.moved(109, Snapping(snap_marks(clip, 110), reach=3)) == Span(48, 110)
    assert drag.moved(105, Snapping(snap_marks(clip, 110), reach=3)) == Span(48, 96)


def test_a_body_keeps_its_length_and_stays_in_the_clip() -> None:
    drag = SegmentDrag(a_clip(), DRAFT, Span(48, 96), Grip.BODY, 60)
    assert drag.moved(70, FREE) == Span(58, 106)
    assert drag.moved(-500, FREE) == Span(0, 48)
    assert drag.moved(900, FREE) == Span(192, 240)
    assert drag.moved(84, Snapping((), reach=4)) == Span(72, 120)


def test_a_new_range_grows_both_ways_from_where_the_hand_came_down() -> None:
    drag = SegmentDrag(a_clip(), DRAFT, Span(48, 96), Grip.NEW, 150)
    assert drag.moved(171, FREE) == Span(150, 171)
    assert drag.moved(140, FREE) == Span(140, 150)


@_SOME
@given(
    edge=st.integers(-20, 260),
    grip=st.sampled_from(list(Grip)),
    start=st.integers(0, 200),
    length=st.integers(1, 40),
    reach=st.integers(0, 9),
    whole=st.booleans(),
)
def test_no_drag_leaves_the_clip_or_empties_the_range(
    edge: int, grip: Grip, start: int, length: int, reach: int, whole: bool
) -> None:
    clip = a_clip()
    drag = SegmentDrag(clip, DRAFT, Span(start, start + length), grip, start)
    moved = drag.moved(edge, Snapping(snap_marks(clip, 100), reach, whole))
    assert moved
    assert clip.whole.covers(moved)


def test_a_new_range_of_seconds_is_what_the_service_makes() -> None:
    clip = a_clip(rate=Fraction(30000, 1001), frames=300)
    plan = plan_window(clip, whole_seconds_after(clip, 60, 3, DRAFT), DRAFT)
    assert (plan.duration_seconds, plan.trimmed) == (3, 0)
