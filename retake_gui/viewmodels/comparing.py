"""The shown take beside the source: hands the fitted clip to the player, and the takes' places to the timeline."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.clip import Clip
from retake_gui.domain.take import Rating, Take
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.session import SessionModel
from retake_gui.viewmodels.timeline import TakeMark

if TYPE_CHECKING:
    from retake_gui.viewmodels.frames import PictureFactory, SoundFactory

FitSources = Callable[[Clip, Take, Take | None], "tuple[PictureFactory, SoundFactory | None]"]
"""Gives the fitted clip of a take, perhaps with the sound of another one: what is previewed is what is exported."""


class ComparingModel(QObject):
    """Follows the list of takes.

    Signals:
        removed: A take was taken off the list and can be brought back (``Take``).
    """

    removed = Signal(object)

    def __init__(self, models: Models, sessions: SessionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._sessions = models, sessions
        self._fit: FitSources | None = None
        models.takes.shownChanged.connect(self._show)
        models.takes.shownChanged.connect(sessions.save_now)
        models.takes.takesChanged.connect(self._mark)
        models.takes.takeEdited.connect(self._save)

    def set_fit(self, fit: FitSources) -> None:
        """The rooms are loaded: takes can be shown."""
        self._fit = fit

    def look_at(self, take: Take) -> None:
        """A new take: be in the middle of it, and loop around it."""
        player = self._models.player
        if not player.playing:
            player.seek(take.segment.start + len(take.segment) // 2)
        player.set_looping(True)

    def show_again(self, take: Take) -> None:
        """The shown take is fitted otherwise: see and hear that."""
        self._show(take)

    def rate(self, rating: Rating) -> None:
        """Star or reject the shown take."""
        take = self._models.takes.shown
        if take is not None:
            self._models.takes.rate(take, rating)

    def reuse(self) -> None:
        """Put range and settings of the shown take into the panel again."""
        take, document = self._models.takes.shown, self._models.document
        if take is None:
            return
        document.undo.beginMacro(self.tr("Use the settings of {0}").format(take.title))
        settings = take.settings
        names = settings.__dataclass_fields__
        document.edit_settings(self.tr("Use settings"), **{name: getattr(settings, name) for name in names})
        document.edit_segment(take.segment, self.tr("Move the range"))
        document.undo.endMacro()

    def remove(self) -> None:
        """Take the shown take off the list; its file stays."""
        take, session = self._models.takes.shown, self._sessions.session
        if take is not None and session is not None:
            session.project.remove_take(take.id)
            self._models.takes.remove(take)
            self.removed.emit(take)

    def _show(self, take: Take | None) -> None:
        player, clip = self._models.player, self._models.document.clip
        if take is None or clip is None or self._fit is None:
            player.clear_take()
        else:
            takes = self._models.takes.takes
            other = next((each for each in takes if take.sound_of and each.id == take.sound_of), None)
            pictures, sound = self._fit(clip, take, other)
            player.set_take(pictures, sound, take.title, is_draft=take.is_draft)
        self._mark()

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
