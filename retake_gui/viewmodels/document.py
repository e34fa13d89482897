"""The document in the window: the open clip, its segment, the settings, and what a retake of them would send and cost.

Every edit is an undoable command with words; the edits of one drag, or of one stretch of typing, merge into one.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.identity import is_task_uuid
from retake_gui.domain.price import estimate
from retake_gui.domain.service import DRAFT, Service
from retake_gui.domain.settings import Request, RetakeSettings, check_request, is_web_address, violations
from retake_gui.domain.span import NOTHING, Span
from retake_gui.domain.window import Context, Window
from retake_gui.domain.window_plan import longest_segment, plan_window
from retake_gui.viewmodels.document_edit import Edit

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.viewmodels.offer import Offer

_GUESSED_TAIL = 1


class DocumentModel(QObject):
    """What the editor is working on, and the only way to change it.

    Signals:
        clipChanged: Another clip is open (``Clip | None``).
        segmentChanged: The range moved (``Span``).
        settingsChanged: A setting changed (``RetakeSettings``).
        planChanged: What would be sent, its price or its refusals changed.
        edited: Something that must be saved changed.
    """

    clipChanged = Signal(object)
    segmentChanged = Signal(object)
    settingsChanged = Signal(object)
    planChanged = Signal()
    edited = Signal()

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo = undo
        self._clip: Clip | None = None
        self._segment = NOTHING
        self._settings = RetakeSettings()
        self._context = Context.BALANCED
        self._service = DRAFT
        self._window: Window | None = None
        self._refusals: tuple[SettingRefused, ...] = ()
        self._task_uuid = ""
        self._told: dict[str, str] = {}
        self._address = ""
        self._remote: Request | None = None

    @property
    def clip(self) -> "Clip | None":
        """The open clip."""
        return self._clip

    @property
    def segment(self) -> Span:
        """The selected frames; empty when nothing is selected."""
        return self._segment

    @property
    def settings(self) -> RetakeSettings:
        """What is asked for."""
        return self._settings

    @property
    def context(self) -> Context:
        """How much around the segment is sent."""
        return self._context

    @property
    def service(self) -> Service:
        """Whose limits and price apply."""
        return self._service

    @property
    def window(self) -> Window | None:
        """What would be sent, or ``None`` where nothing can be."""
        return self._window

    @property
    def refusals(self) -> tuple[SettingRefused, ...]:
        """Why a retake cannot start as things stand, each with the parameter it concerns."""
        return self._refusals

    @property
    def address(self) -> str:
        """The URL or media UUID by which the service knows what is open; empty for a file."""
        return self._address

    @property
    def sent_address(self) -> str:
        """The address where it is sent instead of a window: all of a URL, or media that only the service has."""
        whole = self._context is Context.WHOLE and is_web_address(self._address)
        return self._address if whole or self._remote is not None else ""

    @property
    def remote_request(self) -> Request | None:
        """Whole seconds in media that only the service has and nobody here has seen; ``None`` for an open clip."""
        return self._remote

    @property
    def task_uuid(self) -> str:
        """The UUID that the next retake is sent with; empty for one made then. No two retakes share one."""
        return self._task_uuid

    def problem_at(self, *parameters: str) -> str:
        """What is wrong with a field, by the contract's names: a limit broken here, or what the service said of it."""
        for refusal in self._refusals:
            if refusal.parameter in parameters:
                return refusal.sentence
        return next((self._told[name] for name in parameters if name in self._told), "")

    def tell_refused(self, parameters: Iterable[str], sentence: str) -> None:
        """The service refused a retake because of some fields; it stands there until something is changed."""
        told = dict.fromkeys((name.rsplit(".", 1)[-1] for name in parameters), sentence)
        if told:
            self._told |= told
            self.planChanged.emit()

    def offers(self) -> "tuple[Offer, ...]":
        """What each amount of context would send and cost, least first; what cannot be sent is left out."""
        from retake_gui.viewmodels.offer import offer_of

        planned = ((context, self._planned(context)) for context in Context)
        settings, service = self._settings, self._service
        return tuple(
            offer_of(self._clip, window, context, settings.results, service)
            for context, window in planned
            if window is not None and self._clip is not None
        )

    @property
    def price(self) -> Decimal | None:
        """Dollars that the retake is estimated to cost."""
        if self._remote is not None:
            guess = Fraction(self._remote.start + self._remote.duration + _GUESSED_TAIL)
            return estimate(guess, self._settings.results, self._service)
        if self._window is None:
            return None
        return estimate(self._window.seconds, self._settings.results, self._service)

    def open(
        self, clip: "Clip", segment: Span = NOTHING, settings: RetakeSettings | None = None, address: str = ""
    ) -> None:
        """Show a clip with what the project remembers of it; this is not an edit and clears undo."""
        from retake_gui.viewmodels.offer import default_segment

        self.undo.clear()
        self._clip, self._remote, self._address = clip, None, address
        self._settings = settings or RetakeSettings()
        self._task_uuid, self._told = "", {}
        self._segment = segment.within(clip.whole) if segment else default_segment(clip, self._service)
        self._replan()
        self.clipChanged.emit(clip)
        self.segmentChanged.emit(self._segment)
        self.settingsChanged.emit(self._settings)
        self.planChanged.emit()

    def open_remote(self, media_uuid: str, request: Request, settings: RetakeSettings) -> None:
        """Work on media that only the service has: whole seconds, and results as they are returned."""
        self.close_clip()
        self._address, self._remote, self._settings = media_uuid, request, settings
        self._replan()
        self.clipChanged.emit(None)
        self.settingsChanged.emit(settings)
        self.planChanged.emit()

    def look_at(self, clip: "Clip") -> None:
        """Show a returned file by itself, where there is no clip to fit it into."""
        if self._remote is not None:
            self.clipChanged.emit(clip)

    def close_clip(self) -> None:
        """Show nothing."""
        self.undo.clear()
        self._address, self._remote, self._task_uuid, self._told = "", None, "", {}
        self._clip, self._segment, self._window, self._refusals = None, NOTHING, None, ()
        self.clipChanged.emit(None)
        self.segmentChanged.emit(NOTHING)
        self.planChanged.emit()

    def set_service(self, service: Service, context: Context | None = None) -> None:
        """Other limits and prices apply from now on."""
        self._service = service
        self._context = context or self._context
        self._replan()
        self.planChanged.emit()

    def set_context(self, context: Context) -> None:
        """Send more or less around the segment."""
        self.set_service(self._service, context)

    def edit_segment(self, segment: Span, words: str, merge: str = "") -> None:
        """Select other frames; edits with the same non-empty ``merge`` key that follow each other become one."""
        if self._clip is None or segment == self._segment:
            return
        if segment:
            segment = segment.within(self._clip.whole)
        self.undo.push(Edit(self, words, merge, "_segment", self._segment, segment))

    def edit_remote(self, request: Request, words: str, merge: str = "") -> None:
        """Other whole seconds of media that only the service has."""
        if self._remote is not None and request != self._remote:
            self.undo.push(Edit(self, words, merge, "_remote", self._remote, request))

    def edit_settings(self, words: str, merge: str = "", **changes: object) -> None:
        """Change settings by name."""
        settings = self._settings.changed(**changes)
        if settings != self._settings:
            self.undo.push(Edit(self, words, merge, "_settings", self._settings, settings))

    def edit_task_uuid(self, text: str) -> None:
        """Send the next retake with a UUID of one's own; empty for a new one."""
        if text != self._task_uuid:
            words = self.tr("Choose the task's UUID")
            self.undo.push(Edit(self, words, "task uuid", "_task_uuid", self._task_uuid, text))

    def spend_task_uuid(self) -> None:
        """A retake took the UUID with it; this is no edit, since it must not be used again."""
        if self._task_uuid:
            self._task_uuid = ""
            self._replan()
            self.settingsChanged.emit(self._settings)
            self.planChanged.emit()

    def load(self, words: str, settings: RetakeSettings, segment: Span, task_uuid: str = "") -> None:
        """Take over settings and range together, as one step to undo."""
        before = (self._settings, self._segment, self._task_uuid)
        if before == (settings, segment or self._segment, task_uuid):
            return
        self.undo.beginMacro(words)
        self.edit_settings(words, **{name: getattr(settings, name) for name in settings.__dataclass_fields__})
        if segment:
            self.edit_segment(segment, words)
        self.edit_task_uuid(task_uuid)
        self.undo.endMacro()

    def apply(self, name: str, value: object) -> None:
        """Called by a command when it is done or undone."""
        setattr(self, name, value)
        self._told = {}
        self._replan()
        if name in ("_segment", "_remote"):
            self.segmentChanged.emit(self._segment)
        else:
            self.settingsChanged.emit(self._settings)
        self.planChanged.emit()
        self.edited.emit()

    def _replan(self) -> None:
        refusals = list(violations(self._settings, self._service.most_results))
        if self._task_uuid and not is_task_uuid(self._task_uuid):
            refusals.append(
                SettingRefused(
                    "taskUUID", f"“{self._task_uuid}” is not a version 4 UUID.", do="Correct it, or leave it out."
                )
            )
        self._window = None
        if self._remote is not None:
            try:
                check_request(self._remote, float("inf"), self._service.least_seconds)
            except SettingRefused as refusal:
                refusals.insert(0, refusal)
        if self._clip is not None:
            try:
                self._window = plan_window(self._clip, self._segment, self._service, self._context)
            except SettingRefused as refusal:
                refusals.insert(0, refusal)
        self._refusals = tuple(refusals)

    def _planned(self, context: Context) -> Window | None:
        if self._clip is None or not self._segment:
            return None
        if context is self._context and self._window is not None:
            return self._window
        try:
            return plan_window(self._clip, self._segment, self._service, context)
        except SettingRefused:
            return None

    def longest(self) -> Fraction:
        """Seconds of the longest segment that can be sent from the current start."""
        if self._clip is None:
            return Fraction(0)
        start = self._segment.start
        frames = longest_segment(self._clip, start, self._service)
        return self._clip.span_seconds(Span(start, start + frames))
