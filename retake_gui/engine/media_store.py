"""Media that came in: uploads kept under a UUID, and inputs given in any of the contract's forms."""

import asyncio
import contextlib
import mimetypes
import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from retake_gui.domain.errors import Refused
from retake_gui.domain.settings import is_web_address
from retake_gui.engine.config import EngineConfig
from retake_gui.engine.faults import Fault, TaskRefused
from retake_gui.engine.fetching import fetch
from retake_gui.engine.files import FileShelf
from retake_gui.engine.inline_media import decode_media
from retake_gui.engine.request_body import LongText
from retake_gui.engine.validation import is_uuid


@dataclass(frozen=True, slots=True)
class Media:
    """One uploaded file.

    Attributes:
        name: Under which it is served.
    """

    media_uuid: str
    path: Path
    name: str


def not_found(media_uuid: str, parameter: str) -> TaskRefused:
    """The refusal of a media UUID that nobody uploaded, or that was deleted."""
    message = f"No media with the UUID '{media_uuid[:36]}' exists."
    return TaskRefused(Fault("mediaNotFound", message, parameter=parameter))


class MediaStore:
    """Uploads, and the way from a media input to a file."""

    def __init__(self, config: EngineConfig, shelf: FileShelf, client: Callable[[], httpx.AsyncClient]) -> None:
        self._config = config
        self._shelf = shelf
        self._client = client
        self._media: dict[str, Media] = {}

    async def add(self, text: str | LongText) -> Media:
        """Keep an upload: a data URI, base64, or what an address holds.

        Raises:
            Refused: It is none of these, or cannot be fetched.
        """
        media_uuid = str(uuid.uuid4())
        path = self._config.folder / f"{media_uuid}.upload"
        mime = await self._write(text, path)
        path = await asyncio.to_thread(path.rename, path.with_suffix(mimetypes.guess_extension(mime) or ".bin"))
        media = Media(media_uuid, path, self._shelf.publish(path, mime))
        self._media[media_uuid] = media
        return media

    def remove(self, media_uuid: str) -> bool:
        """Forget an upload and delete its file; say whether there was one."""
        media = self._media.pop(media_uuid.lower(), None)
        if media is not None:
            self._shelf.withdraw(media.name)
        return media is not None

    def needs_fetching(self, source: str | LongText) -> bool:
        """Whether an input lies on another host, so that having it takes a while."""
        return isinstance(source, str) and is_web_address(source)

    async def obtain(self, source: str | LongText, target: Path, parameter: str) -> None:
        """Put an input at a path of its own, so that deleting the upload disturbs nobody.

        Raises:
            TaskRefused: It does not exist, is not what it should be, or cannot be fetched.
        """
        if isinstance(source, str) and is_uuid(source):
            media = self._media.get(source.lower())
            if media is None:
                raise not_found(source, parameter)
            await asyncio.to_thread(_link, media.path, target)
            return
        try:
            await self._write(source, target)
        except TaskRefused:
            raise
        except Refused as refused:
            code = f"invalid{parameter[0].upper()}{parameter[1:]}"
            message = f"Invalid value for '{parameter}' parameter. {refused.what}"
            raise TaskRefused(Fault(code, message, parameter=parameter)) from refused

    async def _write(self, text: str | LongText, target: Path) -> str:
        if isinstance(text, str) and is_web_address(text):
            most, seconds = self._config.most_fetched, self._config.fetch_seconds
            return await fetch(self._client(), text, target, most=most, seconds=seconds)
        return await asyncio.to_thread(decode_media, text, target)


def _link(source: Path, target: Path) -> None:
    with contextlib.suppress(OSError):
        os.link(source, target)
        return
    shutil.copyfile(source, target)
