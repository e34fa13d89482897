"""The shown take beside the source: hands the fitted clip to the player, and the takes' places to the timeline."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.clip import Clip
from retake_gui.domain.compare import grid_takes
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.take import Rating, Take
from retake_gui.viewmodels.compare_model import Result, ShownTake
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.session import SessionModel
from retake_gui.viewmodels.take_edits import Judge, Remove
from retake_gui.viewmodels.tasks import Tasks
from retake_gui.viewmodels.timeline import TakeMark

if TYPE_CHECKING:
    from retake_gui.viewmodels.frames import PictureFactory, SoundFactory

Sources = tuple["PictureFactory", "SoundFactory | None"]
FitSources = Callable[[Clip, Take, Take | None], Sources]
"""Gives the fitted clip of a take, perhaps with the sound of another one: what is previewed is what is exported."""

Probe = Callable[[Path], Awaitable[Clip]]
"""Measures a file."""


class ComparingModel(QObject):
    """Follows the list of takes.

    Signals:
        removed: A take was taken off the list and can be brought back (``Take``).
    """

    removed = Signal(object)

    def __init__(self, models: Models, sessions: SessionModel, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._sessions, self._tasks = models, sessions, tasks
        self._fit: FitSources | None = None
        self._made: dict[int, tuple[tuple[Take | None, ...], Sources]] = {}
        self._probe: Probe | None = None
        models.takes.shownChanged.connect(self._show)
        sessions.opened.connect(lambda session: models.takes.set_made(session.exporter.made_clip))
        models.takes.takesChanged.connect(self._refresh)
        models.player.takeWanted.connect(self._choose)
        models.takes.takeEdited.connect(self._save)
        models.player.unveilWanted.connect(self.reveal)

    def set_fit(self, fit: FitSources, probe: Probe) -> None:
        """The rooms are loaded: takes can be shown."""
        self._fit, self._probe = fit, probe

    def look_at(self, take: Take) -> None:
        """A new take that is shown: be in the middle of it, and loop around it."""
        player, shown = self._models.player, self._models.takes.shown
        if shown is None or shown.id != take.id:
            return
        if not player.playing:
            player.seek(take.segment.start + len(take.segment) // 2)
        player.set_looping(True)

    def show_again(self, take: Take) -> None:
        """The shown take is fitted otherwise: see and hear that."""
        self._show(take)

    def rate(self, rating: Rating) -> None:
        """Star or reject the shown take; the same again takes it back."""
        take = self._models.takes.shown
        if take is not None:
            again = take.rating is rating
            words = {Rating.STARRED: self.tr("Star {0}"), Rating.REJECTED: self.tr("Reject {0}")}[rating]
            self._judge(take, words, Rating.NONE if again else rating, take.note)

    def annotate(self, note: str) -> None:
        """Write a note on the shown take."""
        take = self._models.takes.shown
        if take is not None and note != take.note:
            self._judge(take, self.tr("Write a note on {0}"), take.rating, note)

    def reveal(self) -> None:
        """Show the shown take although the service marked it; until the program ends."""
        take = self._models.takes.shown
        if take is not None and self._models.takes.is_veiled(take):
            self._models.takes.reveal(take)
            self.show_again(take)

    def _judge(self, take: Take, words: str, rating: Rating, note: str) -> None:
        command = Judge(words.format(take.title), self._models.takes, take, rating, note)
        self._models.document.undo.push(command)

    def reuse(self) -> None:
        """Put range and settings of the shown take into the panel again."""
        take, document = self._models.takes.shown, self._models.document
        if take is None:
            return
        document.load(self.tr("Use the settings of {0}").format(take.title), take.settings, take.segment)

    def remove(self) -> None:
        """Take the shown take off the list; its file stays."""
        take, session = self._models.takes.shown, self._sessions.session
        if take is not None and session is not None:
            project = session.project

            def keep(take_id: int, removed: bool) -> None:
                (project.remove_take if removed else project.restore_take)(take_id)

            words = self.tr("Remove {0}").format(take.title)
            self._models.document.undo.push(Remove(words, self._models.takes, take, keep))
            self.removed.emit(take)

    def _show(self, take: Take | None) -> None:
        player = self._models.player
        if take is not None and self._models.document.clip is None and self._probe is not None:
            if self._models.takes.is_veiled(take):
                return
            self._tasks.start(self._look_at_returned(take, self._probe), "look at a returned file")
            return
        try:
            found = self._sources(take) if take is not None else None
        except RetakeError as error:
            player.clear_take()
            player.failed.emit(error)
            return
        if take is None or found is None:
            self._made.clear()
            player.clear_take()
        else:
            player.set_take(*found, self._shown_as(take))
        self._refresh()

    def _refresh(self) -> None:
        self._fill_grid()
        self._mark()

    async def _look_at_returned(self, take: Take, probe: Probe) -> None:
        """There is no clip to fit it into: it is looked at by itself."""
        self._models.document.look_at(await probe(Path(take.returned)))

    def _fill_grid(self) -> None:
        """The grid shows what was made of the same range; a take that cannot be fitted stays out."""
        shown = self._models.takes.shown
        results = []
        for take in grid_takes(self._models.takes.takes, shown) if shown is not None else ():
            found = self._sources(take) if take.fit else None
            if found is not None:
                results.append(Result(self._shown_as(take), found[0]))
        self._models.player.set_grid(results)

    def _sources(self, take: Take) -> Sources | None:
        """A take's pictures and sound; the same ones as long as it is fitted alike, so that nothing is opened twice."""
        clip = self._models.document.clip
        if clip is None or self._fit is None:
            return None
        takes = self._models.takes.takes
        other = next((each for each in takes if take.sound_of and each.id == take.sound_of), None)
        plain = tuple(
            replace(each, rating=Rating.NONE, note="") if each is not None else None for each in (take, other)
        )
        kept = self._made.get(take.id)
        if kept is None or kept[0] != plain:
            kept = self._made[take.id] = (plain, self._fit(clip, take, other))
        return kept[1]

    def _choose(self, key: int) -> None:
        """A take was pointed at in the grid."""
        takes = self._models.takes
        takes.show(next((take for take in takes.takes if take.id == key), takes.shown))

    def _shown_as(self, take: Take) -> ShownTake:
        return ShownTake(take.title, take.is_draft, take.id, take.segment, self._models.takes.is_veiled(take))

    def _mark(self) -> None:
        shown = self._models.takes.shown
        self._models.timeline.set_takes(
            [
                TakeMark(take.segment, take.title, shown is not None and take.id == shown.id)
                for take in self._models.takes.takes
            ]
        )

    def _save(self, take: Take) -> None:
        if self._sessions.session is not None:
            self._sessions.session.project.save_take(take)
