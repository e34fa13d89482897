"""A small picture of each take, for the list: made away from the window's thread when a row is first seen."""

import asyncio
from collections import OrderedDict
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.take import Take
from retake_gui.viewmodels.frames import Picture
from retake_gui.viewmodels.tasks import Tasks

_SIZE = (192, 108)
_MOST = 256
"""Pictures that are kept, of at most 83 kB each."""


class TakePictures(QObject):
    """Keeps the pictures that were made; the rows that were asked for last are made first.

    Signals:
        made: A take has its picture now (its id).
    """

    made = Signal(int)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kept: OrderedDict[int, Picture | None] = OrderedDict()
        self._wanted: OrderedDict[int, Take] = OrderedDict()
        self._making: asyncio.Task[None] | None = None

    def picture_of(self, take: Take) -> Picture | None:
        """The middle of the take's segment as it was returned, or ``None`` until it is made or where it cannot be."""
        if take.id in self._kept:
            self._kept.move_to_end(take.id)
            return self._kept[take.id]
        self._wanted[take.id] = take
        self._wanted.move_to_end(take.id)
        if self._making is None or self._making.done():
            self._making = self._tasks.start(self._make(), "pictures of takes")
        return None

    async def _make(self) -> None:
        while self._wanted:
            number, take = self._wanted.popitem()
            self._kept[number] = await asyncio.to_thread(_picture, take)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            self.made.emit(number)


def _middle(take: Take) -> Fraction:
    """Where the middle of what was made lies in the returned file, in seconds."""
    plan = take.window
    if "start_seconds" not in plan or "duration_seconds" not in plan:
        return Fraction(0)
    return Fraction(plan["start_seconds"]) + Fraction(plan["duration_seconds"]) / 2


def _picture(take: Take) -> Picture | None:
    from retake_gui.media.glimpse import glimpse_at

    return glimpse_at(Path(take.returned), _middle(take), _SIZE) if take.returned else None
