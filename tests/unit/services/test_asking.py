from fractions import Fraction

import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.span import Span
from retake_gui.services.asking import segment_of
from tests.facts import a_clip

FILM = Fraction(24000, 1001)


@pytest.mark.parametrize(
    ("rate", "start", "duration", "span"),
    [
        (Fraction(24), "2", "3", Span(48, 120)),
        (Fraction(24), "00:00:02:12", "60f", Span(60, 120)),
        (Fraction(24), "60f", "0.5", Span(60, 72)),
        (FILM, "2", "2.5", Span(48, 108)),
        (Fraction(24), "0", "10", Span(0, 240)),
        (Fraction(24), "1", "0.01", Span(24, 25)),
    ],
)
def test_times_mean_the_nearest_frames(rate: Fraction, start: str, duration: str, span: Span) -> None:
    assert segment_of(a_clip(rate=rate), start, duration) == span


@pytest.mark.parametrize(("start", "duration"), [("10", "1"), ("9", "2"), ("230f", "20f"), ("1", "0"), ("a", "1")])
def test_times_outside_the_clip_are_refused(start: str, duration: str) -> None:
    with pytest.raises(SettingRefused):
        segment_of(a_clip(), start, duration)
