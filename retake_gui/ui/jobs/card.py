"""One job on the panel."""

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from retake_gui.domain.job import JobState
from retake_gui.ui import theme
from retake_gui.ui.elided import ElidedLabel
from retake_gui.ui.icons import has_icon, icon
from retake_gui.ui.jobs.words import failure_words, retry_words, state_words, wants_key
from retake_gui.viewmodels.jobs import JobRow

_STEPS = 1000
_BUSY = 0


class JobCard(QFrame):
    """State, progress, prompt, and what can be done. It may be given to another job when its own is out of sight.

    Signals:
        cancelWanted: Stop waiting for it.
        retryWanted: Try again, or go on waiting.
        editWanted: Try again with other settings.
        removeWanted: Take it off the list.
        copyWanted: Copy the details.
        holdWanted: Hold it back, or let it go (whether to hold).
        moveWanted: Put it elsewhere in the queue (-1 or 1).
        keyWanted: Enter another key, and go on.
    """

    cancelWanted = Signal(str)
    retryWanted = Signal(str)
    editWanted = Signal(str)
    removeWanted = Signal(str)
    copyWanted = Signal(str)
    holdWanted = Signal(str, bool)
    moveWanted = Signal(str, int)
    keyWanted = Signal(str)

    def __init__(self, row: JobRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task_uuid = row.job.task_uuid
        self._held = False
        self.setObjectName("jobCard")
        theme.set_role(self, "notice")
        self._state = ElidedLabel(self)
        self._state.setObjectName("jobState")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("jobProgress")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._prompt = ElidedLabel(self)
        theme.set_role(self._prompt, "hint")
        self._failure = QLabel(self)
        self._failure.setObjectName("jobFailure")
        self._failure.setTextFormat(Qt.TextFormat.PlainText)
        self._failure.setWordWrap(True)
        self._failure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._failure.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.set_role(self._failure, "error")
        self._up = self._tool("jobUp", "arrow-up", self.tr("Earlier in the queue"))
        self._up.clicked.connect(lambda: self.moveWanted.emit(self.task_uuid, -1))
        self._down = self._tool("jobDown", "arrow-down", self.tr("Later in the queue"))
        self._down.clicked.connect(lambda: self.moveWanted.emit(self.task_uuid, 1))
        self._hold = self._tool("jobHold", "pause", self.tr("Hold it back"))
        self._hold.clicked.connect(lambda: self.holdWanted.emit(self.task_uuid, not self._held))
        self._cancel = self._button("jobCancel", self.tr("Cancel"), self.cancelWanted)
        self._key = self._button("jobKey", self.tr("Another key…"), self.keyWanted)
        self._retry = self._button("jobRetry", self.tr("Try again"), self.retryWanted)
        self._edit = self._button("jobEdit", self.tr("Edit"), self.editWanted)
        self._edit.setToolTip(self.tr("Put its range and settings into the panel, to try again with others"))
        self._copy = self._button("jobCopy", self.tr("Copy details"), self.copyWanted)
        self._remove = self._tool("jobRemove", "close", self.tr("Dismiss"))
        self._remove.clicked.connect(lambda: self.removeWanted.emit(self.task_uuid))
        self._lay_out()
        self.show_row(row)

    def show_row(self, row: JobRow) -> None:
        """Show where a job is now."""
        job = row.job
        self.task_uuid, self._held = job.task_uuid, row.held
        words, failure = state_words(row), failure_words(row)
        self._state.say(words)
        self.setAccessibleName(self.tr("Job: {0}. {1}").format(words, job.settings.prompt))
        self._bar.setVisible(row.is_active and job.state is not JobState.QUEUED)
        self._show_progress(row.progress)
        self._failure.setText(failure)
        self._failure.setVisible(bool(failure))
        theme.set_role(self._failure, "error" if job.state in (JobState.FAILED, JobState.PARTIAL) else "hint")
        self._prompt.say(" ".join(job.settings.prompt.split()))
        self._show_buttons(row, failed=bool(job.failures or row.problem))

    def _show_progress(self, progress: float | None) -> None:
        """Painted with all the rest: by itself a bar paints at once, and whatever else is due with it."""
        self._bar.setUpdatesEnabled(False)
        self._bar.setRange(0, _STEPS if progress is not None else _BUSY)
        if progress is not None:
            self._bar.setValue(round(progress * _STEPS))
        self._bar.setUpdatesEnabled(True)

    def set_current(self, current: bool) -> None:
        """Whether the keyboard's commands are about this one."""
        theme.set_role(self, "current" if current else "notice")

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel wants."""
        return QSize(120, super().minimumSizeHint().height())

    def height_for(self, row: JobRow, width: int) -> int:
        """How high a row is at a width."""
        self.show_row(row)
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self.sizeHint().height()
        return layout.totalHeightForWidth(width)

    def _show_buttons(self, row: JobRow, *, failed: bool) -> None:
        self._up.setVisible(row.place > 1)
        self._down.setVisible(row.place > 0)
        self._hold.setVisible(row.can_hold)
        words = self.tr("Let it go on") if row.held else self.tr("Hold it back")
        self._hold.setToolTip(words)
        self._hold.setAccessibleName(words)
        self._hold.setIcon(icon("play" if row.held else "pause"))
        self._cancel.setVisible(not row.job.state.is_final)
        self._key.setVisible(wants_key(row))
        self._retry.setVisible(row.can_retry)
        retry = retry_words(row)
        if self._retry.text() != retry:
            self._retry.setText(retry)
            self._retry.setAccessibleName(retry)
        self._edit.setVisible(row.can_retry)
        self._copy.setVisible(failed)
        self._remove.setVisible(row.job.state.is_final)
        self._foot.setVisible(row.can_retry)

    def _tool(self, name: str, drawing: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(button, "quiet")
        if has_icon(drawing):
            button.setIcon(icon(drawing))
            button.setIconSize(QSize(16, 16))
        else:
            button.setText(words)
        return button

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
        upper.setSpacing(0)
        upper.addWidget(self._state, 1)
        for button in (self._up, self._down, self._hold, self._cancel, self._remove):
            upper.addWidget(button)
        self._foot = QWidget(self)
        lower = QHBoxLayout(self._foot)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(0)
        for button in (self._retry, self._key, self._edit, self._copy):
            lower.addWidget(button)
        lower.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 4, 5, 5)
        layout.setSpacing(3)
        layout.addLayout(upper)
        layout.addWidget(self._bar)
        layout.addWidget(self._failure)
        layout.addWidget(self._prompt)
        layout.addWidget(self._foot)
