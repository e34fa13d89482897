"""A line over the lower edge of the picture: that it is on its way, or why it is not there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from retake_gui.ui import theme

_MARGIN = 10


class Notice(QFrame):
    """Keeps to the lower left corner of its parent and is as small as its words."""

    def __init__(self, object_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName(object_name)
        theme.set_role(self, "notice")
        self._label = QLabel(self)
        self._label.setWordWrap(False)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self._label)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text() if self.isVisibleTo(self._over) else ""

    def say(self, words: str, *, is_error: bool = False) -> None:
        """Show a line, or hide with none."""
        self._label.setText(words)
        theme.set_role(self._label, "error" if is_error else "hint")
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.place()

    def place(self) -> None:
        """Go where it belongs after a change of size."""
        parent = self._over
        room = max(80, parent.width() - 2 * _MARGIN)
        self._label.setWordWrap(self._label.fontMetrics().horizontalAdvance(self._label.text()) + 24 > room)
        self.setMaximumWidth(room)
        self.adjustSize()
        if self._label.wordWrap():
            self.resize(room, self.heightForWidth(room) if self.hasHeightForWidth() else self.sizeHint().height())
        self.move(_MARGIN, parent.height() - self.height() - _MARGIN)
        self.raise_()
