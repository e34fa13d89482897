"""A scroll area that is as high as what it holds where there is room, and scrolls where there is not."""

from PySide6.QtCore import QSize, Qt
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
        """All of it."""
        return self._held.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Enough to see that there is more."""
        return QSize(self._held.minimumSizeHint().width(), _LEAST)
