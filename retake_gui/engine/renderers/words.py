"""Which words of a prompt call for what: whole words only, and not where the prompt says that it wants none of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NEGATION = re.compile(
    r"\b(?:no|not|without|never|stop|remove|zero)\s+(?:(?:any|more|the|a|of|heavy|all)\s+)*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Called:
    """One thing that a prompt calls for.

    Attributes:
        name: Its name in the table.
        word: The word as it was written.
        at: Where it stands in the prompt.
    """

    name: str
    word: str
    at: int


def called_for(prompt: str, table: Mapping[str, Sequence[str]]) -> list[Called]:
    """Every word of the prompt that a table knows, in the prompt's order.

    Args:
        prompt: The request's prompt.
        table: For each name the words and phrases that call for it.
    """
    found = [each for name, words in table.items() for each in _calls(prompt, name, words)]
    return sorted(found, key=lambda each: (each.at, -len(each.word)))


def _calls(prompt: str, name: str, words: Sequence[str]) -> list[Called]:
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(r"[\s-]+".join(map(re.escape, word.split())) for word in longest_first)
    matches = re.finditer(rf"(?<![\w-])(?:{either})(?!\w)", prompt, re.IGNORECASE)
    return [
        Called(name, match.group(), match.start()) for match in matches if not _NEGATION.search(prompt[: match.start()])
    ]
