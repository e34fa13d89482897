"""What a service can do and asks for, as data: another service is another value, not another branch."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Service:
    """Limits, price and abilities of one service behind the protocol.

    Attributes:
        key: Short name in settings and on the command line.
        title: Name shown to the user.
        model: Identifier sent as ``model`` unless the user sets another.
        is_draft: Whether results are drafts: made without a model, never billed.
        price_per_second: Dollars for each second of what is sent.
        least_seconds: Shortest duration it accepts, whole seconds.
        least_frames: Fewest frames that may be sent.
        most_frames: Most frames that may be sent.
        most_seconds: Longest clip that may be sent.
        most_bytes: Largest file that may be sent.
        most_rate: Above this rate every second frame is sent.
        most_side: Longest side that is sent; larger pictures are scaled down first.
        most_results: Largest ``numberResults``.
    """

    key: str
    title: str
    model: str
    is_draft: bool
    price_per_second: Fraction
    least_seconds: int
    least_frames: int = 73
    most_frames: int = 505
    most_seconds: int = 20
    most_bytes: int = 100_000_000
    most_rate: int = 60
    most_side: int = 1920
    most_results: int = 4


DEFAULT_MODEL = "lightricks:3@1"

RUNWARE = Service(
    key="runware",
    title="Runware",
    model=DEFAULT_MODEL,
    is_draft=False,
    price_per_second=Fraction(1, 10),
    least_seconds=2,
)

DRAFT = Service(
    key="draft",
    title="Draft",
    model=DEFAULT_MODEL,
    is_draft=True,
    price_per_second=Fraction(1, 10),
    least_seconds=1,
)

SERVICES = {service.key: service for service in (DRAFT, RUNWARE)}
