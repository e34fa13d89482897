"""Jobs as a list that the panel shows: what each is doing, how far it is, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from retake_gui.domain.job import Job, JobState

_Index = QModelIndex | QPersistentModelIndex


class JobRole(IntEnum):
    """What can be asked about a row."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it is shown.

    Attributes:
        job: The job itself.
        progress: 0 to 1 of the stage it is in, or ``None`` while that cannot be known.
        seconds_left: Until the job ends, estimated, or ``None``.
        detail: What is going on, in words, such as ``3.1 of 12.0 MB``.
    """

    job: Job
    progress: float | None = None
    seconds_left: float | None = None
    detail: str = ""

    @property
    def is_active(self) -> bool:
        """Whether something happens by itself."""
        return not self.job.state.is_final and self.job.state is not JobState.WAITING

    @property
    def can_retry(self) -> bool:
        """Whether trying again makes sense."""
        return self.job.state in (JobState.FAILED, JobState.PARTIAL, JobState.WAITING, JobState.CANCELLED)


class JobsModel(QAbstractListModel):
    """Newest job first.

    Signals:
        countChanged: Jobs came, went, or ended.
    """

    countChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[JobRow] = []

    @property
    def rows(self) -> tuple[JobRow, ...]:
        """All rows, newest first."""
        return tuple(self._rows)

    @property
    def active(self) -> int:
        """How many jobs are going on."""
        return sum(row.is_active for row in self._rows)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row a job."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row's :class:`JobRow`, or its prompt as text."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == JobRole.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.job.settings.prompt
        return None

    def row(self, task_uuid: str) -> JobRow | None:
        """The row of a job."""
        return next((row for row in self._rows if row.job.task_uuid == task_uuid), None)

    def reset(self, jobs: Sequence[Job]) -> None:
        """Show the jobs of another project."""
        self.beginResetModel()
        ordered = sorted(jobs, key=lambda job: job.created, reverse=True)
        self._rows = [JobRow(job) for job in ordered]
        self.endResetModel()
        self.countChanged.emit()

    def update(self, row: JobRow) -> None:
        """A job took a step, or is new."""
        for at, other in enumerate(self._rows):
            if other.job.task_uuid == row.job.task_uuid:
                ended = other.is_active != row.is_active
                self._rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))
                if ended:
                    self.countChanged.emit()
                return
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._rows.insert(0, row)
        self.endInsertRows()
        self.countChanged.emit()

    def remove(self, task_uuid: str) -> None:
        """Take a job off the list."""
        for at, other in enumerate(self._rows):
            if other.job.task_uuid == task_uuid:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
                self.countChanged.emit()
                return

    def settle(self, job: Job) -> None:
        """Replace a job without news of progress."""
        known = self.row(job.task_uuid)
        self.update(replace(known, job=job) if known is not None else JobRow(job))


def time_left(seconds: float) -> str:
    """Write a time to wait: ``12 s``, ``3 min``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(Fraction(round(seconds), 60))} min"
