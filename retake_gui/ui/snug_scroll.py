"""A scroll area that is as high as what it holds where there is room, and scrolls where there is not."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from retake_gui.ui import theme

_LEAST = 62
_NARROW = 80


class SnugScroll(QScrollArea):
    """Holds one widget; only scrolls up and down."""

    def __init__(self, held: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = held
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.set_role(held, "panel")
        theme.set_role(self, "panel")
        held.setMinimumWidth(_NARROW)  # it is made to fit the width, and never cut off at its right
        self.setWidget(held)

    def sizeHint(self) -> QSize:
        """All of it, at the width that there is."""
        hint, layout = self._held.sizeHint(), self._held.layout()
        if layout is not None and layout.hasHeightForWidth() and self.viewport().width() > _NARROW:
            hint.setHeight(layout.totalHeightForWidth(self.viewport().width()))
        return hint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is held became higher or lower: ask for that much."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width lines break otherwise."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def show_end(self) -> None:
        """Scroll down once what was just shown has its place."""
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(self.verticalScrollBar().maximum()))

    def minimumSizeHint(self) -> QSize:
        """Enough to see that there is more."""
        return QSize(self._held.minimumSizeHint().width(), _LEAST)
