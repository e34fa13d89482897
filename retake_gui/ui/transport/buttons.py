"""Buttons of the transport: small, named, and with words where there is no drawing."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from retake_gui.ui import theme
from retake_gui.ui.icons import has_icon, icon

_ICON = 18
_SIDE = 30


class ToolButton(QToolButton):
    """A quiet button that can follow an action.

    Args:
        name: Object name.
        title: Accessible name and, until an action gives a better one, tool tip.
        drawing: Name of the icon.
        words: What it shows where there is no such icon.
        parent: Its parent.
    """

    def __init__(self, name: str, title: str, drawing: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._action: QAction | None = None
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setMinimumSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(self, "quiet")
        self.set_drawing(drawing, words)

    def set_drawing(self, drawing: str, words: str) -> None:
        """Show an icon, or words where there is none."""
        if has_icon(drawing):
            self.setIcon(icon(drawing))
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        else:
            self.setText(words)
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

    def follow(self, action: QAction) -> None:
        """Do what an action does; take its tool tip, its enabled state and its check mark."""
        self._action = action
        action.changed.connect(self._take_over)
        action.toggled.connect(self._take_over)
        self.clicked.connect(self._trigger)
        self._take_over()

    def _trigger(self) -> None:
        if self._action is not None:
            self._action.trigger()
            self._take_over()

    def _take_over(self) -> None:
        if self._action is not None:
            self.setToolTip(self._action.toolTip())
            self.setEnabled(self._action.isEnabled())
            self.setCheckable(self._action.isCheckable())
            self.setChecked(self._action.isChecked())
