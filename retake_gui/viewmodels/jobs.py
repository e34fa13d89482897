"""Jobs as a list that the panel shows: what each is doing, how far it is, and what can be done about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from fractions import Fraction

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from retake_gui.domain.job import Job, JobState

_Index = QModelIndex | QPersistentModelIndex
_KEPT = timedelta(days=1)
_MIME = "application/x-retake-job"
_UNSENT = (JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING)


class JobRole(IntEnum):
    """What can be asked about a row."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Queue:
    """The order of what waits for its turn.

    Attributes:
        waiting: Jobs that wait, the next one first.
        held: Those that are held back; they keep their places.
        paused: Whether nothing gets a turn.
    """

    waiting: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()
    paused: bool = False


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it is shown.

    Attributes:
        job: The job itself.
        progress: 0 to 1 of the stage it is in, or ``None`` while that cannot be known.
        seconds_left: Until the job ends, estimated, or ``None``.
        detail: What is going on, in words, such as ``3.1 of 12.0 MB``.
        problem: Why it waits, and what to do, in a sentence; or empty.
        place: 1 for the next one of the queue; 0 for a job that is not in it.
        held: Whether it is held back.
        queue_paused: Whether the whole queue stands still.
        fitting: Whether its results are here, and are being measured and fitted into the clip.
    """

    job: Job
    progress: float | None = None
    seconds_left: float | None = None
    detail: str = ""
    problem: str = ""
    place: int = 0
    held: bool = False
    queue_paused: bool = False
    fitting: bool = False

    @property
    def is_active(self) -> bool:
        """Whether something happens by itself."""
        return not self.job.state.is_final and self.job.state is not JobState.WAITING

    @property
    def can_retry(self) -> bool:
        """Whether trying again makes sense."""
        return self.job.state in (JobState.FAILED, JobState.PARTIAL, JobState.WAITING, JobState.CANCELLED)

    @property
    def can_hold(self) -> bool:
        """Whether it can be held back: the service does not have it yet."""
        return self.job.state in _UNSENT

    @property
    def is_billed_anyway(self) -> bool:
        """Whether the service may have it, so that it goes on and costs whatever happens here."""
        return self.job.state.may_be_billed and not self.job.state.is_final

    @property
    def missing(self) -> int:
        """How many results did not come."""
        return max(0, self.job.wanted - len(self.job.results))


class JobsModel(QAbstractListModel):
    """What runs comes first, then the queue in its order, then what waits for better days, then what ended.

    Signals:
        countChanged: Jobs came, went, or ended.
        moveWanted: A waiting job was dragged (its taskUUID, and its new place in the queue counted from 0).
    """

    countChanged = Signal()
    moveWanted = Signal(str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[JobRow] = []
        self._queue = Queue()
        self._places: dict[str, int] = {}

    @property
    def rows(self) -> tuple[JobRow, ...]:
        """All rows in their order."""
        return tuple(self._rows)

    @property
    def queue(self) -> Queue:
        """Order and pauses."""
        return self._queue

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

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """What waits for its turn can be dragged to another place."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self._rows[index.row()].place else flags

    def supportedDropActions(self) -> Qt.DropAction:
        """Moving only."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """A job of this list."""
        return [_MIME]

    def mimeData(self, indexes: Iterable[_Index]) -> QMimeData:
        """The UUID of the dragged job."""
        data = QMimeData()
        for index in indexes:
            data.setData(_MIME, self._rows[index.row()].job.task_uuid.encode())
        return data

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: _Index) -> bool:
        """Wish for another place; the queue decides, and the list follows it."""
        task_uuid = bytes(data.data(_MIME).data()).decode()
        moved = self.row(task_uuid)
        if moved is None or not moved.place:
            return False
        at = parent.row() if parent.isValid() else row if row >= 0 else len(self._rows)
        before = [other.job.task_uuid for other in self._rows[:at] if other.place and other is not moved]
        self.moveWanted.emit(task_uuid, len(before))
        return False

    def row(self, task_uuid: str) -> JobRow | None:
        """The row of a job."""
        return next((row for row in self._rows if row.job.task_uuid == task_uuid), None)

    def reset(self, jobs: Sequence[Job]) -> None:
        """Show the jobs of another project."""
        self.beginResetModel()
        self._rows = sorted((self._placed(JobRow(job)) for job in jobs), key=_rank)
        self.endResetModel()
        self.countChanged.emit()

    def update(self, *rows: JobRow) -> None:
        """Jobs took a step, or are new; however many, the list is put in order once."""
        counted = [self._put(self._placed(row)) for row in rows]
        self._sort()
        if any(counted):
            self.countChanged.emit()

    def _put(self, row: JobRow) -> bool:
        """Show a row; whether that changes how many there are, or go on."""
        for at, other in enumerate(self._rows):
            if other.job.task_uuid == row.job.task_uuid:
                if other != row:
                    self._rows[at] = row
                    self.dataChanged.emit(self.index(at), self.index(at))
                return other.is_active != row.is_active
        at = next((at for at, other in enumerate(self._rows) if _rank(other) > _rank(row)), len(self._rows))
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, row)
        self.endInsertRows()
        return True

    def set_queue(self, queue: Queue) -> None:
        """The order changed, or something is held back."""
        if queue == self._queue:
            return
        self._queue = queue
        self._places = {task_uuid: at for at, task_uuid in enumerate(queue.waiting, 1)}
        for at, row in enumerate(self._rows):
            placed = self._placed(row)
            if placed != row:
                self._rows[at] = placed
                self.dataChanged.emit(self.index(at), self.index(at))
        self._sort()
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

    def _placed(self, row: JobRow) -> JobRow:
        queue, task_uuid = self._queue, row.job.task_uuid
        place = self._places.get(task_uuid, 0) if row.job.state is JobState.QUEUED else 0
        return replace(row, place=place, held=task_uuid in queue.held, queue_paused=queue.paused)

    def _sort(self) -> None:
        ordered = sorted(self._rows, key=_rank)
        if ordered == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        moved = [self._rows[index.row()].job.task_uuid for index in before]
        self._rows = ordered
        places = {row.job.task_uuid: at for at, row in enumerate(ordered)}
        self.changePersistentIndexList(before, [self.index(places[task_uuid]) for task_uuid in moved])
        self.layoutChanged.emit()


def _rank(row: JobRow) -> tuple[int, float]:
    """What runs, the queue, what waits for better days, what ended; the last two newest first."""
    created = row.job.created.timestamp()
    if row.place:
        return 1, row.place
    if row.job.state is JobState.QUEUED:
        return 1, created
    if row.is_active:
        return 0, created
    return (2 if row.job.state is JobState.WAITING else 3), -created


def still_offered(job: Job, now: datetime) -> bool:
    """Whether a job is on the list after a start: it goes on, or ended short of its takes not long ago."""
    if not job.state.is_final:
        return True
    if job.dismissed:
        return False
    may_be_paid = job.sent or job.accepted
    unfinished = job.state in (JobState.FAILED, JobState.PARTIAL) or (job.state is JobState.CANCELLED and may_be_paid)
    return unfinished and not job.successor and now - job.updated < _KEPT


def time_left(seconds: float) -> str:
    """Write a time to wait: ``12 s``, ``3 min``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(Fraction(round(seconds), 60))} min"
