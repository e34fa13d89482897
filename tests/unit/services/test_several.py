from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.several import plan_batch


def plan(segment: Span, settings: RetakeSettings) -> Any:
    if len(segment) > 100:
        raise SettingRefused("duration", "Too long.")
    return SimpleNamespace(segment=segment, prompt=settings.prompt, estimate=Decimal("0.4"))


def test_every_segment_is_planned_with_every_prompt() -> None:
    short, long = Span(0, 24), Span(0, 400)
    batch = plan_batch(plan, (short, long), ("rain", "snow"), RetakeSettings(prompt="fog"))
    planned: list[Any] = [*batch.planned]
    assert [(each.segment, each.prompt) for each in planned] == [(short, "rain"), (short, "snow")]
    assert batch.estimate == Decimal("0.8")
    assert [(segment, prompt, error.parameter) for segment, prompt, error in batch.refused] == [
        (long, "rain", "duration"),
        (long, "snow", "duration"),
    ]


def test_without_prompts_the_settings_own_is_used() -> None:
    planned: list[Any] = [*plan_batch(plan, (Span(0, 24),), (), RetakeSettings(prompt="fog")).planned]
    assert [each.prompt for each in planned] == ["fog"]
