"""The prompt, how much of its room it takes, and what is worth knowing about it."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from retake_gui.domain.settings import PROMPT_LIMIT
from retake_gui.ui import theme
from retake_gui.ui.drops import brings_files
from retake_gui.ui.elided import ElidedLabel
from retake_gui.viewmodels.document import DocumentModel

_MOST_HINTS = 2
_HEIGHT, _LEAST_HEIGHT = 64, 56


class _Editor(QPlainTextEdit):
    """Plain text; Tab leaves it, so that the whole job can be done by keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the document, of which the prompt is a part."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.ignore()
                return False
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A clip that is dropped here is for the window, and its address no part of a prompt."""
        return not brings_files(source) and super().canInsertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the viewer, which the window's own key does."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


class PromptEditor(QWidget):
    """Edits the prompt of the document; a stretch of typing is one undo step.

    Signals:
        libraryWanted: Show prompts that were used before, and templates.
        requestWanted: Show the request as JSON.
    """

    libraryWanted = Signal()
    requestWanted = Signal()

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._stretch = 0
        self._showing = False
        self.editor = _Editor(self)
        self.editor.setObjectName("promptEditor")
        self.editor.setAccessibleName(self.tr("Prompt"))
        self.editor.setPlaceholderText(
            self.tr(
                "Describe what the range should show and sound like: subject, action, camera, light, sound. "
                "Say what stays the same."
            )
        )
        self.editor.setUndoRedoEnabled(False)
        self.editor.setMinimumHeight(_HEIGHT)
        self.counter = QLabel(self)
        self.counter.setObjectName("promptCounter")
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._hints = ElidedLabel(self)
        self._hints.setObjectName("promptHints")
        self._hints.setAccessibleName(self.tr("Hints about the prompt"))
        theme.set_role(self._hints, "hint")
        foot = QHBoxLayout()
        foot.setSpacing(2)
        foot.addWidget(
            self._tool(
                "promptLibrary",
                self.tr("Prompts…"),
                self.tr("Prompts used in this project, and worked examples"),
                self.libraryWanted.emit,
            )
        )
        foot.addWidget(
            self._tool(
                "requestButton",
                self.tr("Request…"),
                self.tr("The request as JSON: read, copy and paste it"),
                self.requestWanted.emit,
            )
        )
        foot.addWidget(self.counter, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.editor, 1)
        layout.addLayout(foot)
        layout.addWidget(self._hints)
        self.setFocusProxy(self.editor)
        self.editor.textChanged.connect(self._edit)
        document.settingsChanged.connect(self._show)
        for signal in (document.segmentChanged, document.planChanged, document.clipChanged):
            signal.connect(self._hint)
        self._show()

    def set_modest(self, modest: bool) -> None:
        """Be content with less room, because something else is wanted."""
        self.editor.setMinimumHeight(_LEAST_HEIGHT if modest else _HEIGHT)

    def _tool(self, name: str, words: str, help_: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(words)
        button.setAccessibleName(help_)
        button.setToolTip(help_)
        theme.set_role(button, "quiet")
        button.clicked.connect(lambda: act())  # noqa: PLW0108 - not the flag
        return button

    def _edit(self) -> None:
        if self._showing:
            return
        text = self.editor.toPlainText()
        if text.endswith((" ", "\n")):
            self._stretch += 1
        self._document.edit_settings(self.tr("Write the prompt"), f"prompt {self._stretch}", prompt=text)

    def _show(self) -> None:
        prompt = self._document.settings.prompt
        if prompt != self.editor.toPlainText():
            self._showing = True
            try:
                self.editor.setPlainText(prompt)
                self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)
            finally:
                self._showing = False
        over = len(prompt) > PROMPT_LIMIT
        self.counter.setText(f"{len(prompt)}/{PROMPT_LIMIT}")
        self.counter.setAccessibleName(self.tr("{0} of {1} characters").format(len(prompt), PROMPT_LIMIT))
        theme.set_role(self.counter, "error" if over else "hint")
        self._hint()

    def _hint(self) -> None:
        self._hints.say(self._hint_lines() if self._document.settings.prompt else self._missing())

    def _missing(self) -> str:
        """That there is no prompt, in the place of the hints about one, so that nothing moves when it is begun."""
        refused = (one for one in self._document.refusals if one.parameter == "positivePrompt")
        return next((one.sentence for one in refused), "")

    def _hint_lines(self) -> str:
        from retake_gui.domain.prompting import hints
        from retake_gui.ui.prompt.hint_words import hint_words

        settings, seconds = self._document.settings, self._seconds()
        found = hints(settings.prompt, seconds, settings.mode)[:_MOST_HINTS]
        return "\n".join(f"· {hint_words(hint, seconds)}" for hint in found)

    def _seconds(self) -> Fraction:
        clip, remote = self._document.clip, self._document.remote_request
        if remote is not None:
            return Fraction(remote.duration)
        return clip.span_seconds(self._document.segment) if clip is not None else Fraction(0)
