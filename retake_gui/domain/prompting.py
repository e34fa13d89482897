"""What usually goes wrong with a prompt, told before it costs something. Nothing here forbids anything.

The model hears a prompt as a description: what stands in quotation marks it speaks, words such as *say* make somebody
speak, and speech takes its time. All sizes below are rules of thumb of speech and of writing, not limits of a service.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retake_gui.domain.settings import Mode

WORDS_PER_SECOND = Fraction(3)
"""Lively speech; 2 to 2.5 words a second is calm."""

_FEW_WORDS = 8
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_QUOTED = re.compile(r"“([^”]{2,})”|«([^»]{2,})»|„([^“”]{2,})[“”]|\"([^\"]{2,})\"|(?<!\w)'([^']{2,})'(?!\w)")
_SPEAKING = re.compile(
    r"\b(?:say|says|saying|speaks?|speaking|tells?|whispers?|shouts?|yells?|asks?|answers?|repl(?:y|ies)|announces?|"
    r"murmurs?|sings?|narrat(?:es?|or|ion)|voice[- ]?over)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:please|make sure|make it|ensure|do not|don['’]t|remember to|"
    r"you (?:should|must|can)|i (?:want|need|would like))\b",
    re.IGNORECASE,
)


class HintKind(StrEnum):
    """What a hint is about."""

    SHORT = "short"
    SPOKEN = "spoken"
    ORDERS = "orders"
    DIALOGUE = "dialogue"


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing worth knowing about a prompt.

    Attributes:
        kind: What it is about.
        quote: The words of the prompt that it is about, or empty.
        words: How many words are meant to be spoken; 0 where that is not the matter.
        seconds: How long they take at :data:`WORDS_PER_SECOND`.
    """

    kind: HintKind
    quote: str = ""
    words: int = 0
    seconds: Fraction = Fraction(0)


def hints(prompt: str, seconds: Fraction, mode: "Mode") -> tuple[Hint, ...]:
    """What is worth knowing about a prompt before it is sent.

    Args:
        prompt: As it was written.
        seconds: Length of the segment.
        mode: Without new sound nothing is spoken, so hints about speech are left out.
    """
    return tuple(_find(prompt, seconds, mode))


def word_count(text: str) -> int:
    """Words of a text, contractions and hyphens counted as one."""
    return len(_WORD.findall(text))


def quoted(prompt: str) -> tuple[str, ...]:
    """The passages in quotation marks of any usual kind; an apostrophe is none."""
    return tuple(next(part for part in found if part).strip() for found in _QUOTED.findall(prompt))


def _find(prompt: str, seconds: Fraction, mode: "Mode") -> Iterator[Hint]:
    if not prompt.strip():
        return
    if word_count(prompt) < _FEW_WORDS:
        yield Hint(HintKind.SHORT)
    if not mode.replaces_sound:
        return
    spoken = quoted(prompt)
    words = sum(word_count(passage) for passage in spoken)
    takes = words / WORDS_PER_SECOND
    if words:
        kind = HintKind.DIALOGUE if takes > seconds else HintKind.SPOKEN
        yield Hint(kind, _shown(spoken[0]), words, takes)
    elif speaking := _SPEAKING.search(prompt):
        yield Hint(HintKind.SPOKEN, speaking.group())
    outside = _QUOTED.sub(" ", prompt)
    if order := _ORDERS.search(outside):
        yield Hint(HintKind.ORDERS, order.group())


def _shown(passage: str) -> str:
    return passage if len(passage) <= 40 else f"{passage[:38].rstrip()}…"
