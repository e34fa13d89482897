"""What two takes asked for, word by word: gone is struck through and red, new is underlined and green."""

from collections.abc import Sequence
from html import escape

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from retake_gui.domain.worddiff import Change, Passage, word_diff
from retake_gui.ui import theme

_MARKS = {
    Change.REMOVED: ("s", theme.ERROR, "−"),
    Change.ADDED: ("u", theme.GOOD, "+"),
}


class PromptDiffSheet(QDialog):
    """Two choices, and the way from the one to the other.

    Args:
        prompts: Title and prompt of everything that can be compared; the last one is what the panel says now.
        first: Which one stands to the left at first.
        second: Which one stands to the right.
    """

    def __init__(
        self, prompts: Sequence[tuple[str, str]], first: int, second: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("promptDiffSheet")
        self.setWindowTitle(self.tr("Compare prompts"))
        self.resize(640, 420)
        self._prompts = [prompt for _title, prompt in prompts]
        titles = [title for title, _prompt in prompts]
        self._first = self._choice("diffFirst", self.tr("From"), titles, first)
        self._second = self._choice("diffSecond", self.tr("To"), titles, second)
        self._text = QTextBrowser(self)
        self._text.setObjectName("diffText")
        self._text.setAccessibleName(self.tr("What changed"))
        key = QLabel(self.tr("− gone, struck through      + new, underlined"), self)
        theme.set_role(key, "hint")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("diffClose")
        close.setAccessibleName(self.tr("Close"))
        close.setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        choices = QHBoxLayout()
        for title, box in ((self.tr("From"), self._first), (self.tr("To"), self._second)):
            label = QLabel(title, self)
            label.setBuddy(box)
            choices.addWidget(label)
            choices.addWidget(box, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(choices)
        layout.addWidget(self._text, 1)
        layout.addWidget(key)
        layout.addWidget(buttons)
        self._show()

    def _choice(self, name: str, title: str, titles: Sequence[str], chosen: int) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.addItems(titles)
        box.setCurrentIndex(chosen)
        box.currentIndexChanged.connect(self._show)
        return box

    def _show(self) -> None:
        old, new = self._prompts[self._first.currentIndex()], self._prompts[self._second.currentIndex()]
        if old == new:
            self._text.setHtml(f"<p>{escape(new)}</p><p><i>{escape(self.tr('The prompts are the same.'))}</i></p>")
        else:
            self._text.setHtml(as_html(word_diff(old, new)))


def as_html(passages: Sequence[Passage]) -> str:
    """The passages as rich text, marked by a sign, a line and a colour."""
    return f"<p style='white-space: pre-wrap; line-height: 150%'>{''.join(map(_marked, passages))}</p>"


def _marked(passage: Passage) -> str:
    text = escape(passage.text)
    if passage.change is Change.SAME:
        return text
    tag, tone, sign = _MARKS[passage.change]
    return f"<span style='color: {tone}'>[{sign}<{tag}>{text}</{tag}>]</span>"
