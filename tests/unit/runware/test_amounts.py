from decimal import Decimal

import pytest

from retake_gui.runware.amounts import read_amount


@pytest.mark.parametrize(
    "value",
    [12.5, "12.50", {"balance": 12.5}, {"currency": "USD", "amount": "12.5"}, {"balance": {"usd": 12.5}}, {"is": 12.5}],
)
def test_an_amount_is_found_in_each_form(value: object) -> None:
    assert read_amount(value) == Decimal("12.5")


@pytest.mark.parametrize("value", [None, True, "", "much", "NaN", "Infinity", [12.5], {}, {"balance": True}])
def test_what_is_no_finite_number_is_no_amount(value: object) -> None:
    assert read_amount(value) is None
