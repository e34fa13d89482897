"""The seams of the shown take, as the editor adjusts them: each change is seen and heard at once, undoable, and kept.

What a change does to the seam is looked at again in the background, and the take's lamps follow.
"""

import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.lamps import Lamp, lamps_of
from retake_gui.domain.seams import LEAST_FADE, MOST_FADE, Edge, Seams
from retake_gui.domain.settings import Seam
from retake_gui.domain.span import Span
from retake_gui.domain.take import Take
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.tasks import Tasks

Inspect = Callable[[Clip, Take, Take | None], Awaitable[tuple[Lamp, ...]]]
"""Looks at a take as it is fitted now; the last one is the take whose sound is heard instead."""

_CALM_MS = 350
_OUTDATED = "lamps_outdated"
"""In a take's report: its lamps are about seams that were changed since, and nobody has looked again yet."""


class SeamsModel(QObject):
    """How the shown take joins its clip.

    Signals:
        changed: The shown take, its seams, or its lamps are others now.
        refitted: The shown take is fitted in another way and must be shown again (``Take``).
    """

    changed = Signal()
    refitted = Signal(object)

    def __init__(self, models: Models, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._tasks = models, tasks
        self._inspect: Inspect | None = None
        self._pressed = ""
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(_CALM_MS)
        self._looking.timeout.connect(self._look)
        models.takes.shownChanged.connect(self._follow)
        models.takes.dataChanged.connect(self.changed)
        models.player.loopChanged.connect(self._leave)

    @property
    def take(self) -> Take | None:
        """The shown take."""
        return self._models.takes.shown

    @property
    def clip(self) -> Clip | None:
        """The open clip."""
        return self._models.document.clip

    @property
    def seams(self) -> Seams:
        """How it joins."""
        return self.take.seams if self.take is not None else Seams()

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """What was found about it."""
        return lamps_of(self.take.report) if self.take is not None else ()

    @property
    def looking(self) -> bool:
        """Whether the lamps are about to change."""
        return self._looking.isActive()

    def set_inspect(self, inspect: Inspect) -> None:
        """The rooms are loaded: takes can be looked at."""
        self._inspect = inspect
        self._follow()

    def set_edge(self, *, head: bool, kind: Seam | None = None, frames: int | None = None) -> None:
        """Join in another way at one edge."""
        old = self.seams.head if head else self.seams.tail
        edge = Edge(kind or old.kind, old.frames).with_frames(frames or old.frames)
        seams = replace(self.seams, head=edge) if head else replace(self.seams, tail=edge)
        where = self.tr("start") if head else self.tr("end")
        self._change(self.tr("Join the {0} otherwise").format(where), f"{where}{kind or ''}", seams=seams)

    def set_fade(self, milliseconds: int) -> None:
        """Cross the sound over in another time, 10 to 80 ms."""
        fade = min(max(Fraction(milliseconds, 1000), LEAST_FADE), MOST_FADE)
        self._change(self.tr("Cross the sound over otherwise"), "fade", seams=replace(self.seams, fade=fade))

    def set_match_level(self, match: bool) -> None:
        """Bring the new sound to the clip's level, or leave it."""
        self._change(self.tr("Match the level"), "", seams=replace(self.seams, match_level=match))

    @property
    def trimmed(self) -> int:
        """Frames that were made beyond the end of the shown take's segment, within the clip."""
        plain = self.take.window if self.take is not None else {}
        if self.take is None or "sent" not in plain:
            return 0
        rate, seconds = Fraction(plain["rate"]), plain["start_seconds"] + plain["duration_seconds"]
        made = min(math.ceil(seconds * rate), len(plain["sent"]) - plain["pad_tail"])
        return max(0, int(plain["sent"][made - 1]) + 1 - self.take.segment.end)

    def set_keep_all(self, keep: bool) -> None:
        """Keep what was made beyond the segment's end, or trim it."""
        self._change(self.tr("Keep all that was made"), "", seams=replace(self.seams, keep_all=keep))

    def set_sound_of(self, source: int | None) -> None:
        """Hear another take with this picture (its id), the source (0), or its own sound (``None``)."""
        self._change(self.tr("Hear another sound"), "", sound_of=source)

    def sounds(self) -> list[Take]:
        """The other takes whose sound can be heard with this one's picture."""
        return [
            take
            for take in self._models.takes.takes
            if self.take is not None and take.id != self.take.id and take.mode.replaces_sound and take.fit
        ]

    def sound_of(self, take: Take) -> Take | None:
        """The other take whose sound a take is heard with."""
        return next((other for other in self._models.takes.takes if take.sound_of and other.id == take.sound_of), None)

    def look_at(self, lamp: Lamp) -> None:
        """Be where a lamp means, and loop there: a second before and after, or the frames that it is about.

        What is about sound is played at once, from the loop's beginning.
        """
        clip, player = self.clip, self._models.player
        if clip is None:
            return
        loop = _loop_of(lamp, clip)
        player.loop_over(loop)
        player.seek(loop.start if lamp.heard else lamp.frame)
        if lamp.heard:
            player.play()
        self._pressed = lamp.name
        self.changed.emit()

    @property
    def looked_at(self) -> str:
        """The name of the lamp where we look: the one that was pressed last, as long as its frames are looped."""
        clip = self.clip
        pressed = next((lamp for lamp in self.lamps if lamp.name == self._pressed), None)
        if pressed is None or clip is None:
            return ""
        return pressed.name if self._models.player.loop == _loop_of(pressed, clip) else ""

    def apply(self, wanted: Take) -> None:
        """Called by a command when it is done or undone: fit a take so; its rating and note are not touched."""
        takes = self._models.takes
        now = next((take for take in takes.takes if take.id == wanted.id), None)
        if now is None:
            return
        report = now.report | {_OUTDATED: True} if "lamps" in now.report else now.report
        take = replace(now, seams=wanted.seams, sound_of=wanted.sound_of, report=report)
        takes.update(take)
        if self.take is not None and take.id == self.take.id:
            self.refitted.emit(take)
            self._looking.start()
        self.changed.emit()

    def close(self) -> None:
        """Look no more."""
        self._looking.stop()

    def _change(self, words: str, merge: str, **changes: object) -> None:
        take = self.take
        if take is None:
            return
        new = replace(take, **changes)  # type: ignore[arg-type]
        if new != take:
            self._models.document.undo.push(_Refit(self, words, f"{take.id}{merge}" if merge else "", take, new))

    def _leave(self) -> None:
        """Other frames are looped, or none: nobody looks at a lamp any more."""
        if self._pressed and not self.looked_at:
            self._pressed = ""
            self.changed.emit()

    def _follow(self, *_news: object) -> None:
        self._looking.stop()
        take = self.take
        if take is not None and take.fit and ("lamps" not in take.report or take.report.get(_OUTDATED)):
            self._looking.start()
        self.changed.emit()

    def _look(self) -> None:
        take = self.take
        if take is not None and take.fit and self.clip is not None and self._inspect is not None:
            self._tasks.start(self._light(self._inspect, self.clip, take), "look at a take")

    async def _light(self, inspect: Inspect, clip: Clip, take: Take) -> None:
        try:
            lamps = await inspect(clip, take, self.sound_of(take))
        except RetakeError:
            return  # whoever shows or exports the take says what is wrong with its file
        now = next((other for other in self._models.takes.takes if other.id == take.id), None)
        if now is not None and (now.seams, now.sound_of) == (take.seams, take.sound_of):
            kept = {name: found for name, found in now.report.items() if name != _OUTDATED}
            self._models.takes.update(replace(now, report=kept | {"lamps": [lamp.as_dict() for lamp in lamps]}))


def _loop_of(lamp: Lamp, clip: Clip) -> Span:
    """A second before and after what a lamp means, or the frames that it is about."""
    moment, second = clip.time_of(lamp.frame), Fraction(1)
    around = Span(clip.frame_for(max(Fraction(0), moment - second)), clip.frame_for(moment + second))
    return (lamp.around.hull(around) if lamp.around else around).within(clip.whole)


class _Refit(QUndoCommand):
    """One way of fitting a take replaced by another."""

    _ids: dict[str, int] = {}  # noqa: RUF012 - merge keys get small numbers as Qt wants them

    def __init__(self, model: SeamsModel, words: str, merge: str, old: Take, new: Take) -> None:
        super().__init__(words)
        self._model, self._old, self._new = model, old, new
        self._id = 1_000_000 + self._ids.setdefault(merge, len(self._ids)) if merge else -1

    def id(self) -> int:
        """Commands with the same number merge; -1 never does."""
        return self._id

    def redo(self) -> None:
        self._model.apply(self._new)

    def undo(self) -> None:
        self._model.apply(self._old)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Keep the first way to go back to, and the last to go forward to."""
        if not isinstance(other, _Refit) or other._old.id != self._old.id:
            return False
        self._new = other._new
        return True
