"""One job on the panel."""

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from retake_gui.domain.job import JobState
from retake_gui.ui import theme
from retake_gui.ui.jobs.words import failure_words, state_words
from retake_gui.viewmodels.jobs import JobRow

_STEPS = 1000
_BUSY = 0


class JobCard(QFrame):
    """State, progress, prompt, and what can be done.

    Signals:
        cancelWanted: Stop waiting for it.
        retryWanted: Try again, or go on waiting.
        removeWanted: Take it off the list.
        copyWanted: Copy the details.
    """

    cancelWanted = Signal(str)
    retryWanted = Signal(str)
    removeWanted = Signal(str)
    copyWanted = Signal(str)

    def __init__(self, row: JobRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task_uuid = row.job.task_uuid
        self.setObjectName("jobCard")
        theme.set_role(self, "notice")
        self._prompt_text = ""
        self._state = QLabel(self)
        self._state.setObjectName("jobState")
        self._state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("jobProgress")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._prompt = QLabel(self)
        self._prompt.setTextFormat(Qt.TextFormat.PlainText)
        self._prompt.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.set_role(self._prompt, "hint")
        self._failure = QLabel(self)
        self._failure.setObjectName("jobFailure")
        self._failure.setTextFormat(Qt.TextFormat.PlainText)
        self._failure.setWordWrap(True)
        self._failure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.set_role(self._failure, "error")
        self._cancel = self._button("jobCancel", self.tr("Cancel"), self.cancelWanted)
        self._retry = self._button("jobRetry", self.tr("Try again"), self.retryWanted)
        self._copy = self._button("jobCopy", self.tr("Copy details"), self.copyWanted)
        self._remove = self._button("jobRemove", self.tr("Dismiss"), self.removeWanted)
        self._lay_out()
        self.show_row(row)

    def show_row(self, row: JobRow) -> None:
        """Show where the job is now."""
        job = row.job
        words = state_words(row)
        self._state.setText(words)
        self._state.setToolTip(words)
        self.setAccessibleName(self.tr("Job: {0}. {1}").format(words, job.settings.prompt))
        self._bar.setVisible(row.is_active)
        known = row.progress is not None
        self._bar.setRange(0, _STEPS if known else _BUSY)
        if row.progress is not None:
            self._bar.setValue(round(row.progress * _STEPS))
        failure = failure_words(job)
        self._failure.setText(failure)
        self._failure.setVisible(bool(failure))
        self._prompt_text = " ".join(job.settings.prompt.split())
        self._prompt.setToolTip(job.settings.prompt)
        self._elide()
        self._cancel.setVisible(row.is_active or job.state is JobState.WAITING)
        self._retry.setVisible(row.can_retry)
        waits = job.state in (JobState.WAITING, JobState.CANCELLED)
        self._retry.setText(self.tr("Fetch the result") if waits else self.tr("Try again"))
        self._copy.setVisible(bool(failure))
        self._remove.setVisible(job.state.is_final)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the prompt into the new width."""
        super().resizeEvent(event)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel wants."""
        return QSize(120, super().minimumSizeHint().height())

    def _elide(self) -> None:
        metrics = self._prompt.fontMetrics()
        room = max(40, self._prompt.width())
        self._prompt.setText(metrics.elidedText(self._prompt_text, Qt.TextElideMode.ElideRight, room))

    def _button(self, name: str, title: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(title)
        button.setAccessibleName(title)
        button.setToolTip(title)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(button, "quiet")
        button.clicked.connect(lambda: signal.emit(self.task_uuid))
        return button

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(2)
        upper.addWidget(self._state, 1)
        for button in (self._copy, self._retry, self._cancel, self._remove):
            upper.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 5, 5, 7)
        layout.setSpacing(4)
        layout.addLayout(upper)
        layout.addWidget(self._bar)
        layout.addWidget(self._failure)
        layout.addWidget(self._prompt)
