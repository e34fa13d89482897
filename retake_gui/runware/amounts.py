"""An account's balance in the forms in which services write it."""

from decimal import Decimal, InvalidOperation

_NAMES = ("balance", "amount", "value", "available", "total", "credits", "usd")


def read_amount(value: object) -> Decimal | None:
    """Dollars from a number, a text with one, or an object with either; ``None`` where there is no finite number."""
    if isinstance(value, dict):
        candidates = [value[name] for name in _NAMES if name in value] or list(value.values())
        return next((amount for amount in map(read_amount, candidates) if amount is not None), None)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
