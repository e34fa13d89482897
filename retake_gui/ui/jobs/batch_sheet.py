"""The sheet for several retakes at once: prompts to the left, ranges to the right, and what it comes to."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from retake_gui.domain.price import dollars
from retake_gui.ui import theme
from retake_gui.ui.sheet_button import sheet_button
from retake_gui.viewmodels.batch import BatchModel


class BatchSheet(QDialog):
    """Says how many jobs it will be and what they cost before it starts any.

    Args:
        prompt: What the prompts begin with.
        is_draft: Whether nothing is billed.
    """

    def __init__(self, model: BatchModel, prompt: str, *, is_draft: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batchSheet")
        self.setWindowTitle(self.tr("Several retakes"))
        self.resize(720, 440)
        self._model, self._is_draft = model, is_draft
        self._prompts = self._text("batchPrompts", self.tr("Prompts"))
        self._ranges = self._text("batchRanges", self.tr("Ranges"))
        self._ranges.setFont(theme.number_font(self.font()))
        self._sum = QLabel(self)
        self._sum.setObjectName("batchSum")
        self._problem = QLabel(self)
        self._problem.setObjectName("batchProblem")
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._problem, "error")
        self._start = sheet_button(self, "batchStart", self.tr("Start"), self._go)
        theme.set_role(self._start, "primary")
        self._lay_out()
        self._prompts.setPlainText(prompt)
        self._ranges.setPlainText(model.first_ranges())
        for field in (self._prompts, self._ranges):
            field.textChanged.connect(self._describe)
        model.changed.connect(self._show)
        self._describe()

    def _text(self, name: str, title: str) -> QPlainTextEdit:
        field = QPlainTextEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(title)
        field.setTabChangesFocus(True)
        return field

    def _lay_out(self) -> None:
        halves = QHBoxLayout()
        halves.setSpacing(12)
        for field, title, help_ in (
            (self._prompts, self.tr("Prompts"), self.tr("One a line; or paragraphs with an empty line between them.")),
            (self._ranges, self.tr("Ranges"), self.tr("One a line: START - END, or START + LENGTH.")),
        ):
            half = QVBoxLayout()
            label, hint = QLabel(title, self), QLabel(help_, self)
            label.setBuddy(field)
            hint.setWordWrap(True)
            theme.set_role(label, "heading")
            theme.set_role(hint, "hint")
            for widget in (label, hint):
                half.addWidget(widget)
            half.addWidget(field, 1)
            if field is self._ranges:
                half.addLayout(self._fillers())
            halves.addLayout(half, 3 if field is self._prompts else 2)
        foot = QHBoxLayout()
        foot.addWidget(self._sum, 1)
        foot.addWidget(sheet_button(self, "batchClose", self.tr("Close"), self.reject))
        foot.addWidget(self._start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(halves, 1)
        layout.addWidget(self._problem)
        layout.addLayout(foot)

    def _fillers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, words, lines in (
            ("batchMarkers", self.tr("From the markers"), self._model.ranges_of_markers),
            ("batchTakes", self.tr("Those of the takes"), self._model.ranges_of_takes),
        ):
            button = sheet_button(self, name, words, partial(self._fill, lines))
            button.setEnabled(bool(lines()))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _fill(self, lines: Callable[[], str]) -> None:
        self._ranges.setPlainText(lines())

    def _describe(self) -> None:
        self._model.describe(self._prompts.toPlainText(), self._ranges.toPlainText())

    def _show(self) -> None:
        count, price = self._model.count, dollars(self._model.price)
        jobs = self.tr("1 job") if count == 1 else self.tr("{0} jobs").format(count)
        words = self.tr("{0} · free drafts · would cost {1}") if self._is_draft else self.tr("{0} · about {1}")
        self._sum.setText(words.format(jobs, price) if count else "")
        is_awaited = self._model.lacks_prompt and not self._prompts.document().isModified()
        self._problem.setText(self._model.problem)
        self._problem.setVisible(bool(self._model.problem) and not is_awaited)
        self._start.setEnabled(count > 0)

    def _go(self) -> None:
        self._model.start()
        self.accept()
