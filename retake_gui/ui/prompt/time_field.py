"""A field for a time: written as timecode, seconds or frames, read in all three."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from retake_gui.domain.errors import SettingRefused
from retake_gui.ui import theme

_COMES_BACK = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class TimeField(QLineEdit):
    """Shows a number of frames as text, and gives back what was typed as frames.

    Args:
        name: Object name.
        title: Accessible name.
        read: Turns text into frames; raises :class:`SettingRefused` for what is no time.

    Signals:
        edited: A time was typed and confirmed, or nudged with the arrow keys (frames, merge key).
        refused: What was typed is no time (a sentence); empty when it is one again.
        done: Return ended typing, and what stands there is a time.
    """

    edited = Signal(int, str)
    refused = Signal(str)
    done = Signal()

    def __init__(self, name: str, title: str, read: Callable[[str], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(self.tr("Timecode, seconds (2.5) or frames (60f); ↑ ↓ one frame"))
        self.setFont(theme.number_font(self.font()))
        self._read = read
        self._frames = 0
        self._words = ""
        self._refusal = ""
        self.returnPressed.connect(self._end)
        self.textEdited.connect(lambda: self._mark(""))

    def show_time(self, frames: int, words: str) -> None:
        """Show a time, unless something else is being typed."""
        self._frames, self._words = frames, words
        if not (self.hasFocus() and self.isModified()):
            self.setText(words)
            self._mark("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field confirms what was typed; what is no time does not stay behind as if it were one."""
        super().focusOutEvent(event)
        if event.reason() not in _COMES_BACK and not self._confirm():
            self.take_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows nudge by a frame; Escape takes back what was typed."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.setModified(False)
            self.edited.emit(self._frames + step, f"nudge {self.objectName()}")
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.take_back()
        else:
            super().keyPressEvent(event)

    def take_back(self) -> None:
        """Show again what stood there before anything was typed."""
        self.setText(self._words)
        self.setModified(False)
        self._mark("")

    def _end(self) -> None:
        if self._confirm():
            self.done.emit()

    def _confirm(self) -> bool:
        """Hand on what was typed, if anything was; whether what stands there is a time."""
        if not self.isModified():
            return True
        try:
            frames = self._read(self.text())
        except SettingRefused as refusal:
            self._mark(refusal.sentence)
            return False
        self.take_back()
        self.edited.emit(frames, "")
        return True

    def _mark(self, sentence: str) -> None:
        if sentence == self._refusal:
            return
        self._refusal = sentence
        theme.set_look(self, "invalid", bool(sentence))
        self.refused.emit(sentence)
