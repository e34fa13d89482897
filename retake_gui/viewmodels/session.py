"""The open project and what works on it, behind the window's models.

The rooms behind this (network, decoding, databases) are heavy to load; they arrive after the first paint, so nothing
here imports them: the composition root hands in a :class:`Session` when there is one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError, SettingRefused
from retake_gui.domain.identity import is_uuid
from retake_gui.domain.project import ProjectClip, ProjectInfo
from retake_gui.domain.settings import Request, is_web_address
from retake_gui.viewmodels.clip_memory import ClipMemory
from retake_gui.viewmodels.fetching import ClipFetcher
from retake_gui.viewmodels.frames import Picture
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.project_words import cut_off, missing, set_aside
from retake_gui.viewmodels.tasks import Tasks

if TYPE_CHECKING:
    from retake_gui.services.exporting import Exporter
    from retake_gui.services.jobs import JobRunner
    from retake_gui.services.opening import ClipOpener
    from retake_gui.store.project_file import ProjectFile

_LONG_SECONDS = 0.15
_GLIMPSE = (960, 960)
_FIRST_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Session:
    """One open project with everything that works on it.

    Attributes:
        poll_scale: By how much waiting between requests is multiplied.
    """

    project: "ProjectFile"
    opener: "ClipOpener"
    runner: "JobRunner"
    exporter: "Exporter"
    poll_scale: Callable[[], float] = lambda: 1.0


OpenSession = Callable[[Path | None], Awaitable[Session]]
"""Opens a project by path, or the untitled one of the user's data folder for ``None``."""

CloseSession = Callable[[Session], Awaitable[None]]


