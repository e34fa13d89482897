"""What is wrong with a field, in red under it; nothing, and no room taken, while all is well."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from retake_gui.ui import theme


class FieldNote(QLabel):
    """Belongs to one field, and tells assistive technology about it too."""

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._help = field.accessibleDescription()
        self.setObjectName(f"{field.objectName()}Error")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.set_role(self, "error")
        self.hide()

    def tell(self, problem: str) -> None:
        """Say what is wrong, or that nothing is (empty)."""
        self.setText(problem)
        self.setVisible(bool(problem))
        self._field.setAccessibleDescription(problem or self._help)
        theme.set_look(self._field, "invalid", bool(problem))
