"""The panel of takes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from retake_gui.ui import theme
from retake_gui.ui.icons import has_icon, icon
from retake_gui.ui.later import reach_before
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ACTIONS, ActionId

if TYPE_CHECKING:
    from retake_gui.viewmodels.document import DocumentModel
    from retake_gui.viewmodels.seams import SeamsModel
    from retake_gui.viewmodels.take_pictures import TakePictures
    from retake_gui.viewmodels.takes import TakesModel


class TakePanel(QWidget):
    """Lists the takes, says what was found about the shown one, and exports it.

    It says that there are none until it has a list of them to watch.

    Signals:
        activated: The user chose a row: compare it.
        noteWritten: A note on the shown take.
        noteDone: Return ended writing it.
        revealWanted: Show the take although the service marked it.
    """

    activated = Signal()
    noteWritten = Signal(str)
    noteDone = Signal()
    revealWanted = Signal()

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("takePanel")
        self.setAccessibleName(self.tr("Takes"))
        theme.set_role(self, "panel")
        self._actions = actions
        self._tools: list[QToolButton] = []
        heading = QLabel(self.tr("TAKES"), self)
        theme.set_role(heading, "heading")
        self._hint = QLabel(
            self.tr("No takes yet. Select a range, write a prompt and press Retake; each result becomes a take here."),
            self,
        )
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.set_role(self._hint, "hint")
        self._stack = QStackedLayout()
        self._stack.addWidget(self._hint)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(12, 8, 12, 10)
        self._rows.setSpacing(6)
        self._rows.addWidget(heading)
        self._rows.addLayout(self._stack, 1)
        self._rows.addLayout(self._make_foot())

    def watch(self, takes: "TakesModel", document: "DocumentModel") -> None:
        """Show takes, which belong to the document's clip, from now on."""
        from retake_gui.ui.takes.details import TakeDetails
        from retake_gui.ui.takes.list_view import TakeList

        self._takes = takes
        self._list = TakeList(takes, document, self._actions, self)
        self._list.chosen.connect(self.activated)
        self._stack.addWidget(self._list)
        self._details = TakeDetails(self)
        self._details.noteWritten.connect(self.noteWritten)
        self._details.noteDone.connect(self.noteDone)
        self._details.revealWanted.connect(self.revealWanted)
        self._tell()
        self._rows.insertWidget(2, self._details)
        for late in (self._list, self._details):
            reach_before(self._tools[0], late)
        takes.shownChanged.connect(self._select)
        takes.takesChanged.connect(self._select)
        takes.dataChanged.connect(self._tell)
        self._select()

    def set_seams(self, model: "SeamsModel") -> None:
        """Show lamps and seams of the shown take between the list and the buttons."""
        reach_before(self._tools[0], self._details.set_seams(model))

    def set_pictures(self, pictures: "TakePictures") -> None:
        """Show a small picture of each take beside its words."""
        self._list.set_pictures(pictures)

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(4)
        for action_id, name, words in (
            (ActionId.STAR_TAKE, "starButton", "★"),
            (ActionId.REJECT_TAKE, "rejectButton", "✕"),
            (ActionId.REUSE_SETTINGS, "reuseButton", self.tr("Reuse settings")),
        ):
            self._tools.append(self._tool(action_id, name, words))
            foot.addWidget(self._tools[-1])
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
        drawing = ACTIONS[action_id].icon
        if has_icon(drawing):
            button.setIcon(icon(drawing))
            only = action_id is not ActionId.REUSE_SETTINGS
            style = Qt.ToolButtonStyle
            button.setToolButtonStyle(style.ToolButtonIconOnly if only else style.ToolButtonTextBesideIcon)
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        return button

    def _select(self) -> None:
        self._stack.setCurrentWidget(self._list if self._takes.rowCount() else self._hint)
        self._list.select_shown()
        self._tell()

    def _tell(self) -> None:
        take = self._takes.shown
        self._details.show_take(take, veiled=take is not None and self._takes.is_veiled(take))
