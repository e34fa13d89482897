"""The list of takes: one is chosen to be compared, can be dragged out, and has a menu."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QMenu, QWidget

from retake_gui.ui.takes.delegate import TakeDelegate
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.take_pictures import TakePictures
from retake_gui.viewmodels.takes import TakesModel

_ACTIONS = (
    ActionId.STAR_TAKE,
    ActionId.REJECT_TAKE,
    ActionId.REUSE_SETTINGS,
    ActionId.RETAKE_TAKE,
    ActionId.COMPARE_PROMPTS,
    ActionId.REMOVE_TAKE,
)

_WHOLE_ROWS = 2
"""Rows that are never cut off: what is compared last, and what it was compared with before."""


class TakeList(QListView):
    """Shows the takes, the chosen one marked.

    Signals:
        chosen: The user chose a row: compare it.
    """

    chosen = Signal()

    def __init__(self, takes: TakesModel, document: DocumentModel, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._takes, self._actions = takes, actions
        self.setObjectName("takeList")
        self.setAccessibleName(self.tr("Takes"))
        self.setModel(takes)
        self._delegate = TakeDelegate(lambda: document.clip)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self._followed = False
        takes.rowsAboutToBeInserted.connect(self._look_ahead)
        takes.rowsInserted.connect(self._follow)
        self.selectionModel().currentChanged.connect(self._choose)
        self.clicked.connect(self._choose)

    def set_pictures(self, pictures: TakePictures) -> None:
        """Show a small picture of each take beside its words."""
        self._delegate.set_pictures(pictures)
        pictures.made.connect(self.viewport().update)

    def select_shown(self) -> None:
        """Keep the current row on the take that is shown."""
        height = sum(self.sizeHintForRow(row) for row in range(min(_WHOLE_ROWS, self._takes.rowCount())))
        self.setMinimumHeight(height + 2 * self.frameWidth())
        index = self._takes.index(self._takes.row_of(self._takes.shown))
        if self.currentIndex() != index:
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current row in sight: what is said below about a take takes room from the list."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def _look_ahead(self) -> None:
        self._followed = self.viewport().rect().intersects(self.visualRect(self.currentIndex()))

    def _follow(self) -> None:
        """What arrives above the row that is looked at does not push it out of sight."""
        if self._followed:
            self.scrollTo(self.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._takes.show(self._takes.take_at(index.row()))
            self.chosen.emit()

    def _menu(self, place: QPoint) -> None:
        if self._takes.take_at(self.indexAt(place).row()) is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in _ACTIONS:
            menu.addAction(self._actions[action])
        menu.addSeparator()
        menu.addAction(self._actions[ActionId.EXPORT])
        menu.popup(self.viewport().mapToGlobal(place))
