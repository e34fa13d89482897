"""The list of jobs: as many cards as can be seen, given on from job to job as they scroll by."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from retake_gui.ui import theme
from retake_gui.ui.jobs.card import JobCard
from retake_gui.ui.jobs.words import failure_words
from retake_gui.viewmodels.jobs import JobRole, JobRow, JobsModel

_GAP = 6
_FIRST = 2
_Index = QModelIndex | QPersistentModelIndex


class JobList(QListView):
    """Shows the jobs, and forwards what their buttons wish.

    Signals:
        cardMade: A card is new and must be listened to (``JobCard``).
        currentChangedTo: Another job is the current one (its taskUUID, or empty).
        removeWanted: The Delete key was pressed on a job.
        heightChanged: The first cards together are higher or lower than before.
    """

    cardMade = Signal(object)
    currentChangedTo = Signal(str)
    removeWanted = Signal(str)
    heightChanged = Signal()

    def __init__(self, jobs: JobsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._cards: dict[str, JobCard] = {}
        self._spare: list[JobCard] = []
        self._due = False
        self._wanted = 0
        self.setObjectName("jobList")
        self.setAccessibleName(self.tr("Jobs"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.setFrameShape(QListView.Shape.NoFrame)
        theme.set_role(self, "bare")
        self._heights = _Heights(self)
        self.setItemDelegate(self._heights)
        self.setModel(jobs)
        jobs.dataChanged.connect(self._update)
        for signal in (jobs.rowsInserted, jobs.rowsRemoved, jobs.layoutChanged, jobs.modelReset):
            signal.connect(self._place_soon)
        self.verticalScrollBar().valueChanged.connect(self.place)
        self.selectionModel().currentChanged.connect(self._tell_current)

    @property
    def current(self) -> str:
        """The current job's taskUUID, or empty."""
        row = self.currentIndex().data(JobRole.ROW)
        return row.job.task_uuid if isinstance(row, JobRow) else ""

    @property
    def cards(self) -> int:
        """How many cards there are, for all jobs together."""
        return len(self._cards) + len(self._spare)

    @property
    def wanted_height(self) -> int:
        """What is needed to show the first cards whole; pixels."""
        return sum(self.sizeHintForRow(row) for row in range(min(_FIRST, self._jobs.rowCount()))) + _GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards are as wide as the list."""
        super().resizeEvent(event)
        self._heights.forget()
        self.scheduleDelayedItemsLayout()
        self._place_soon()

    def updateGeometries(self) -> None:
        """Rows were laid out anew."""
        super().updateGeometries()
        self._place_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes an ended job off the list."""
        row = self.currentIndex().data(JobRole.ROW)
        if event.key() == Qt.Key.Key_Delete and isinstance(row, JobRow) and row.job.state.is_final:
            self.removeWanted.emit(row.job.task_uuid)
            return
        super().keyPressEvent(event)

    def place(self) -> None:
        """Put a card on each row that can be seen."""
        self._due = False
        self.executeDelayedItemsLayout()
        if self.wanted_height != self._wanted:
            self._wanted = self.wanted_height
            self.heightChanged.emit()
        seen = self._seen()
        for task_uuid in [known for known in self._cards if known not in seen]:
            card = self._cards.pop(task_uuid)
            card.hide()
            self._spare.append(card)
        current = self.current
        for task_uuid, (row, rect) in seen.items():
            card = self._cards.get(task_uuid) or self._card_for(row)
            self._cards[task_uuid] = card
            card.setGeometry(rect)
            card.set_current(task_uuid == current and self.hasFocus())
            card.show()

    def _place_soon(self, *_news: object) -> None:
        """Once, however much has changed until then."""
        if not self._due:
            self._due = True
            QTimer.singleShot(0, self, self.place)

    def _seen(self) -> dict[str, tuple[JobRow, QRect]]:
        found: dict[str, tuple[JobRow, QRect]] = {}
        if not self._jobs.rowCount():
            return found  # PySide makes the classes of all widgets there are to find the viewport's
        area = self.viewport().rect()
        first = self.indexAt(area.topLeft())
        for at in range(max(0, first.row()), self._jobs.rowCount()):
            index = self._jobs.index(at)
            rect = self.visualRect(index)
            if rect.top() > area.bottom():
                break
            row = index.data(JobRole.ROW)
            if isinstance(row, JobRow) and rect.bottom() >= 0:
                found[row.job.task_uuid] = (row, rect.adjusted(0, 0, 0, -_GAP))
        return found

    def height_of(self, row: JobRow, width: int) -> int:
        """How high a card for a row is, asked of one that is not shown."""
        if not self._spare:
            card = self._new_card(row)
            card.hide()
            self._spare.append(card)
        return self._spare[-1].height_for(row, width)

    def _card_for(self, row: JobRow) -> JobCard:
        if self._spare:
            card = self._spare.pop()
            card.show_row(row)
            return card
        return self._new_card(row)

    def _new_card(self, row: JobRow) -> JobCard:
        card = JobCard(row, self.viewport())
        self.cardMade.emit(card)
        return card

    def _update(self, first: QModelIndex, last: QModelIndex) -> None:
        for at in range(first.row(), last.row() + 1):
            row = self._jobs.index(at).data(JobRole.ROW)
            card = self._cards.get(row.job.task_uuid) if isinstance(row, JobRow) else None
            if card is not None and isinstance(row, JobRow):
                card.show_row(row)
        self._place_soon()

    def _tell_current(self) -> None:
        self.currentChangedTo.emit(self.current)
        self._place_soon()


class _Heights(QStyledItemDelegate):
    """Knows how high a card is, by asking one; rows that look alike are asked once."""

    def __init__(self, view: JobList) -> None:
        super().__init__(view)
        self._view = view
        self._known: dict[tuple[object, ...], int] = {}

    def forget(self) -> None:
        """The width changed."""
        self._known.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Nothing: a card lies over the row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The height of the row's card, and the gap to the next one."""
        del option
        row = index.data(JobRole.ROW)
        width = self._view.viewport().width()
        if not isinstance(row, JobRow):
            return QSize(width, 0)
        state = row.job.state
        key = (row.is_active and not row.place, state, row.can_retry, failure_words(row))
        if key not in self._known:
            self._known[key] = self._view.height_of(row, width)
        return QSize(width, self._known[key] + _GAP)
