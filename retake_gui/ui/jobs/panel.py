"""The panel of jobs: what goes on, the queue, what ended, and what it all costs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from retake_gui.ui import theme
from retake_gui.ui.elided import ElidedLabel
from retake_gui.ui.icons import icon
from retake_gui.ui.later import reach_before

if TYPE_CHECKING:
    from retake_gui.ui.jobs.card import JobCard
    from retake_gui.viewmodels.jobs import JobsModel

_FEW = 2
_LEAST_HEIGHT = 44


class JobPanel(QWidget):
    """Says that there are no jobs until it has a list of them to watch.

    Signals:
        cancelWanted: Stop waiting for a job (its taskUUID).
        retryWanted: Try a job again.
        editWanted: Try a job again with other settings.
        removeWanted: Take a job off the list.
        holdWanted: Hold a job back, or let it go.
        moveWanted: Put a job elsewhere in the queue (by -1 or 1).
        keyWanted: Enter another key, and go on with a job.
        pauseWanted: Give no more turns, or go on.
        batchWanted: Describe several retakes at once.
        currentChanged: Another job is the current one.
        heightWanted: It needs another height to show its first cards whole, or has no need of as much.
    """

    cancelWanted = Signal(str)
    retryWanted = Signal(str)
    editWanted = Signal(str)
    removeWanted = Signal(str)
    holdWanted = Signal(str, bool)
    moveWanted = Signal(str, int)
    keyWanted = Signal(str)
    pauseWanted = Signal(bool)
    batchWanted = Signal()
    currentChanged = Signal(str)
    heightWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobPanel")
        self.setAccessibleName(self.tr("Jobs"))
        theme.set_role(self, "panel")
        self._heading = QLabel(self.tr("JOBS"), self)
        theme.set_role(self._heading, "heading")
        self._spent = ElidedLabel(self)
        self._spent.setObjectName("spentLabel")
        self._spent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.set_role(self._spent, "hint")
        self._hint = QLabel(self.tr("Nothing is being made. Retakes appear here with their progress."), self)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hint.setMinimumHeight(_LEAST_HEIGHT)
        theme.set_role(self._hint, "hint")
        self._pause = self._tool("queuePause", self.tr("Pause the queue: what runs goes on, nothing new begins"))
        self._pause.setCheckable(True)
        self._pause.setIcon(icon("pause"))
        self._pause.clicked.connect(self.pauseWanted)
        self._pause.hide()
        self._clear = self._tool("clearJobs", self.tr("Take what ended off the list"))
        self._clear.setText(self.tr("Clear"))
        self._clear.clicked.connect(self._clear_ended)
        self._clear.hide()
        self._batch = self._tool("batchButton", self.tr("Several prompts, several ranges"))
        self._batch.setText(self.tr("Batch…"))
        self._batch.setEnabled(False)
        self._batch.clicked.connect(self.batchWanted)
        self._lay_out()

    def set_batch_enabled(self, enabled: bool) -> None:
        """Whether several retakes can be described, for which there must be a clip."""
        self._batch.setEnabled(enabled)

    def watch(self, jobs: "JobsModel") -> None:
        """Show the jobs of a list from now on."""
        from retake_gui.ui.jobs.list_view import JobList

        self._jobs = jobs
        self.list = JobList(jobs, self)
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        self._stack.addWidget(self.list)
        reach_before(self._pause, self.list)
        self.list.cardMade.connect(self._listen)
        self.list.currentChangedTo.connect(self.currentChanged)
        self.list.removeWanted.connect(self.removeWanted)
        self.list.heightChanged.connect(self.heightWanted)
        jobs.countChanged.connect(self._count)
        jobs.modelReset.connect(self._count)
        self._count()

    @property
    def wanted_height(self) -> int:
        """What is needed to show the first cards whole, or the hint where there are none; pixels."""
        shown = self._hint if self._stack.currentWidget() is self._hint else self.list
        inner = self._hint.heightForWidth(self._hint.width()) if shown is self._hint else self.list.wanted_height
        return self.height() - shown.height() + inner

    def show_spent(self, words: str) -> None:
        """Say what was spent."""
        self._spent.say(words)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._heading)
        head.addWidget(self._spent, 1)
        for button in (self._clear, self._pause, self._batch):
            head.addWidget(button)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 5, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._stack, 1)

    def _tool(self, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setIconSize(QSize(16, 16))
        theme.set_role(button, "quiet")
        return button

    def _listen(self, card: "JobCard") -> None:
        for signal, forward in (
            (card.cancelWanted, self.cancelWanted),
            (card.retryWanted, self.retryWanted),
            (card.editWanted, self.editWanted),
            (card.removeWanted, self.removeWanted),
            (card.holdWanted, self.holdWanted),
            (card.moveWanted, self.moveWanted),
            (card.keyWanted, self.keyWanted),
        ):
            signal.connect(forward)
        card.copyWanted.connect(self._copy)

    def _count(self) -> None:
        active, rows = self._jobs.active, self._jobs.rows
        self._heading.setText(self.tr("JOBS · {0} active").format(active) if active else self.tr("JOBS"))
        self._stack.setCurrentWidget(self.list if rows else self._hint)
        ended = sum(row.job.state.is_final for row in rows)
        self._clear.setVisible(ended >= _FEW)
        paused = self._jobs.queue.paused
        self._pause.setChecked(paused)
        self._pause.setVisible(paused or active > 0)

    def _clear_ended(self) -> None:
        for row in self._jobs.rows:
            if row.job.state.is_final:
                self.removeWanted.emit(row.job.task_uuid)

    def _copy(self, task_uuid: str) -> None:
        from retake_gui.ui.jobs.words import details

        row = self._jobs.row(task_uuid)
        if row is not None:
            QGuiApplication.clipboard().setText(details(row))
