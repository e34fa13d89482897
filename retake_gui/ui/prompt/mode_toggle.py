"""Which streams are replaced: three buttons of which one is down."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from retake_gui.domain.settings import Mode
from retake_gui.ui.icons import has_icon, icon
from retake_gui.viewmodels.document import DocumentModel


class ModeToggle(QWidget):
    """Sound, picture or both."""

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What is replaced"))
        self._document = document
        self._group = QButtonGroup(self)
        self._buttons: dict[Mode, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for mode, name, drawing, words, explanation in (
            (
                Mode.AUDIO,
                "modeAudio",
                "mode-audio",
                self.tr("Audio"),
                self.tr("Make the sound of the range anew; the picture stays as it is"),
            ),
            (
                Mode.VIDEO,
                "modeVideo",
                "mode-video",
                self.tr("Video"),
                self.tr("Make the picture of the range anew; the sound stays as it is"),
            ),
            (Mode.BOTH, "modeBoth", "mode-both", self.tr("Both"), self.tr("Make picture and sound of the range anew")),
        ):
            button = self._button(name, drawing, words, explanation)
            button.clicked.connect(lambda _checked, chosen=mode: self._choose(chosen))
            self._buttons[mode] = button
            layout.addWidget(button, 1)
        document.settingsChanged.connect(self._show)
        self._show()

    def _button(self, name: str, drawing: str, words: str, explanation: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(words)
        button.setAccessibleName(explanation)
        button.setToolTip(explanation)
        button.setCheckable(True)
        button.setMinimumHeight(32)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().verticalPolicy())
        if has_icon(drawing):
            button.setIcon(icon(drawing))
            button.setIconSize(QSize(18, 18))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._group.addButton(button)
        return button

    def _choose(self, mode: Mode) -> None:
        self._document.edit_settings(self.tr("Choose what is replaced"), mode=mode)

    def _show(self) -> None:
        self._buttons[self._document.settings.mode].setChecked(True)
