"""A label of one line, cut short with an ellipsis where there is no room; all of it is its tool tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LEAST = 40


class ElidedLabel(QLabel):
    """Never asks for more width than there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def whole_text(self) -> str:
        """What is said, whether it fits or not."""
        return self._whole

    def say(self, words: str) -> None:
        """Show another text."""
        if words == self._whole:
            return
        self._whole = words
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for more or less."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Its lines."""
        return QSize(_LEAST, self.fontMetrics().lineSpacing() * (self._whole.count("\n") + 1))

    def _fit(self) -> None:
        room = max(_LEAST, self.width())
        lines = [
            self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room) for line in self._whole.split("\n")
        ]
        self.setText("\n".join(lines))
