from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.several import plan_batch


@dataclass(frozen=True)
class Reckoned:
    segment: Span
    prompt: str
    estimate: Decimal = Decimal("0.4")

    def with_prompt(self, prompt: str) -> "Reckoned":
        if not prompt:
            raise SettingRefused("positivePrompt", "Too short.")
        return replace(self, prompt=prompt)


def plan(segment: Span, settings: RetakeSettings) -> Any:
    if len(segment) > 100:
        raise SettingRefused("duration", "Too long.")
    return Reckoned(segment, "").with_prompt(settings.prompt)


@pytest.mark.parametrize("prompts", [("", "rain", "snow"), ("rain", "", "snow")])
def test_a_prompt_that_is_refused_takes_no_other_with_it(prompts: tuple[str, ...]) -> None:
    batch = plan_batch(plan, (Span(0, 24),), prompts, RetakeSettings())
    planned: list[Any] = [*batch.planned]
    assert [each.prompt for each in planned] == ["rain", "snow"]
    assert [prompt for _, prompt, _ in batch.refused] == [""]


def test_the_frames_of_many_prompts_are_reckoned_once() -> None:
    reckoned: list[Span] = []

    def counted(segment: Span, settings: RetakeSettings) -> Any:
        reckoned.append(segment)
        return plan(segment, settings)

    batch = plan_batch(counted, (Span(0, 24), Span(24, 48)), ("rain", "snow", "fog"), RetakeSettings())
    assert len(batch.planned) == 6
    assert reckoned == [Span(0, 24), Span(24, 48)]


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
