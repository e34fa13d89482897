"""What the terminal is given as a clip: a file, an address, or a media UUID of the service."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from retake_gui.domain.errors import BrokenResult, RetakeError, UnreadableMedia
from retake_gui.domain.naming import is_text
from retake_gui.domain.settings import is_web_address
from retake_gui.runware.exchange import without_query
from retake_gui.runware.transfer import download
from retake_gui.services.planning import is_uuid
from retake_gui.store.atomic import replace_text
from retake_gui.store.folders import expanded, made
from retake_gui.store.project_file import ProjectFile

_PLAIN = re.compile(r"[^\w.-]+")
_NOTE = "address.txt"
_MOST_NAME, _MOST_SUFFIX = 100, 8


class SourceKind(Enum):
    """How a clip is named."""

    FILE = auto()
    ADDRESS = auto()
    MEDIA = auto()


@dataclass(frozen=True, slots=True)
class Source:
    """A clip as it was named."""

    kind: SourceKind
    text: str

    @property
    def path(self) -> Path:
        """The file; only of a file."""
        return expanded(Path(self.text))


def read_source(text: str) -> Source:
    """Tell the three apart; a file that exists is a file whatever it is called."""
    if expanded(Path(text)).is_file():
        return Source(SourceKind.FILE, text)
    if is_web_address(text):
        return Source(SourceKind.ADDRESS, text)
    if is_uuid(text):
        return Source(SourceKind.MEDIA, text)
    return Source(SourceKind.FILE, text)


async def fetch_source(
    source: Source,
    project: ProjectFile,
    poll_scale: float,
    on_progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Fetch the clip of an address into the project's folder; what was fetched before is not fetched again.

    Args:
        source: An address.
        project: Whose folder gets the file.
        poll_scale: By how much waiting between attempts is multiplied.
        on_progress: Told bytes that are there, and how many there will be (0 while unknown).

    Raises:
        UnreadableMedia: It cannot be fetched.
        StorageError: There is no room for it.
    """
    if not is_text(source.text):
        raise UnreadableMedia("The address of the clip has characters that are none.", do="Copy the address again.")
    name = _file_name(source.text)
    mark = hashlib.sha256(source.text.encode()).hexdigest()[:8]
    target = project.takes_folder / "sources" / mark / name
    if _exists(target):
        return target
    made(target.parent, kept="Nothing was sent.", do="Move what lies in its place, then try again.")
    replace_text(_note_of(target), source.text)
    try:
        await download(source.text, target, on_progress=on_progress or _ignore, poll_scale=poll_scale)
    except (RetakeError, BrokenResult) as error:
        raise UnreadableMedia(
            f"The clip at {without_query(source.text)} could not be fetched: {error.what}",
            kept="Nothing was sent.",
            do="Check the address.",
            details=error.details,
        ) from error
    return target


def _file_name(address: str) -> str:
    """A name for a clip in a folder of its own, beside the note of its address; not longer than any disk takes."""
    name = _PLAIN.sub("_", unquote(PurePosixPath(urlsplit(address).path).name)).lstrip(".") or "clip.mp4"
    if len(name.encode()) > _MOST_NAME:
        suffix = PurePosixPath(name).suffix[:_MOST_SUFFIX]
        name = name.encode()[: _MOST_NAME - len(suffix.encode())].decode(errors="ignore") + suffix
    return name if name.lower() != _NOTE else f"clip_{name}"


def address_of(path: Path) -> str:
    """The address from which a file was fetched; empty for one that never was."""
    if path.parent.parent.name != "sources":
        return ""
    try:
        return _note_of(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _note_of(path: Path) -> Path:
    return path.with_name(_NOTE)


def _exists(path: Path) -> bool:
    return path.is_file()


def _ignore(done: int, total: int) -> None:
    del done, total
