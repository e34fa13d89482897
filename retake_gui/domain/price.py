"""What a retake costs: the seconds that are sent, times the service's price, for each result.

Each result is billed by itself, in tenths of a cent, so the price before is rounded by result, too: else it and the sum
of the bills would be tenths of a cent apart.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retake_gui.domain.service import Service

_MILL = Decimal("0.001")


def estimate(seconds: Fraction, results: int, service: "Service") -> Decimal:
    """Dollars, a tenth of a cent exactly for each of a number of results; an estimate, never the truth."""
    each = seconds * service.price_per_second
    return (Decimal(each.numerator) / Decimal(each.denominator)).quantize(_MILL, ROUND_HALF_UP) * results


def dollars(amount: Decimal) -> str:
    """Write an amount: cents, and a third digit only where it is not zero."""
    cents = amount.quantize(_MILL, ROUND_HALF_UP)
    text = f"{cents:.3f}"
    return f"${text.removesuffix('0')}"
