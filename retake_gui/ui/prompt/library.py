"""Prompts that were used in the project, and worked examples: find one, read it, use it again."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from retake_gui.ui import theme
from retake_gui.ui.sheet_button import sheet_button

_PROMPT = Qt.ItemDataRole.UserRole


class PromptLibrary(QDialog):
    """A list to the left, the whole text to the right.

    Args:
        used: Prompts of the project, newest first.
        examples: Title and prompt of each worked example.

    Signals:
        chosen: Use this prompt.
    """

    chosen = Signal(str)

    def __init__(self, used: Sequence[str], examples: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("promptLibrarySheet")
        self.setWindowTitle(self.tr("Prompts"))
        self.resize(760, 480)
        self._search = QLineEdit(self)
        self._search.setObjectName("promptSearch")
        self._search.setAccessibleName(self.tr("Find a prompt"))
        self._search.setPlaceholderText(self.tr("Find"))
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget(self)
        self._list.setObjectName("promptList")
        self._list.setAccessibleName(self.tr("Prompts"))
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._preview = QPlainTextEdit(self)
        self._preview.setObjectName("promptPreview")
        self._preview.setAccessibleName(self.tr("The whole prompt"))
        self._preview.setReadOnly(True)
        self._preview.setTabChangesFocus(True)
        self._use = sheet_button(self, "promptUse", self.tr("Use this prompt"), self._choose)
        theme.set_role(self._use, "primary")
        self._lay_out()
        self._fill(used, examples)
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._choose)
        self._list.currentItemChanged.connect(self._show)
        self._list.itemDoubleClicked.connect(self._choose)
        self._filter("")

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        halves = QHBoxLayout()
        halves.addLayout(left, 1)
        halves.addWidget(self._preview, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(sheet_button(self, "promptLibraryClose", self.tr("Close"), self.reject))
        foot.addWidget(self._use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(halves, 1)
        layout.addLayout(foot)

    def _fill(self, used: Sequence[str], examples: Sequence[tuple[str, str]]) -> None:
        self._head(self.tr("Used in this project") if used else self.tr("No prompt was used in this project yet"))
        for prompt in used:
            self._add(" ".join(prompt.split()), prompt)
        if examples:
            self._head(self.tr("Worked examples"))
        for title, prompt in examples:
            self._add(title, prompt)

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words, self._list)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        item.setForeground(theme.colour(theme.MUTED))
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _add(self, words: str, prompt: str) -> None:
        item = QListWidgetItem(f"  {words}", self._list)
        item.setData(_PROMPT, prompt)
        item.setToolTip(prompt[:400])

    def _filter(self, wanted: str) -> None:
        first = None
        for row in range(self._list.count()):
            item = self._list.item(row)
            prompt = item.data(_PROMPT)
            fits = prompt is None or wanted.lower() in f"{item.text()} {prompt}".lower()
            item.setHidden(not fits)
            if fits and prompt is not None and first is None:
                first = item
        if first is not None:
            self._list.setCurrentItem(first)
        self._show(first)

    def _show(self, item: QListWidgetItem | None) -> None:
        prompt = item.data(_PROMPT) if item is not None else None
        self._preview.setPlainText(prompt or "")
        self._use.setEnabled(prompt is not None)

    def _choose(self) -> None:
        item = self._list.currentItem()
        prompt = item.data(_PROMPT) if item is not None and not item.isHidden() else None
        if prompt is not None:
            self.chosen.emit(prompt)
            self.accept()
