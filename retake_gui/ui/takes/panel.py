"""The panel of takes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from retake_gui.ui import theme
from retake_gui.ui.snug_scroll import SnugScroll
from retake_gui.ui.takes.delegate import TakeDelegate
from retake_gui.ui.takes.note_field import NoteField
from retake_gui.ui.takes.seam_panel import SeamPanel
from retake_gui.ui.takes.words import report_lines
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.takes import TakesModel

if TYPE_CHECKING:
    from retake_gui.viewmodels.seams import SeamsModel
    from retake_gui.viewmodels.take_pictures import TakePictures

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


class TakePanel(QWidget):
    """Lists the takes, says what was found about the shown one, and exports it.

    Signals:
        activated: The user chose a row: compare it.
        noteWritten: A note on the shown take.
        revealWanted: Show the take although the service marked it.
    """

    activated = Signal()
    noteWritten = Signal(str)
    revealWanted = Signal()

    def __init__(
        self, takes: TakesModel, document: DocumentModel, actions: ActionSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("takePanel")
        self.setAccessibleName(self.tr("Takes"))
        theme.set_role(self, "panel")
        self._takes, self._actions = takes, actions
        heading = QLabel(self.tr("TAKES"), self)
        theme.set_role(heading, "heading")
        self._list = self._make_list(document)
        self._hint = QLabel(
            self.tr("No takes yet. Select a range, write a prompt and press Retake; each result becomes a take here."),
            self,
        )
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.set_role(self._hint, "hint")
        self._report = QLabel(self)
        self._report.setObjectName("takeReport")
        self._report.setWordWrap(True)
        self._report.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._report, "hint")
        self._note = NoteField(self)
        self._note.setObjectName("takeNote")
        self._note.setAccessibleName(self.tr("Note on the take"))
        self._note.setPlaceholderText(self.tr("Note"))
        self._note.written.connect(self.noteWritten)
        self._reveal = QPushButton(self.tr("Show the marked take"), self)
        self._reveal.setObjectName("takeReveal")
        self._reveal.setAccessibleName(self.tr("Show the take that the service marked as NSFW"))
        self._reveal.clicked.connect(self.revealWanted)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(heading)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._make_details())
        layout.addLayout(self._make_foot())
        takes.shownChanged.connect(self._select)
        takes.takesChanged.connect(self._select)
        takes.dataChanged.connect(self._tell)
        self._select()

    def set_seams(self, model: "SeamsModel") -> None:
        """Show lamps and seams of the shown take between the list and the buttons."""
        panel = SeamPanel(model, self)
        panel.unfolded.connect(self._scroll.show_end)
        self._details.addWidget(panel)

    def set_pictures(self, pictures: "TakePictures") -> None:
        """Show a small picture of each take beside its words."""
        self._delegate.set_pictures(pictures)
        pictures.made.connect(self._list.viewport().update)

    def _make_details(self) -> QWidget:
        """What is said about the shown take; it scrolls where the list needs the room."""
        held = QWidget(self)
        self._details = QVBoxLayout(held)
        self._details.setContentsMargins(0, 0, 0, 0)
        self._details.setSpacing(6)
        for widget in (self._note, self._reveal, self._report):
            self._details.addWidget(widget)
        self._scroll = SnugScroll(held, self)
        return self._scroll

    def _make_list(self, document: DocumentModel) -> QListView:
        view = QListView(self)
        view.setObjectName("takeList")
        view.setAccessibleName(self.tr("Takes"))
        view.setModel(self._takes)
        self._delegate = TakeDelegate(lambda: document.clip)
        view.setItemDelegate(self._delegate)
        view.setMouseTracking(True)
        view.setDragEnabled(True)
        view.setDragDropMode(QListView.DragDropMode.DragOnly)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        view.selectionModel().currentChanged.connect(self._choose)
        view.clicked.connect(self._choose)
        return view

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(4)
        for action_id, name, words in (
            (ActionId.STAR_TAKE, "starButton", "★"),
            (ActionId.REJECT_TAKE, "rejectButton", "✕"),
            (ActionId.REUSE_SETTINGS, "reuseButton", self.tr("Reuse settings")),
        ):
            foot.addWidget(self._tool(action_id, name, words))
        foot.addStretch(1)
        export = QPushButton(self.tr("Export…"), self)
        export.setObjectName("exportButton")
        action = self._actions[ActionId.EXPORT]
        export.setAccessibleName(self.tr("Export the take"))
        export.setToolTip(action.toolTip())
        export.setEnabled(action.isEnabled())
        export.clicked.connect(action.trigger)
        action.changed.connect(lambda: export.setEnabled(action.isEnabled()))
        foot.addWidget(export)
        return foot

    def _tool(self, action_id: ActionId, name: str, words: str) -> QToolButton:
        action = self._actions[action_id]
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(words)
        button.setAccessibleName(action.text())
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())
        theme.set_role(button, "quiet")
        if not action.icon().isNull():
            button.setIcon(action.icon())
            only = action_id is not ActionId.REUSE_SETTINGS
            style = Qt.ToolButtonStyle
            button.setToolButtonStyle(style.ToolButtonIconOnly if only else style.ToolButtonTextBesideIcon)
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        return button

    def _select(self) -> None:
        """Keep the list's current row on the take that is shown."""
        rows = self._takes.rowCount()
        self._stack.setCurrentWidget(self._list if rows else self._hint)
        height = sum(self._list.sizeHintForRow(row) for row in range(min(_WHOLE_ROWS, rows)))
        self._list.setMinimumHeight(height + 2 * self._list.frameWidth())
        index = self._takes.index(self._takes.row_of(self._takes.shown))
        if self._list.currentIndex() != index:
            self._list.setCurrentIndex(index)
            self._list.scrollTo(index)
        self._tell()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._takes.show(self._takes.take_at(index.row()))
            self.activated.emit()

    def _tell(self) -> None:
        take = self._takes.shown
        words = "\n".join(report_lines(take)) if take is not None else ""
        self._report.setText(words)
        self._report.setVisible(bool(words))
        self._scroll.setVisible(take is not None)
        self._note.setVisible(take is not None)
        self._note.show_note(take.id if take is not None else 0, take.note if take is not None else "")
        self._reveal.setVisible(take is not None and self._takes.is_veiled(take))

    def _menu(self, place: QPoint) -> None:
        if self._takes.take_at(self._list.indexAt(place).row()) is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in _ACTIONS:
            menu.addAction(self._actions[action])
        menu.addSeparator()
        menu.addAction(self._actions[ActionId.EXPORT])
        menu.popup(self._list.viewport().mapToGlobal(place))
