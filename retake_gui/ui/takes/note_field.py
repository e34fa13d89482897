"""A line for a note: Return or leaving it keeps what was written, Escape takes it back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NoteField(QLineEdit):
    """Belongs to whatever is shown.

    Signals:
        written: Something else stands here now.
    """

    written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self._owner = 0
        self.setMaxLength(2000)
        self.editingFinished.connect(self._keep)

    def show_note(self, owner: int, note: str) -> None:
        """Show the note of something (its id); what is being written for the same is left alone."""
        if owner != self._owner or note != self._kept:
            self._owner, self._kept = owner, note
            self.setText(note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was written; a second one leaves the field."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.take_back()
            return
        super().keyPressEvent(event)

    def take_back(self) -> None:
        """Show again what is kept."""
        self.setText(self._kept)

    def _keep(self) -> None:
        text = self.text().strip()
        if text != self._kept:
            self._kept = text
            self.written.emit(text)
