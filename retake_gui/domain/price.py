"""What a retake costs: the seconds that are sent, times the service's price."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retake_gui.domain.service import Service

_MILL = Decimal("0.001")


def estimate(seconds: Fraction, results: int, service: "Service") -> Decimal:
    """Dollars, to a tenth of a cent, for a number of results; an estimate, never the truth."""
    exact = seconds * service.price_per_second * results
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_MILL, ROUND_HALF_UP)


def dollars(amount: Decimal) -> str:
    """Write an amount: cents, and a third digit only where it is not zero."""
    cents = amount.quantize(_MILL, ROUND_HALF_UP)
    text = f"{cents:.3f}"
    return f"${text.removesuffix('0')}"
