"""Worked examples that come with the program: whole requests, offered as templates of good prompts."""

import json
from dataclasses import dataclass
from functools import cache

from retake_gui import assets
from retake_gui.services.request_json import as_json, parse


@dataclass(frozen=True, slots=True)
class Template:
    """One example.

    Attributes:
        text: The request as JSON, to be loaded as if it had been pasted.
    """

    title: str
    prompt: str
    text: str


@cache
def templates() -> tuple[Template, ...]:
    """All examples; none where a trimmed installation has left them out."""
    file = assets.resource("prompts", "examples.json")
    if not file.is_file():
        return ()
    entries = json.loads(file.read_text(encoding="utf-8"))
    texts = [(entry["title"], as_json(entry["request"])) for entry in entries]
    return tuple(Template(title, parse(text).settings.prompt, text) for title, text in texts)
