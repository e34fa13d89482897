"""The panel of jobs: one card each, newest on top."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from retake_gui.ui import theme
from retake_gui.ui.jobs.card import JobCard
from retake_gui.ui.jobs.words import details
from retake_gui.viewmodels.jobs import JobRole, JobRow, JobsModel


class JobPanel(QWidget):
    """Watches the list of jobs.

    Signals:
        cancelWanted: Stop waiting for a job (its taskUUID).
        retryWanted: Try a job again.
        removeWanted: Take a job off the list.
    """

    cancelWanted = Signal(str)
    retryWanted = Signal(str)
    removeWanted = Signal(str)

    def __init__(self, jobs: JobsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobPanel")
        self.setAccessibleName(self.tr("Jobs"))
        theme.set_role(self, "panel")
        self._jobs = jobs
        self._cards: list[JobCard] = []
        self._heading = QLabel(self)
        theme.set_role(self._heading, "heading")
        self._hint = QLabel(self.tr("Nothing is being made. Retakes appear here with their progress."), self)
        self._hint.setWordWrap(True)
        theme.set_role(self._hint, "hint")
        inner = QWidget(self)
        theme.set_role(inner, "panel")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._hint)
        self._column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setMinimumHeight(44)
        theme.set_role(scroll, "panel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 6)
        layout.setSpacing(6)
        layout.addWidget(self._heading)
        layout.addWidget(scroll, 1)
        jobs.modelReset.connect(self._rebuild)
        jobs.rowsInserted.connect(self._insert)
        jobs.rowsRemoved.connect(self._remove)
        jobs.dataChanged.connect(self._update)
        jobs.countChanged.connect(self._count)
        self._rebuild()

    def _row(self, at: int) -> JobRow:
        row = self._jobs.index(at).data(JobRole.ROW)
        if not isinstance(row, JobRow):
            raise TypeError(f"row {at} of the jobs is not a job")
        return row

    def _rebuild(self) -> None:
        for card in self._cards:
            card.deleteLater()
        self._cards.clear()
        for at in range(self._jobs.rowCount()):
            self._add(at)
        self._count()

    def _insert(self, _parent: QModelIndex, first: int, last: int) -> None:
        for at in range(first, last + 1):
            self._add(at)
        self._count()

    def _add(self, at: int) -> None:
        card = JobCard(self._row(at), self)
        card.cancelWanted.connect(self.cancelWanted)
        card.retryWanted.connect(self.retryWanted)
        card.removeWanted.connect(self.removeWanted)
        card.copyWanted.connect(self._copy)
        self._cards.insert(at, card)
        self._column.insertWidget(at, card)

    def _remove(self, _parent: QModelIndex, first: int, last: int) -> None:
        for card in self._cards[first : last + 1]:
            self._column.removeWidget(card)
            card.deleteLater()
        del self._cards[first : last + 1]
        self._count()

    def _update(self, first: QModelIndex, last: QModelIndex) -> None:
        for at in range(first.row(), last.row() + 1):
            self._cards[at].show_row(self._row(at))

    def _count(self) -> None:
        active = self._jobs.active
        self._heading.setText(self.tr("JOBS · {0} active").format(active) if active else self.tr("JOBS"))
        self._hint.setVisible(not self._cards)

    def _copy(self, task_uuid: str) -> None:
        row = self._jobs.row(task_uuid)
        if row is not None:
            QGuiApplication.clipboard().setText(details(row.job))
