"""States of the window that can be asked for from outside, such as for a picture of it."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, SignalInstance

from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.clip_media import ClipMedia
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.retaking import RetakingModel

_PROMPT = "Heavy rain begins to fall, dusk light, the wind rises."


class Scene(StrEnum):
    """How far the window has come."""

    OPENED = "opened"
    COMPARED = "compared"


class SceneModel(QObject):
    """Brings the window into a state, and says when it is there."""

    def __init__(
        self,
        models: Models,
        media: ClipMedia,
        retaking: RetakingModel,
        failed: SignalInstance,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._media, self._retaking, self._failed = models, media, retaking, failed

    async def reach(self, scene: Scene) -> None:
        """Be in a state, with everything that it shows drawn.

        Raises:
            RetakeError: It cannot be reached.
        """
        if scene is Scene.COMPARED and not self._models.takes.takes:
            await self._make_take()
        takes = self._models.takes.takes
        if scene is Scene.COMPARED and self._models.takes.shown is None:
            self._models.takes.show(takes[0])
        player, document = self._models.player, self._models.document
        if scene is Scene.COMPARED and document.segment:
            player.seek(document.segment.start + len(document.segment) // 2)
        await self._until(lambda: player.settled, player.settledChanged)
        await self._until(lambda: self._media.settled, self._media.settledChanged)

    async def _make_take(self) -> None:
        document = self._models.document
        if not document.settings.prompt:
            document.edit_settings(self.tr("Write the prompt"), prompt=_PROMPT)
        if document.refusals:
            raise document.refusals[0]
        self._retaking.start()
        await self._until(lambda: bool(self._models.takes.takes), self._retaking.takeArrived)

    async def _until(self, holds: Callable[[], bool], changed: SignalInstance) -> None:
        """Wait until a condition holds; an error that is shown to the user ends the waiting."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def look(*_news: Any) -> None:
            if holds() and not done.done():
                done.set_result(None)

        def fail(error: RetakeError, *_whose: str) -> None:
            if not done.done():
                done.set_exception(error)

        changed.connect(look)
        self._failed.connect(fail)
        self._retaking.jobFailed.connect(fail)
        try:
            look()
            await done
        finally:
            changed.disconnect(look)
            self._failed.disconnect(fail)
            self._retaking.jobFailed.disconnect(fail)
