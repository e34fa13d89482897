"""The prompt, and how much of its room it takes."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from retake_gui.domain.settings import PROMPT_LIMIT
from retake_gui.ui import theme
from retake_gui.viewmodels.document import DocumentModel


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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the viewer, which the window's own key does."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


class PromptEditor(QWidget):
    """Edits the prompt of the document; a stretch of typing is one undo step."""

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
        self.editor.setMinimumHeight(96)
        self.counter = QLabel(self)
        self.counter.setObjectName("promptCounter")
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self.counter)
        self.setFocusProxy(self.editor)
        self.editor.textChanged.connect(self._edit)
        document.settingsChanged.connect(self._show)
        self._show()

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
