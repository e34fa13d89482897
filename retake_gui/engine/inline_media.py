"""Media that came inside the JSON: a data URI or bare base64, decoded to a file piece by piece."""

import binascii
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from retake_gui.domain.errors import Refused
from retake_gui.engine.request_body import LongText

_PIECE = 4 * 64 * 1024
_MOST_HEADER = 256
_HEADER = re.compile(rb"data:([a-z0-9.+-]+/[a-z0-9.+-]+)?((?:;[^,;]*)*),", re.IGNORECASE)
_BLANKS = b" \t\r\n"
UNKNOWN_MIME = "application/octet-stream"


def decode_media(text: str | LongText, target: Path) -> str:
    """Write what a data URI or bare base64 holds into a new file.

    Returns:
        The media type that the data URI names, or ``application/octet-stream``.

    Raises:
        Refused: It is neither, or it holds nothing; no file is left.
    """
    source: IO[bytes] = text.path.open("rb") if isinstance(text, LongText) else io.BytesIO(text.encode())
    try:
        with source, target.open("xb") as file:
            mime = _read_header(source)
            written = sum(file.write(piece) for piece in _decoded(source))
        if not written:
            raise Refused("The media is empty.")
    except binascii.Error as error:
        target.unlink(missing_ok=True)
        raise Refused("The media is neither a data URI nor valid base64.") from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return mime


def _read_header(source: IO[bytes]) -> str:
    """Leave the source behind a data URI's comma, or at its start."""
    start = source.read(_MOST_HEADER)
    match = _HEADER.match(start)
    if match is None:
        source.seek(0)
        return UNKNOWN_MIME
    if not match.group(2).lower().endswith(b";base64"):
        raise Refused("The data URI is not base64.")
    source.seek(match.end())
    return (match.group(1) or UNKNOWN_MIME.encode()).decode().lower()


def _decoded(source: IO[bytes]) -> Iterator[bytes]:
    """Whole groups of four at a time; padding may be missing, but may only stand at the end.

    Raises:
        binascii.Error: Not base64.
    """
    pending = b""
    ended = False
    while piece := source.read(_PIECE):
        data = pending + piece.translate(None, _BLANKS)
        whole = len(data) - len(data) % 4
        pending = data[whole:]
        if ended and data:
            raise binascii.Error("data after the padding")
        ended = data[:whole].endswith(b"=")
        yield binascii.a2b_base64(data[:whole], strict_mode=True)
    if pending and ended:
        raise binascii.Error("data after the padding")
    if pending:
        yield binascii.a2b_base64(pending + b"=" * (4 - len(pending) % 4), strict_mode=True)
