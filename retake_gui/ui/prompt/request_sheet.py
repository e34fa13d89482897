"""The request as JSON: what would be sent, live; to be copied, and to be pasted back."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from retake_gui.domain.errors import RetakeError, SettingRefused
from retake_gui.ui import theme
from retake_gui.ui.sheet_button import sheet_button
from retake_gui.viewmodels.request import RequestModel

if TYPE_CHECKING:
    from retake_gui.services.request_json import Pasted


class RequestSheet(QDialog):
    """Follows the panel until something is pasted or written into it; then it says what that would change."""

    def __init__(self, model: RequestModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("requestSheet")
        self.setWindowTitle(self.tr("The request"))
        self.resize(680, 620)
        self._model = model
        self._live = ""
        self._pasted: Pasted | None = None
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("requestText")
        self._text.setAccessibleName(self.tr("The request as JSON"))
        self._text.setFont(theme.number_font(self.font()))
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._text.setTabChangesFocus(True)
        self._status = QLabel(self)
        self._status.setObjectName("requestStatus")
        self._status.setWordWrap(True)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._apply = sheet_button(self, "requestApply", self.tr("Load into the panel"), self._load)
        self._open = sheet_button(self, "requestOpen", self.tr("Open its video and load"), self._open_and_load)
        self._revert = sheet_button(self, "requestRevert", self.tr("Back to the panel's"), self._follow)
        self._curl = sheet_button(self, "requestCurl", self.tr("Copy as curl"), lambda: self._copy(self._model.curl))
        self._curl.setToolTip(self.tr("A command for a shell; the key stays the variable RUNWARE_API_KEY"))
        self._lay_out()
        self._text.textChanged.connect(self._read)
        model.changed.connect(self._refresh)

    def paste(self, text: str) -> None:
        """Put a text in, as if it had been pasted over everything."""
        self._text.setPlainText(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with what the panel says."""
        super().showEvent(event)
        self._follow()

    def _lay_out(self) -> None:
        copying = QHBoxLayout()
        copying.addWidget(sheet_button(self, "requestCopy", self.tr("Copy JSON"), self._copy_json))
        copying.addWidget(self._curl)
        copying.addWidget(sheet_button(self, "requestPaste", self.tr("Paste"), self._paste))
        copying.addWidget(self._examples())
        copying.addStretch(1)
        ending = QHBoxLayout()
        ending.addWidget(self._revert)
        ending.addStretch(1)
        ending.addWidget(self._open)
        ending.addWidget(self._apply)
        ending.addWidget(sheet_button(self, "requestClose", self.tr("Close"), self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(copying)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._status)
        layout.addLayout(ending)

    def _examples(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("requestExamples")
        button.setText(self.tr("Examples ▾"))
        button.setAccessibleName(self.tr("Worked examples"))
        button.setToolTip(self.tr("Whole requests with good prompts"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for template in self._model.templates():
            menu.addAction(template.title, partial(self.paste, template.text))
        button.setMenu(menu)
        return button

    @property
    def _is_live(self) -> bool:
        return self._text.toPlainText() == self._live

    def _refresh(self) -> None:
        """The panel changed: follow it, unless something else stands here."""
        if self._is_live:
            self._follow()

    def _follow(self) -> None:
        live = self._model.text()
        if live != self._live or not self._is_live:
            scrolled = self._text.verticalScrollBar().value()
            self._live = live
            self._text.setPlainText(live)
            self._text.verticalScrollBar().setValue(scrolled)
        self._read()

    def _read(self) -> None:
        """Say what stands here, and offer what can be done with it."""
        self._pasted = None
        edited = not self._is_live
        words, is_error = self._model.problem or self.tr("This is what the panel sends. It changes as you edit."), False
        if edited:
            words, is_error = self._judge()
        theme.set_role(self._status, "error" if is_error else "hint")
        self._status.setText(words)
        other = self._pasted is not None and self._model.names_other_video(self._pasted)
        self._apply.setEnabled(self._pasted is not None)
        self._open.setVisible(other)
        self._revert.setEnabled(edited)
        self._curl.setEnabled(not edited)

    def _judge(self) -> tuple[str, bool]:
        try:
            self._pasted = self._model.read(self._text.toPlainText())
        except SettingRefused as refusal:
            return refusal.sentence, True
        lines = []
        if self._pasted.unknown:
            names = ", ".join(self._pasted.unknown)
            lines.append(self.tr("Unknown here, and left out: {0}.").format(names))
        if self._model.names_other_video(self._pasted):
            lines.append(self.tr("It is about another video: {0}").format(self._pasted.video))
        return "\n".join(lines) or self.tr("This can be loaded."), False

    def _load(self) -> None:
        if self._pasted is not None:
            self._model.apply(self._pasted)
            self._follow()

    def _open_and_load(self) -> None:
        if self._pasted is not None:
            self._model.open_and_apply(self._pasted)
            self.accept()

    def _paste(self) -> None:
        self.paste(QGuiApplication.clipboard().text())

    def _copy_json(self) -> None:
        self._copy(self._model.full_text if self._is_live else self._text.toPlainText)

    def _copy(self, text: Callable[[], str]) -> None:
        """What stands here in full: the panel's, or what was written instead."""
        try:
            words = text()
        except RetakeError as error:
            theme.set_role(self._status, "error")
            self._status.setText(error.sentence)
            return
        QGuiApplication.clipboard().setText(words)
        theme.set_role(self._status, "hint")
        self._status.setText(self.tr("Copied."))
