"""Reading a request's JSON with flat memory: a long text goes to a file while it arrives, the rest is parsed.

An upload is one base64 text of up to some hundred megabytes in an otherwise tiny array. Held in memory it would exist
three times over (body, text, parsed value); here it never does.
"""

import json
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from retake_gui.engine.faults import Fault, TaskRefused

LONG = 64 * 1024
MOST_PLAIN = 4 * 1024 * 1024
_STOP = re.compile(rb'["\\]')
_ESCAPE = re.compile(rb"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_HIGH = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}")
_LOW_SO_FAR = re.compile(rb"(?:\\(?:u(?:[dD](?:[c-fC-F][0-9a-fA-F]{0,2})?)?)?)?")
"""The beginning of an escape that stands for the second half of a character beyond U+FFFF (RFC 8259, 7), or all."""
_SIMPLE = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


@dataclass(frozen=True, slots=True)
class LongText:
    """A JSON text that was too long to keep; its decoded bytes lie in a file.

    Attributes:
        path: UTF-8. Belongs to the request and is removed with it.
    """

    path: Path


class LongTextSpool:
    """Takes a JSON document in pieces; diverts its long texts to files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = secrets.token_hex(16)
        self._plain = bytearray()
        self._text = bytearray()
        self._rest = b""
        self._inside = False
        self._file: IO[bytes] | None = None
        self._paths: list[Path] = []

    def feed(self, chunk: bytes) -> None:
        """Take the next piece.

        Raises:
            TaskRefused: What is not long text is itself too much.
        """
        data = self._rest + chunk if self._rest else chunk
        self._rest = b""
        at = 0
        while at < len(data):
            at = self._text_from(data, at) if self._inside else self._plain_from(data, at)
        if len(self._plain) > MOST_PLAIN:
            raise too_large(MOST_PLAIN)

    def finish(self) -> object:
        """Parse what was fed.

        Raises:
            TaskRefused: It is not JSON.
        """
        self._plain += self._text + self._rest
        try:
            parsed = json.loads(self._plain, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise TaskRefused(Fault("invalidRequest", "The request body is not valid JSON.")) from error
        return self._restored(parsed) if self._paths else parsed

    def close(self) -> None:
        """Remove the files."""
        if self._file is not None:
            self._file.close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    def _plain_from(self, data: bytes, at: int) -> int:
        quote = data.find(b'"', at)
        end = len(data) if quote < 0 else quote + 1
        self._plain += data[at:end]
        self._inside = quote >= 0
        return end

    def _text_from(self, data: bytes, at: int) -> int:
        stop = _STOP.search(data, at)
        end = stop.start() if stop else len(data)
        self._add(data[at:end])
        if stop is None:
            return end
        if data[end] == ord('"'):
            self._end_text()
            return end + 1
        length = _escape_length(data, end)
        if end + length > len(data):
            self._rest = data[end:]
            return len(data)
        self._add(data[end : end + length])
        return end + length

    def _add(self, piece: bytes) -> None:
        if self._file is not None:
            self._file.write(_unescaped(piece))
            return
        self._text += piece
        if len(self._text) > LONG:
            path = self._folder / f"{self._mark}-{len(self._paths)}"
            self._paths.append(path)
            self._file = path.open("xb")
            self._file.write(_unescaped(bytes(self._text)))
            self._text.clear()

    def _end_text(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._plain += self._paths[-1].name.encode()
        self._plain += self._text + b'"'
        self._text.clear()
        self._inside = False

    def _restored(self, value: object) -> object:
        if isinstance(value, dict):
            return {key: self._restored(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._restored(each) for each in value]
        if isinstance(value, str) and value.startswith(self._mark):
            return LongText(self._folder / value)
        return value


def _escape_length(data: bytes, at: int) -> int:
    """Bytes of an escape, both halves of a character together; beyond the data where that cannot be told yet."""
    if data[at + 1 : at + 2] != b"u":
        return 2
    return 12 if _HIGH.match(data, at) and _LOW_SO_FAR.fullmatch(data, at + 6, min(len(data), at + 12)) else 6


def _unescaped(piece: bytes) -> bytes:
    return _ESCAPE.sub(_unescape, piece) if b"\\" in piece else piece


def _unescape(match: re.Match[bytes]) -> bytes:
    code: bytes = match.group(1)
    if len(code) == 11:
        halves = chr(int(code[1:5], 16)) + chr(int(code[7:], 16))
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode()
    if code[:1] == b"u" and len(code) == 5:
        return chr(int(code[1:], 16)).encode("utf-8", "surrogatepass")
    return _SIMPLE.get(code, code)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def too_large(most: int) -> TaskRefused:
    """The refusal of a body that passes a limit in bytes."""
    message = f"The request is larger than {most} bytes."
    return TaskRefused(Fault("invalidRequestSize", message, most=most, status=413))


async def read_json(pieces: AsyncIterator[bytes], spool: LongTextSpool, most: int) -> object:
    """Read a whole body.

    Args:
        pieces: The body as it arrives.
        spool: Where it goes; the caller closes it when the request is answered.
        most: Bytes beyond which it is refused.

    Raises:
        TaskRefused: Too large, or not JSON.
    """
    total = 0
    async for piece in pieces:
        total += len(piece)
        if total > most:
            raise too_large(most)
        spool.feed(piece)
    return spool.finish()
