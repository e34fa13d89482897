"""Several retakes at once: each of several segments with each of several prompts."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.planning import Planned
from retake_gui.store.folders import expanded

Plan = Callable[[Span, RetakeSettings], Planned]


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """Several retakes of one clip as they are asked for in words.

    Attributes:
        segments: Start and duration of each, as text.
        prompts: What each of them is made with.
    """

    segments: tuple[tuple[str, str], ...] = ()
    prompts: tuple[str, ...] = ()

    def joined(self, segments: Iterable[str], prompts: Iterable[str]) -> "BatchOrder":
        """The same and more; nothing twice.

        Raises:
            SettingRefused: A segment is none.
        """
        more = tuple(_segment(text) for text in segments)
        words = (prompt.strip() for prompt in prompts)
        return BatchOrder(
            tuple(dict.fromkeys((*self.segments, *more))), tuple(dict.fromkeys((*self.prompts, *filter(None, words))))
        )

    def check(self) -> None:
        """Refuse what asks for nothing.

        Raises:
            SettingRefused: There is no segment or no prompt.
        """
        if not self.segments:
            raise SettingRefused("startTime", "No segment is given.", do="Name at least one: --segment “2 + 3”.")
        if not self.prompts:
            raise SettingRefused("positivePrompt", "No prompt is given.", do="Give at least one: --prompt TEXT.")


def read_order(path: Path) -> BatchOrder:
    """What a JSON file asks for: an object with lists of ``segments`` and ``prompts``.

    A segment is a text such as ``2 + 3``, or an object with ``start`` and ``duration``; times as anywhere else.

    Raises:
        SettingRefused: It cannot be read, or is something else.
    """
    try:
        found = json.loads(expanded(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingRefused("file", f"{path} cannot be read.", do="Check the name.") from error
    except ValueError as error:
        raise SettingRefused("file", f"{path} is no JSON: {error}.", do="Correct it.") from error
    if not isinstance(found, dict) or not found.keys() <= {"segments", "prompts"}:
        raise SettingRefused("file", f"{path} is no object with segments and prompts only.", do="Correct it.")
    segments, prompts = found.get("segments", []), found.get("prompts", [])
    if not isinstance(segments, list) or not isinstance(prompts, list):
        raise SettingRefused("file", f"{path}: segments and prompts are lists.", do="Correct it.")
    if not all(isinstance(prompt, str) for prompt in prompts):
        raise SettingRefused("file", f"{path}: a prompt is a text.", do="Correct it.")
    return BatchOrder().joined([_as_text(path, segment) for segment in segments], prompts)


def _as_text(path: Path, segment: object) -> str:
    if isinstance(segment, str):
        return segment
    if isinstance(segment, dict) and segment.keys() == {"start", "duration"}:
        return f"{segment['start']} + {segment['duration']}"
    raise SettingRefused(
        "file", f"{path}: {json.dumps(segment)[:80]} is no segment.", do="Write “2 + 3”, or an object with both times."
    )


def _segment(text: str) -> tuple[str, str]:
    start, plus, duration = (part.strip() for part in text.partition("+"))
    if not (start and plus and duration):
        raise SettingRefused("startTime", f"“{text}” is no segment.", do="Write its start and duration: “2 + 3”.")
    return start, duration


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
