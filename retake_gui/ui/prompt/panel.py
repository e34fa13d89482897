"""The panel in which a retake is described and started."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QToolButton, QVBoxLayout, QWidget

from retake_gui.domain.price import dollars
from retake_gui.domain.timebase import TimeDisplay
from retake_gui.ui import theme
from retake_gui.ui.field_note import FieldNote
from retake_gui.ui.later import Later, at_once, reach_before
from retake_gui.ui.prompt.first_frame import FirstFrame
from retake_gui.ui.prompt.keep_all import KeepAll
from retake_gui.ui.prompt.mode_toggle import ModeToggle
from retake_gui.ui.prompt.prompt_editor import PromptEditor
from retake_gui.ui.prompt.range_fields import RangeFields
from retake_gui.ui.wheel import ignore_wheel
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.document import DocumentModel

if TYPE_CHECKING:
    from retake_gui.domain.window import Window

_ITS_FIELDS = ("positivePrompt", "startTime", "duration", "mode", "video")


class RetakePanel(QWidget):
    """Mode, range, prompt, results, the rarer settings, the price and the button.

    Args:
        later: Makes the rarer settings, which are folded at first.

    Signals:
        playheadFrameWanted: Use the frame under the playhead as the first frame.
        imageFileWanted: Choose an image as the first frame.
        imageAddressWanted: Enter an address of an image.
        moreShown: The rarer settings were opened or closed, and want more or less room.
    """

    playheadFrameWanted = Signal()
    imageFileWanted = Signal()
    imageAddressWanted = Signal()
    moreShown = Signal(bool)

    def __init__(
        self, document: DocumentModel, actions: ActionSet, parent: QWidget | None = None, later: Later = at_once
    ) -> None:
        super().__init__(parent)
        self.setObjectName("retakePanel")
        self.setAccessibleName(self.tr("Retake"))
        theme.set_role(self, "panel")
        self._document = document
        self._typo = ""
        self._modes = ModeToggle(document, self)
        self.range = RangeFields(document, self)
        self.prompt = PromptEditor(document, self)
        self._first = FirstFrame(document, self, later)
        self._results = self._make_results()
        self._notes = (
            (FieldNote(self._results, self), ("numberResults",)),
            (FieldNote(self._first.button, self), ("frameImages",)),
        )
        self._more_button = self._make_more_button()
        self._price = QLabel(self)
        self._price.setObjectName("priceLabel")
        self._problem = QLabel(self)
        self._keep_all = KeepAll(document, self)
        self._button = QPushButton(self.tr("Retake"), self)
        self._make_foot(actions)
        self._lay_out()
        later(self._add_more)
        self._first.playheadWanted.connect(self.playheadFrameWanted)
        self._first.fileWanted.connect(self.imageFileWanted)
        self._first.addressWanted.connect(self.imageAddressWanted)
        self.range.refused.connect(self._tell_typo)
        document.planChanged.connect(self._show)
        document.clipChanged.connect(self._show)
        document.settingsChanged.connect(self._show)
        self._show()

    def set_display(self, display: TimeDisplay) -> None:
        """Write times in another unit."""
        self.range.set_display(display)

    def minimumSizeHint(self) -> QSize:
        """As high as its wrapped sentences need at the width that it has."""
        hint, layout = super().minimumSizeHint(), self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return hint
        return QSize(hint.width(), layout.minimumHeightForWidth(max(self.width(), hint.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width sentences wrap otherwise."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _make_results(self) -> QSpinBox:
        box = QSpinBox(self)
        box.setObjectName("resultsField")
        box.setAccessibleName(self.tr("Results"))
        box.setToolTip(self.tr("How many versions are made, each with another seed and each paid for"))
        theme.inset(box)
        box.setRange(1, 4)
        ignore_wheel(box)
        box.valueChanged.connect(
            lambda value: self._document.edit_settings(
                self.tr("Change the number of results"), "results", results=value
            )
        )
        return box

    def _make_more_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("moreButton")
        button.setAccessibleName(self.tr("More settings"))
        button.setCheckable(True)
        button.setText(self.tr("More ▸"))
        theme.set_role(button, "quiet")
        return button

    def _make_foot(self, actions: ActionSet) -> None:
        theme.set_role(self._problem, "hint")
        self._problem.setObjectName("retakeProblem")
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        action = actions[ActionId.RETAKE]
        self._button.setObjectName("retakeButton")
        self._button.setAccessibleName(self.tr("Retake the range"))
        self._button.setToolTip(action.toolTip())
        self._button.setEnabled(action.isEnabled())
        theme.set_role(self._button, "primary")
        self._button.clicked.connect(action.trigger)
        action.changed.connect(lambda: self._button.setEnabled(action.isEnabled()))

    def _lay_out(self) -> None:
        options = QHBoxLayout()
        options.setSpacing(6)
        options.addWidget(self._first)
        options.addStretch(1)
        results = QLabel(self.tr("Results"), self)
        results.setBuddy(self._results)
        theme.set_role(results, "hint")
        options.addWidget(results)
        options.addWidget(self._results)
        options.addWidget(self._more_button)
        foot = QHBoxLayout()
        foot.addWidget(self._price, 1)
        foot.addWidget(self._button)
        heading = QLabel(self.tr("RETAKE"), self)
        theme.set_role(heading, "heading")
        self._rows = layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(self._modes)
        layout.addWidget(self.range)
        layout.addWidget(self.prompt, 1)
        layout.addLayout(options)
        for note, _parameters in self._notes:
            layout.addWidget(note)
        layout.addWidget(self._problem)
        layout.addWidget(self._keep_all)
        layout.addLayout(foot)

    def _add_more(self) -> None:
        from retake_gui.ui.prompt.more import MoreSettings
        from retake_gui.ui.snug_scroll import SnugScroll

        settings = MoreSettings(self._document, self)
        self._more = SnugScroll(settings, self)
        self._help = QLabel(self)
        self._help.setObjectName("moreHelp")
        self._help.setWordWrap(True)
        theme.set_role(self._help, "hint")
        settings.helpWanted.connect(self._help.setText)
        at = self._rows.indexOf(self._problem)
        for widget, share in ((self._help, 0), (self._more, 2)):
            widget.hide()
            self._rows.insertWidget(at, widget, share)
        reach_before(self._keep_all, settings)
        self._more_button.toggled.connect(self._show_more)
        self._document.clipChanged.connect(self._enable_more)
        self._document.planChanged.connect(self._enable_more)
        self._enable_more()

    def _enable_more(self) -> None:
        self._more.setEnabled(self._has_clip())

    def _show_more(self, shown: bool) -> None:
        self._more.setVisible(shown)
        self._help.setVisible(shown)
        self.prompt.set_modest(shown)
        self.moreShown.emit(shown)
        self._more_button.setText(self.tr("Less ▾") if shown else self.tr("More ▸"))

    def _tell_typo(self, sentence: str) -> None:
        self._typo = sentence
        self._show()

    def _show(self) -> None:
        document = self._document
        if self._results.value() != document.settings.results:
            self._results.setValue(document.settings.results)
        self._price.setText(self._price_words(document.price))
        for widget in (self._modes, self.prompt, self._first, self._results):
            widget.setEnabled(self._has_clip())
        for note, parameters in self._notes:
            note.tell(document.problem_at(*parameters))
        words, is_error = self._problem_words()
        theme.set_role(self._problem, "error" if is_error else "hint")
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _has_clip(self) -> bool:
        return self._document.clip is not None or self._document.remote_request is not None

    def _price_words(self, price: Decimal | None) -> str:
        window, service = self._document.window, self._document.service
        if price is None:
            return ""
        sent = self.tr("not seen here")
        if window is not None:
            sent = self.tr("{0} s sent").format(f"{float(window.seconds):.1f}")
        if service.is_draft:
            return self.tr("free draft · would cost {0} · {1}").format(dollars(price), sent)
        return self.tr("about {0} · {1}").format(dollars(price), sent)

    def _problem_words(self) -> tuple[str, bool]:
        """What stands in the way, or what should be known; and whether it is an error."""
        document = self._document
        if self._typo:
            return self._typo, True
        if document.clip is None and document.remote_request is None:
            return "", False
        awaited = () if document.settings.prompt else ("positivePrompt",)  # which stands under the prompt
        if refused := [one for one in document.refusals if one.parameter not in awaited]:
            return refused[0].sentence, True
        told = document.problem_at(*(one for one in _ITS_FIELDS if one not in awaited))
        if told:
            return told, True
        if document.remote_request is not None:
            return self.tr("Media {0} is only at the service: takes stay as they are returned.").format(
                document.address
            ), False
        window = document.window
        return (self._made(window) if window is not None and window.trimmed else ""), False

    def _made(self, window: "Window") -> str:
        """What becomes of the frames that are made beyond the range, because the service makes whole seconds."""
        count = window.trimmed
        one, several = self.tr("the last frame is trimmed"), self.tr("the last {0} frames are trimmed")
        words = self.tr("{0} s are made; {1} to fit the range.")
        if self._document.settings.keep_all and window.beyond:
            count = window.beyond
            one, several = self.tr("1 frame beyond the range is kept"), self.tr("{0} frames beyond the range are kept")
            words = self.tr("{0} s are made; {1}, too.")
        return words.format(window.duration_seconds, (one if count == 1 else several).format(count))
