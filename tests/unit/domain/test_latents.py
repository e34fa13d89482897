"""The published table of what the model really touches is the test."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retake_gui.domain.latents import altered_margin, regenerated_frames, regenerated_sound
from retake_gui.domain.span import Span

TABLE = [
    ("24", "2", "5", (41, 121), (292, 42), ("1.97", "5.01")),
    ("24", "5/2", "9/2", (57, 113), (125, 208), ("2.49", "4.53")),
    ("24", "4", "6", (89, 145), (292, 42), ("3.97", "6.01")),
    ("25", "2", "5", (49, 129), (40, 160), ("1.97", "5.01")),
    ("24000/1001", "2", "5", (41, 121), (290, 47), ("1.97", "5.01")),
    ("30", "2", "5", (57, 153), (100, 100), ("1.97", "5.01")),
    ("30000/1001", "2", "5", (57, 153), (98, 105), ("1.97", "5.01")),
    ("50", "2", "5", (97, 257), (60, 140), ("1.97", "5.01")),
]
CLIP_SECONDS = 10
rates = st.sampled_from([Fraction(row[0]) for row in TABLE] + [Fraction(60), Fraction(60000, 1001)])


@pytest.mark.parametrize(("rate_text", "start", "end", "frames", "spill_ms", "sound"), TABLE)
def test_the_published_vectors(
    rate_text: str,
    start: str,
    end: str,
    frames: tuple[int, int],
    spill_ms: tuple[int, int],
    sound: tuple[str, str],
) -> None:
    rate, begin, finish = Fraction(rate_text), Fraction(start), Fraction(end)
    total = int(CLIP_SECONDS * rate)
    found = regenerated_frames(begin, finish, rate, total)
    assert (found.start, found.end) == frames
    assert round((begin - found.start / rate) * 1000) == spill_ms[0]
    assert round((found.end / rate - finish) * 1000) == spill_ms[1]
    assert regenerated_sound(begin, finish) == (Fraction(sound[0]), Fraction(sound[1]))


@given(rates, st.integers(0, 8), st.integers(1, 9), st.integers(73, 505))
def test_it_covers_what_was_asked_and_spills_at_most_seven_frames_a_side(
    rate: Fraction, start: int, duration: int, frames: int
) -> None:
    end = start + duration
    asked = Span(-(-start * rate.numerator // rate.denominator), -(-end * rate.numerator // rate.denominator))
    assume(asked.end <= frames)
    found = regenerated_frames(Fraction(start), Fraction(end), rate, frames)
    assert found.covers(asked)
    assert asked.start - found.start <= 7
    assert found.end - asked.end <= 7
    assert found.start == 0 or found.start % 8 == 1
    assert found.end == frames or found.end % 8 == 1


def test_the_cloud_may_alter_half_a_second_and_a_latent_or_sixteen_frames() -> None:
    assert altered_margin(Fraction(12)) == 16
    assert altered_margin(Fraction(24)) == 19
    assert altered_margin(Fraction(60)) == 37
