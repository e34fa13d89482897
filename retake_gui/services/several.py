"""Several retakes at once: each of several segments with each of several prompts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.planning import Planned

Plan = Callable[[Span, RetakeSettings], Planned]


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """What would be started, and what cannot be.

    Attributes:
        refused: Segment, prompt, and why.
    """

    planned: tuple[Planned, ...] = ()
    refused: tuple[tuple[Span, str, SettingRefused], ...] = ()

    @property
    def estimate(self) -> Decimal:
        """Dollars of all together."""
        return sum((each.estimate for each in self.planned), Decimal(0))


def plan_batch(plan: Plan, segments: Sequence[Span], prompts: Sequence[str], settings: RetakeSettings) -> PlannedBatch:
    """Plan every segment with every prompt; nothing is written or sent.

    Args:
        plan: Plans one of them.
        segments: Frames of one clip.
        prompts: Without any, the settings' own.
        settings: All that they have in common.
    """
    planned: list[Planned] = []
    refused: list[tuple[Span, str, SettingRefused]] = []
    for segment in segments:
        first: Planned | None = None
        for prompt in prompts or (settings.prompt,):
            try:
                first = plan(segment, settings.changed(prompt=prompt)) if first is None else first.with_prompt(prompt)
                planned.append(first)
            except SettingRefused as error:
                refused.append((segment, prompt, error))
    return PlannedBatch(tuple(planned), tuple(refused))
