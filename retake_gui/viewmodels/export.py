"""What is about to be exported: which takes, in which form, where to, and what will be written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.naming import USUAL_TEMPLATE, NameTemplate
from retake_gui.domain.span import Span
from retake_gui.domain.take import Take
from retake_gui.viewmodels.export_forms import (
    ENDINGS,
    MOST_HANDLES,
    Codec,
    ExportGroup,
    ExportItem,
    ExportWish,
    Render,
)
from retake_gui.viewmodels.export_outlook import Outlook, Place, PlaceQuestion

if TYPE_CHECKING:
    from retake_gui.media.forecast import Forecast


class ExportModel(QObject):
    """The choices of one export, and how far it is.

    Args:
        clip: The open clip.
        take: The shown take.
        folder: Where files are suggested to go.
        groups: Other takes that could be written together, beside this one alone.

    Signals:
        changed: A choice changed.
        forecastWanted: What will be written must be found out anew.
        placeWanted: The disk must be asked :attr:`question`.
        progressed: How much is done, 0 to 1, and seconds left or -1.
        finished: It is written (the ``Path`` of the last file).
        stopped: It ended without a file: a sentence, or empty after a cancel.
        wanted: The user confirmed (``ExportWish``).
        cancelWanted: The user wants it to stop.
    """

    changed = Signal()
    forecastWanted = Signal()
    placeWanted = Signal()
    progressed = Signal(float, float)
    finished = Signal(object)
    stopped = Signal(str)
    wanted = Signal(object)
    cancelWanted = Signal()

    def __init__(
        self,
        clip: Clip,
        take: Take,
        folder: Path,
        groups: Sequence[ExportGroup] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.clip, self.take = clip, take
        self._folder = folder
        alone = ExportGroup(take.title, (ExportItem(take, Path(clip.source), clip),))
        self.groups = (alone, *(group for group in groups if group.items))
        self._group = alone
        self._template = USUAL_TEMPLATE
        self._render = Render.SMART
        self._codec = Codec.SOURCE
        self._handles = 0
        self._outlook = Outlook()
        self._target = self.suggestion()
        self._chosen = False
        self._place: Place | None = None
        self._is_news = True
        self._confirmed = False
        self.notes: tuple[str, ...] = ()
        self.running = False

    @property
    def render(self) -> Render:
        """In which form."""
        return self._render

    @property
    def codec(self) -> Codec:
        """In which codec."""
        return self._codec

    @property
    def handles(self) -> int:
        """Frames on each side that a segment brings along."""
        return self._handles

    @property
    def group(self) -> ExportGroup:
        """What is written together."""
        return self._group

    @property
    def span(self) -> Span:
        """Frames of the open clip that a file of the shown take will hold."""
        segment, whole = self.take.segment, self.clip.whole
        return segment.grown(self._handles, self._handles, whole) if self._render is Render.SEGMENT else whole

    @property
    def several(self) -> bool:
        """Whether a template names the files."""
        return self._group is not self.groups[0]

    @property
    def template(self) -> str:
        """How several files are called."""
        return self._template

    @property
    def target(self) -> Path:
        """Where to: a file, or the folder of several."""
        return self._folder if self.several else self._target

    @property
    def forecast(self) -> "Forecast | None":
        """What will be written, once it is known."""
        return self._outlook.forecast

    @property
    def free(self) -> int | None:
        """Bytes that are free there, as far as the disk has answered."""
        return None if self._place is None else self._place.free

    @property
    def question(self) -> PlaceQuestion | None:
        """What the disk has to be asked; ``None`` where it has answered, or nothing can be asked."""
        return self._question() if self._is_news and not self._refusal_of_names() else None

    @property
    def ending(self) -> str:
        """What the file's name must end in."""
        return self._ending_of(self._group.items[0])

    def set_group(self, number: int) -> None:
        """Choose what is written together: 0 for the shown take alone."""
        self._group = self.groups[number]
        self._follow()

    def set_template(self, text: str) -> None:
        """Choose how several files are called."""
        self._template = text
        self._tell()

    def set_render(self, render: Render) -> None:
        """Choose the form."""
        self._render = render
        if render in (Render.SMART, Render.AS_RETURNED):
            self._codec = Codec.SOURCE
        self._follow()

    def set_codec(self, codec: Codec) -> None:
        """Choose the codec; another than the clip's means that everything is encoded."""
        self._codec = codec
        if codec is not Codec.SOURCE and self._render is Render.SMART:
            self._render = Render.FULL
        self._follow()

    def set_handles(self, frames: int) -> None:
        """Choose how many frames a segment brings along on each side."""
        self._handles = min(max(frames, 0), MOST_HANDLES)
        self._follow()

    def set_target(self, target: Path) -> None:
        """Choose the file, or the folder of several."""
        before = self._target
        if self.several:
            self._folder = target
        else:
            self._target, self._chosen = target, True
        if target.suffix != before.suffix and not self.several:
            self._outlook = Outlook()  # what was found out was of another kind of file
            self.forecastWanted.emit()
        self._tell()

    def suggestion(self) -> Path:
        """A name after clip and take, which may be taken: ``shot_take_003.mp4``."""
        return self._named(self._group.items[0], USUAL_TEMPLATE)

    def files(self) -> tuple[tuple[ExportItem, Path], ...]:
        """Each take with its file, as the disk has room for its name once that is known.

        Raises:
            SettingRefused: The template cannot be filled.
        """
        found = self._question().wanted if self._is_news or self._place is None else self._place.files
        return tuple(zip(self._group.items, found, strict=True))

    def problem(self) -> str:
        """Why it cannot be written there, as far as the disk has answered, or empty."""
        if refusal := self._refusal_of_names():
            return refusal
        if self._place is None:
            return self._outlook.refusal
        return self._place.problem or self._outlook.problem(self._place.free, len(self._group.items))

    def tell_place(self, question: PlaceQuestion, place: Place) -> None:
        """The disk has answered; what was asked before the last change is of no use any more."""
        if question != self.question:
            return
        self._place, self._is_news = place, False
        if not self.several:
            self._target = place.files[0]
        self.changed.emit()
        if self._confirmed:
            self.confirm()

    def tell_forecast(self, forecast: "Forecast | None", refusal: str = "") -> None:
        """What will be written is known; ``refusal`` says why nothing can be."""
        self._outlook = Outlook(forecast, refusal)
        self.changed.emit()

    def confirm(self) -> None:
        """Ask for it to be written, as soon as the disk has said that nothing speaks against it."""
        self._confirmed = self.question is not None
        if not self._confirmed and not self.running and not self.problem():
            self.running = True
            self.changed.emit()
            self.wanted.emit(ExportWish(self.files(), self._render, self._codec, self._handles))

    def tell_progress(self, part: float, seconds_left: float | None) -> None:
        """How far it is."""
        self.progressed.emit(part, -1.0 if seconds_left is None else seconds_left)

    def tell_finished(self, path: Path, notes: Sequence[str] = ()) -> None:
        """It is written, and what there is to say about it."""
        self.running, self.notes = False, tuple(notes)
        self.finished.emit(path)

    def tell_stopped(self, sentence: str) -> None:
        """It failed, or was cancelled."""
        self.running = False
        self.changed.emit()
        self.stopped.emit(sentence)

    def _ending_of(self, item: ExportItem) -> str:
        if self._render is Render.AS_RETURNED:
            return Path(item.take.returned).suffix or ".mp4"
        if self._codec is Codec.SOURCE:
            return item.source.suffix.lower() or ".mp4"
        return ENDINGS[self._codec]

    def _question(self) -> PlaceQuestion:
        folders, given = self._codec is Codec.PICTURES, self._chosen and not self.several
        if given:
            return PlaceQuestion((self._target,), given, folders)
        template = self._template if self.several else USUAL_TEMPLATE
        return PlaceQuestion(tuple(self._named(item, template) for item in self._group.items), given, folders)

    def _refusal_of_names(self) -> str:
        try:
            self._question()
        except SettingRefused as refusal:
            return refusal.sentence
        return ""

    def _named(self, item: ExportItem, template: str) -> Path:
        stem = NameTemplate(template).name(item.source.stem, item.take)
        extra = {Render.SEGMENT: "_segment", Render.AS_RETURNED: "_returned"}.get(self._render, "")
        return self._folder / f"{stem}{extra}{self._ending_of(item)}"

    def _follow(self) -> None:
        if not self._chosen:
            self._target = self._named(self.groups[0].items[0], USUAL_TEMPLATE)
        elif self._target.name:
            self._target = self._target.with_suffix(self._ending_of(self.groups[0].items[0]))
        self._outlook = Outlook()
        self._tell()
        self.forecastWanted.emit()

    def _tell(self) -> None:
        """Something else would be written, so the disk has to be asked again."""
        self._is_news, self._confirmed = True, False
        self.changed.emit()
        if self.question is not None:
            self.placeWanted.emit()
