"""A request and its answer in a form that can be shown to anybody: without the key, without media, not too long."""

import json
import re
from dataclasses import dataclass
from typing import Any

from retake_gui.runware.secret import MASK, Secret

_MOST = 4000
_MOST_VALUE = 600
_DATA_URI = re.compile(r"(data:[\w/+.-]{1,100};base64,)[A-Za-z0-9+/=\s]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
_QUERY = re.compile(r"(https?://[^\s\"'?#]+)\?[^\s\"'#]+")
_USER = re.compile(r"(https?://)[^\s\"'/?#@]+@")
_HOOK = re.compile(r"(/hook/)[\w-]+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back.

    Attributes:
        sent: The body, or empty where it was a file.
        status: HTTP status; 0 when nothing came.
        received: The beginning of the answer.
        note: What happened on the way, where nothing came.
    """

    url: str
    key: Secret
    sent: bytes = b""
    status: int = 0
    received: bytes = b""
    note: str = ""

    @property
    def text(self) -> str:
        """Both sides, redacted."""
        asked = self._shown(self.sent) if self.sent else "(a file)"
        answer = f"HTTP {self.status}\n{self._shown(self.received)}" if self.status else self.note or "no answer"
        return self.key.removed_from(f"POST {without_query(self.url)}\n{asked}\n\n{answer}").strip()

    def _shown(self, body: bytes) -> str:
        text = body.decode("utf-8", "replace")
        try:
            text = json.dumps(_shortened(json.loads(text)), indent=1, ensure_ascii=False)
        except (ValueError, RecursionError):
            text = _redacted(text[: 4 * _MOST])
        text = "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)
        return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        text = _redacted(value)
        return text if len(text) <= _MOST_VALUE else f"{text[:_MOST_VALUE]}… ({len(value)} characters)"
    if isinstance(value, dict):
        return {str(name): MASK if str(name).lower() == "apikey" else _shortened(each) for name, each in value.items()}
    return [_shortened(each) for each in value] if isinstance(value, list) else value


def without_secrets(value: Any) -> Any:
    """Plain JSON values without inline media, and without what in addresses is often their key."""
    if isinstance(value, str):
        return _redacted(value)
    if isinstance(value, dict):
        return {str(name): without_secrets(each) for name, each in value.items()}
    return [without_secrets(each) for each in value] if isinstance(value, list | tuple) else value


def _redacted(text: str) -> str:
    text = _DATA_URI.sub(rf"\g<1>{MASK}", text)
    text = _BASE64.sub(MASK, text)
    text = _USER.sub(rf"\g<1>{MASK}@", without_query(text))
    return _HOOK.sub(rf"\g<1>{MASK}", text)


def without_query(text: str) -> str:
    """Addresses without what is often their key."""
    return _QUERY.sub(rf"\g<1>?{MASK}", text)
