"""The log: a few rotating files in the data folder, without keys."""

import logging
import logging.handlers
import re
from pathlib import Path

from retake_gui.store.folders import data_path

_LOGGERS = ("retake_gui", "uvicorn")
"""Our own, and that of the server in which the engine runs: it tells of requests that were cut off."""
_BYTES = 1_000_000
_FILES = 3
_MASK = "•••"
_PATTERNS = (
    re.compile(r"(?i)(bearer\s+)[^\s\"',]+"),
    re.compile(r"(?i)(\"?api_?key\"?\s*[:=]\s*\"?)[^\s\"',&}]+"),
    re.compile(
        r"(?i)([?&](?:token|sig|signature|x-(?:amz|goog)-[a-z-]+|key|policy|key-pair-id)=)[^&\s\"']+",
    ),
    re.compile(r"(/hook/)[\w-]+"),
    re.compile(r"(data:[\w/+.-]+;base64,)[A-Za-z0-9+/=]+"),
)


def redacted(text: str, secrets: tuple[str, ...] = ()) -> str:
    """A text without keys, signatures of addresses and inline media."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, _MASK)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{_MASK}", text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats first and masks afterwards, so that arguments and tracebacks are covered too."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """One entry, masked."""
        return redacted(super().format(record), self._secrets)


def stop_logging(handler: logging.Handler | None) -> None:
    """Write no more; the file is closed."""
    if handler is not None:
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(handler)
        handler.close()


def start_logging(folder: Path | None = None, secrets: tuple[str, ...] = ()) -> logging.Handler | None:
    """Write the program's log; ``None`` where the disk refuses, which is no reason not to work."""
    target = (folder or data_path() / "logs") / "retake.log"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            target, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        # Without any handler Python would print warnings, and tracebacks with them, to the terminal.
        _add(logging.NullHandler())
        return None
    handler.setFormatter(RedactingFormatter(secrets))
    _add(handler)
    logging.getLogger("retake_gui").setLevel(logging.INFO)
    return handler


def _add(handler: logging.Handler) -> None:
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(handler)
