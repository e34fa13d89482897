import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.ranges import ranges_between, read_ranges, write_ranges
from retake_gui.domain.span import Span
from tests.facts import a_clip


def test_ends_and_lengths_in_every_unit() -> None:
    text = "1 - 2.5\n00:00:03:00 + 48f  # the second\n\n# nothing here\n100f 1\n0 → 1\n2 to 3"
    assert read_ranges(text, a_clip()) == (Span(24, 60), Span(72, 120), Span(100, 124), Span(0, 24), Span(48, 72))


def test_what_is_written_is_read() -> None:
    spans = (Span(0, 1), Span(17, 203), Span(239, 240))
    assert read_ranges(write_ranges(spans, a_clip()), a_clip()) == spans


@pytest.mark.parametrize("line", ["soon", "1 - soon", "3 - 2", "9 + 3", "1 2 3", "1 + 0f", "20 - 30"])
def test_the_line_that_is_no_range_is_named(line: str) -> None:
    with pytest.raises(SettingRefused, match="Line 2"):
        read_ranges(f"0 - 1\n{line}", a_clip())


def test_ranges_lie_between_marks() -> None:
    assert ranges_between([120, 24, 48, 24, 999], a_clip()) == (Span(24, 48), Span(48, 120))
    assert ranges_between([24], a_clip()) == ()
