"""A take: one version of a segment. Take 0 is the source itself and cannot be removed."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from retake_gui.domain.seams import Seams

if TYPE_CHECKING:
    from retake_gui.domain.settings import Mode, RetakeSettings
    from retake_gui.domain.span import Span


class Rating(StrEnum):
    """What the editor thinks of a take."""

    NONE = "none"
    STARRED = "starred"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Take:
    """One returned and fitted result.

    Attributes:
        number: Counts from 1 within the clip; 0 is the source.
        segment: Frames of the clip that it replaces.
        returned: The service's file, untouched.
        window: The plan by which it was sent (plain data of ``window.Window``).
        fit: How it is brought back to the clip (plain data of the conform recipe), measured once.
        report: What was found and corrected, for people.
        is_draft: Made by the draft engine, without a model.
        seams: How it joins the clip at both edges.
        sound_of: The id of another take whose sound is heard instead, 0 for the source's own; ``None`` for its own.
    """

    id: int
    clip_id: int
    number: int
    segment: "Span"
    settings: "RetakeSettings"
    returned: str
    task_uuid: str
    video_uuid: str
    engine: str
    is_draft: bool
    created: datetime
    cost: Decimal | None = None
    seed: int | None = None
    nsfw: bool = False
    rating: Rating = Rating.NONE
    note: str = ""
    window: dict[str, Any] = field(default_factory=dict)
    fit: dict[str, Any] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    seams: Seams = field(default_factory=Seams)
    sound_of: int | None = None

    @property
    def mode(self) -> "Mode":
        """Which streams it replaces."""
        return self.settings.mode

    @property
    def title(self) -> str:
        """How it is called in the window."""
        return f"Take {self.number}"

    def file_stem(self, clip_stem: str) -> str:
        """How its files are called: ``shot_take_001``."""
        return f"{clip_stem}_take_{self.number:03}"