class SessionModel(QObject):
    """Opens projects and clips, and keeps what the user does to them.

    Signals:
        opened: Another project is open (``Session``).
        projectChanged: It is called otherwise (``ProjectInfo``).
        clipOpening: A clip is being measured (its name).
        clipGlimpsed: That takes a while; this is its first picture meanwhile (``Picture``).
        clipRefused: It, or the project, cannot be used (``RetakeError``).
        clipIncomplete: A part of the one that is open now is not there (``RetakeError``).
    """

    opened = Signal(object)
    projectChanged = Signal(object)
    clipOpening = Signal(str)
    clipGlimpsed = Signal(object)
    clipRefused = Signal(object)
    clipIncomplete = Signal(object)

    def __init__(self, models: Models, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._tasks = models, tasks
        self._open: OpenSession | None = None
        self._close: CloseSession | None = None
        self._session: Session | None = None
        self._memory = ClipMemory(models, tasks, self)
        self._wanted = 0
        self.fetcher = ClipFetcher(self)

    @property
    def session(self) -> Session | None:
        """The open project, or ``None`` while the program is still starting."""
        return self._session

    @property
    def clip_id(self) -> int | None:
        """The open clip's number in the project."""
        return self._memory.clip_id

    async def begin(self, open_session: OpenSession, close_session: CloseSession, path: Path | None) -> bool:
        """The rooms are loaded: open the first project, or else the one without a name; whether it is the first one."""
        self._open, self._close = open_session, close_session
        refusals: list[RetakeError] = []
        for wanted in dict.fromkeys((path, None)):
            try:
                await self.open_project(wanted)
                break
            except RetakeError as error:
                refusals.append(error)
        replaced = self._session is not None and self._session.project.path == path
        if refusals and not replaced:
            self.clipRefused.emit(refusals[0])
        return not refusals

    async def go_to_project(self, path: Path) -> None:
        """Open another project where it was left.

        Raises:
            StorageError: The file is no project, damaged, or made by a newer version; the old one stays open.
        """
        await self.open_project(path)
        await self.open_last_clip()

    async def open_project(self, path: Path | None) -> None:
        """Leave the open project and go on with another one; jobs of the one left keep their place in it.

        Raises:
            StorageError: The file is no project, damaged, or made by a newer version; the old one stays open.
        """
        if self._open is None or self._close is None:
            return
        session = await self._open(path)
        self.save_now()
        left, self._session = self._session, session
        self._memory.forget()
        self._models.document.close_clip()
        self._models.takes.reset(())
        self.opened.emit(session)
        self.projectChanged.emit(session.project.info)
        if left is not None:
            await self._close(left)
        damage = await asyncio.to_thread(session.project.damage)
        if damage is not None:
            self.clipRefused.emit(damage)
        aside = session.project.set_aside
        if aside is not None:
            self.clipRefused.emit(set_aside(aside.path, newer=aside.newer))

    async def open_last_clip(self) -> None:
        """Go on where the project was left."""
        from retake_gui.store.last_clip import last_clip

        clip = last_clip(self._session.project) if self._session is not None else None
        last = clip.source if clip is not None else ""
        if is_uuid(last):
            self._open_media(last)
            return
        if bool(last) and await asyncio.to_thread(Path(last).is_file):
            await self.open_clip(Path(last))
        elif last:
            self.clipRefused.emit(missing(Path(last)))

    def close_clip(self) -> None:
        """Show nothing; the project keeps the clip and its takes."""
        self.save_now()
        self._memory.forget()
        self._models.takes.reset(())
        self._models.document.close_clip()

    async def save_as(self, path: Path) -> None:
        """Copy the project with its takes under another name, and go on, jobs too, with the copy.

        Raises:
            StorageError: The name is taken, or the disk refuses.
        """
        if self._session is None:
            return
        from retake_gui.store.project_copy import copy_project

        self.save_now()
        clip, session = self._models.document.clip, self._session
        await session.runner.aclose()
        try:
            await asyncio.to_thread(copy_project, session.project, path)
        except RetakeError:
            await session.runner.resume_all()
            raise
        await self.open_project(path)
        if clip is not None:
            await self.open_clip(Path(clip.source))

    async def open_clip(self, path: Path) -> None:
        """Measure a clip and show it with what the project remembers of it; what was open stays when it is refused."""
        session = await self._opened()
        if session is None:
            return
        self._wanted += 1
        wanted = self._wanted
        self.clipOpening.emit(path.name)
        glimpse = asyncio.create_task(self._glimpse(path, wanted), name="glimpse")
        try:
            found = await session.opener.open(path)
        except RetakeError as error:
            if wanted == self._wanted:
                self.clipRefused.emit(error)
            return
        finally:
            glimpse.cancel()
        if wanted == self._wanted and session is self._session:
            self.save_now()
            self._show(found.clip, found.remembered, session)

    async def open_address(self, text: str) -> None:
        """Open a clip by its URL, which is fetched, or media of the service by its UUID, of which nothing is seen here.

        Raises:
            SettingRefused: It is neither.
        """
        session = await self._opened()
        if session is None:
            return
        if is_web_address(text):
            await self._open_url(text, session)
        elif is_uuid(text):
            self._open_media(text)
        else:
            raise SettingRefused(
                "video", f"“{text[:200]}” is neither a web address nor a media UUID.", do="Correct the address."
            )

    async def _opened(self) -> Session | None:
        """The open project; where there was none to be had it is tried again, since the disk may have room by now."""
        if self._session is None and self._open is not None:
            try:
                await self.open_project(None)
            except RetakeError as error:
                self.clipRefused.emit(error)
        return self._session

    async def _open_url(self, url: str, session: Session) -> None:
        try:
            file = await self.fetcher.fetch(url, session.project, session.poll_scale)
        except RetakeError as error:
            self.clipRefused.emit(error)
            return
        if file is not None:
            await self.open_clip(file)

    def _open_media(self, media_uuid: str) -> None:
        session = self._session
        if session is None:
            return
        from retake_gui.store.last_clip import keep_last_clip

        self.save_now()
        project = session.project
        row = project.find_clip(media_uuid, media_uuid) or project.add_clip(media_uuid, media_uuid, 0)
        keep_last_clip(project, row.id)
        self._memory.begin(project, row)
        self._models.takes.reset(())
        request = Request(row.segment.start, len(row.segment)) if row.segment else Request(0, _FIRST_SECONDS)
        self._models.document.open_remote(media_uuid, request, row.draft)
        self._models.takes.reset(session.project.takes(row.id))

    async def _glimpse(self, path: Path, wanted: int) -> None:
        """Show the first picture of a clip whose measuring takes long."""
        await asyncio.sleep(_LONG_SECONDS)
        picture = await asyncio.to_thread(_first_picture, path)
        if picture is not None and wanted == self._wanted:
            self.clipGlimpsed.emit(picture)

    async def close(self) -> None:
        """Save, and leave the project; running jobs keep their rows and go on at the next start."""
        self.save_now()
        self._memory.forget()
        session, self._session = self._session, None
        if session is not None and self._close is not None:
            await self._close(session)

    def info(self) -> ProjectInfo | None:
        """Where the project lies and what it is called."""
        return None if self._session is None else self._session.project.info

    def save_now(self) -> None:
        """Write what changed of the open clip to the project."""
        self._memory.save_now()

    def _show(self, clip: Clip, remembered: ProjectClip, session: Session) -> None:
        self._memory.begin(session.project, remembered)
        models = self._models
        from retake_gui.services.sources import address_of

        models.document.open(clip, remembered.segment, remembered.draft, address_of(Path(clip.source)))
        takes = session.project.takes(remembered.id)
        models.takes.reset(takes)
        chosen = next((take for take in takes if take.number == remembered.chosen_take), None)
        if chosen is not None:
            models.takes.show(chosen)
        if clip.missing:
            self.clipIncomplete.emit(cut_off(clip))


def _first_picture(path: Path) -> Picture | None:
    from retake_gui.media.glimpse import glimpse

    return glimpse(path, _GLIMPSE)
