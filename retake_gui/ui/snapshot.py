"""A picture of the window in a state, for documents and for checks without a screen."""

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from retake_gui.domain.errors import RetakeError, SettingRefused
from retake_gui.viewmodels.scenes import Scene, SceneModel

DONE, FAILED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses, as those of the terminal's commands."""

_SIZE = QSize(1480, 920)


class Snapshot:
    """Takes one picture, unless the clip is refused or the window is closed before the state is reached."""

    def __init__(self, window: QWidget, scenes: SceneModel, closed: asyncio.Event) -> None:
        self._window, self._scenes, self._closed = window, scenes, closed
        self._refusal: RetakeError | None = None

    def note_refusal(self, error: RetakeError) -> None:
        """Take in why the clip that was named cannot be shown: a state that needs one is out of reach."""
        self._refusal = error

    async def save(self, file: Path, after: Scene | None) -> int:
        """Write the picture, and return the exit status; what went wrong is on standard error in one sentence."""
        if after is not None and self._refusal is not None:
            print(self._refusal.sentence, file=sys.stderr)
            return UNUSABLE
        reaching = asyncio.ensure_future(self._reach(after))
        closing = asyncio.ensure_future(self._closed.wait())
        await asyncio.wait({reaching, closing}, return_when=asyncio.FIRST_COMPLETED)
        if closing.done():
            reaching.cancel()
            return INTERRUPTED
        closing.cancel()
        return reaching.result() or self._write(file)

    async def _reach(self, after: Scene | None) -> int:
        try:
            if after is not None:
                await self._scenes.reach(after)
        except SettingRefused as error:
            print(error.sentence, file=sys.stderr)
            return UNUSABLE
        except RetakeError as error:
            print(error.sentence, file=sys.stderr)
            return FAILED
        return DONE

    def _write(self, file: Path) -> int:
        self._window.resize(_SIZE)
        if self._window.grab().save(str(file)):
            return DONE
        print(f"{file} could not be written. Choose another name or folder.", file=sys.stderr)
        return UNUSABLE
