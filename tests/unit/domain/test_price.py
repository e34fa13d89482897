from decimal import Decimal
from fractions import Fraction

import pytest

from retake_gui.domain.price import dollars, estimate
from retake_gui.domain.service import RUNWARE
from retake_gui.domain.span import Span
from retake_gui.domain.window_plan import plan_window
from tests.facts import a_clip


def test_the_worked_examples_cost_what_they_say() -> None:
    assert estimate(Fraction("6.05"), 1, RUNWARE) == Decimal("0.605")


@pytest.mark.parametrize(
    ("seconds", "results", "dollars_expected"),
    [
        (Fraction(6), 1, "0.600"),
        (Fraction(6), 4, "2.400"),
        (Fraction(1001, 240), 1, "0.417"),
        (Fraction(1, 200), 1, "0.001"),
    ],
)
def test_seconds_sent_times_results(seconds: Fraction, results: int, dollars_expected: str) -> None:
    assert estimate(seconds, results, RUNWARE) == Decimal(dollars_expected)


def test_a_window_in_a_minute_costs_a_tenth_of_the_minute() -> None:
    window = plan_window(a_clip(60 * 24), Span(720, 792), RUNWARE)
    assert estimate(window.seconds, 1, RUNWARE) < estimate(Fraction(60), 1, RUNWARE) / 9


def test_several_results_cost_the_sum_of_their_bills() -> None:
    seconds = Fraction("4.0633")
    assert estimate(seconds, 4, RUNWARE) == sum(estimate(seconds, 1, RUNWARE) for _ in range(4)) == Decimal("1.624")


@pytest.mark.parametrize(
    ("amount", "text"), [("0.605", "$0.605"), ("0.6", "$0.60"), ("12", "$12.00"), ("0.0004", "$0.00")]
)
def test_a_third_digit_is_written_only_where_it_counts(amount: str, text: str) -> None:
    assert dollars(Decimal(amount)) == text
