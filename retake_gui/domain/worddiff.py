"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECES = re.compile(r"\s+|[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]|_")


class Change(StrEnum):
    """What became of a passage."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Passage:
    """Some text that was kept, removed or added; all passages together are both texts."""

    change: Change
    text: str


def word_diff(old: str, new: str) -> tuple[Passage, ...]:
    """The way from one text to the other in whole words: what went comes before what took its place.

    The passages that are not *added* make up the old text to the letter, those that are not *removed* the new one.
    """
    one, two = _PIECES.findall(old), _PIECES.findall(new)
    return tuple(_joined(_steps(one, two)))


def _steps(one: list[str], two: list[str]) -> Iterator[Passage]:
    for what, start, end, into, until in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if what == "equal":
            yield Passage(Change.SAME, "".join(one[start:end]))
            continue
        yield Passage(Change.REMOVED, "".join(one[start:end]))
        yield Passage(Change.ADDED, "".join(two[into:until]))


def _joined(steps: Iterator[Passage]) -> Iterator[Passage]:
    """Close the gaps of a single space between two changes, which would only tear a reading apart."""
    pending: list[Passage] = [step for step in steps if step.text]
    merged: list[Passage] = []
    for at, step in enumerate(pending):
        between = 0 < at < len(pending) - 1 and step.change is Change.SAME and step.text.isspace()
        pieces = (Passage(Change.REMOVED, step.text), Passage(Change.ADDED, step.text)) if between else (step,)
        merged.extend(pieces)
    yield from _grouped(merged)


def _grouped(pieces: list[Passage]) -> Iterator[Passage]:
    removed, added = "", ""
    for piece in pieces:
        if piece.change is Change.REMOVED:
            removed += piece.text
        elif piece.change is Change.ADDED:
            added += piece.text
        else:
            yield from _pair(removed, added)
            removed, added = "", ""
            yield piece
    yield from _pair(removed, added)


def _pair(removed: str, added: str) -> Iterator[Passage]:
    if removed:
        yield Passage(Change.REMOVED, removed)
    if added:
        yield Passage(Change.ADDED, added)
