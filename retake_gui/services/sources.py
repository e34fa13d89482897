"""What the terminal is given as a clip: a file, an address, or a media UUID of the service."""

import hashlib
import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from retake_gui.domain.errors import BrokenResult, RetakeError, UnreadableMedia
from retake_gui.domain.settings import is_web_address
from retake_gui.runware.transfer import download
from retake_gui.services.planning import is_uuid
from retake_gui.store.project_file import ProjectFile

_PLAIN = re.compile(r"[^\w.-]+")


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
        return Path(self.text).expanduser()


def read_source(text: str) -> Source:
    """Tell the three apart; a file that exists is a file whatever it is called."""
    if Path(text).expanduser().is_file():
        return Source(SourceKind.FILE, text)
    if is_web_address(text):
        return Source(SourceKind.ADDRESS, text)
    if is_uuid(text):
        return Source(SourceKind.MEDIA, text)
    return Source(SourceKind.FILE, text)


async def fetch_source(source: Source, project: ProjectFile, poll_scale: float) -> Path:
    """Fetch the clip of an address into the project's folder; what was fetched before is not fetched again.

    Raises:
        UnreadableMedia: It cannot be fetched.
    """
    name = _PLAIN.sub("_", unquote(PurePosixPath(urlsplit(source.text).path).name)) or "clip.mp4"
    mark = hashlib.sha256(source.text.encode()).hexdigest()[:8]
    target = project.takes_folder / "sources" / mark / name
    if _exists(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        await download(source.text, target, on_progress=_ignore, poll_scale=poll_scale)
    except (RetakeError, BrokenResult) as error:
        raise UnreadableMedia(
            f"The clip at {source.text} could not be fetched: {error.what}",
            kept="Nothing was sent.",
            do="Check the address.",
            details=error.details,
        ) from error
    return target


def _exists(path: Path) -> bool:
    return path.is_file()


def _ignore(done: int, total: int) -> None:
    del done, total
