"""A small field at a marker in which its name is written."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from retake_gui.domain.markers import Marker
from retake_gui.viewmodels.timeline import TimelineModel

_WIDTH = 150
_LONGEST = 60


class MarkerField(QLineEdit):
    """Return and a click elsewhere take the name over, Esc leaves it."""

    def __init__(self, timeline: TimelineModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("markerName")
        self.setAccessibleName(self.tr("Name of the marker"))
        self.setMaxLength(_LONGEST)
        self._timeline = timeline
        self._frame = -1
        self.returnPressed.connect(self._take_over)
        timeline.clipChanged.connect(self.hide)
        timeline.scaleChanged.connect(self.hide)
        self.hide()

    def ask(self, marker: Marker, x: int, y: int) -> None:
        """Let the user write, at a place of the canvas."""
        self._frame = marker.frame
        self.setText(marker.name)
        self.selectAll()
        left = min(max(2, x - _WIDTH // 2), max(2, self._over.width() - _WIDTH - 2))
        self.setGeometry(left, y, _WIDTH, self.sizeHint().height())
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own while it is open."""
        overriding = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if overriding and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends without a change."""
        if event.key() == Qt.Key.Key_Escape:
            self._frame = -1
            self.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A click elsewhere takes the name over."""
        super().focusOutEvent(event)
        self._take_over()

    def _take_over(self) -> None:
        frame, self._frame = self._frame, -1
        if frame >= 0:
            self._timeline.rename_marker(frame, self.text())
        self.hide()
