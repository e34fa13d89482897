"""The sheet of keys: every action with its keys, searchable and editable; made from the table of actions."""

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from retake_gui.ui.key_field import KeyField
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ACTIONS, ActionId, ActionSpec, Group, group_title, in_group, title_of


class KeysSheet(QDialog):
    """Search by name or key; Enter or a double click does what the row says, and the line below changes its key.

    Signals:
        keysChanged: An action has other keys: its name, and the keys or ``None`` for its first ones.
    """

    keysChanged = Signal(str, object)

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keysSheet")
        self.setWindowTitle(self.tr("Keys and commands"))
        self.resize(560, 620)
        self._actions = actions
        self._shown: dict[ActionId, QStandardItem] = {}
        self._search = QLineEdit(self)
        self._search.setObjectName("keysSearch")
        self._search.setAccessibleName(self.tr("Search"))
        self._search.setPlaceholderText(self.tr("Search a command or a key"))
        self._search.setClearButtonEnabled(True)
        self._filter = QSortFilterProxyModel(self)
        self._filter.setSourceModel(self._rows())
        self._filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filter.setFilterKeyColumn(-1)
        self._filter.setRecursiveFilteringEnabled(True)
        self._view = QTreeView(self)
        self._view.setObjectName("keysList")
        self._view.setAccessibleName(self.tr("Commands and their keys"))
        self._view.setModel(self._filter)
        self._view.setRootIsDecorated(False)
        self._view.setItemsExpandable(False)
        self._view.setIndentation(12)
        self._view.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._view.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._view.header().setStretchLastSection(False)
        self._view.expandAll()
        layout = QVBoxLayout(self)
        layout.addWidget(self._search)
        layout.addWidget(self._view, 1)
        self._field = KeyField(actions, self)
        layout.addWidget(self._field)
        self._field.changed.connect(self._show_keys)
        self._field.changed.connect(self.keysChanged)
        self._view.selectionModel().currentChanged.connect(lambda index: self._field.show_action(_action_of(index)))
        self._search.textChanged.connect(self._look_for)
        self._search.returnPressed.connect(self._do_first)
        self._view.doubleClicked.connect(lambda index: self._do(index.data(Qt.ItemDataRole.UserRole)))
        self._search.setFocus()

    def _rows(self) -> QStandardItemModel:
        model = QStandardItemModel(self)
        model.setHorizontalHeaderLabels([self.tr("Command"), self.tr("Keys")])
        bold = QFont(self.font())
        bold.setBold(True)
        for group in Group:
            heading = QStandardItem(group_title(group))
            heading.setFont(bold)
            heading.setEditable(False)
            heading.setSelectable(False)
            blank = QStandardItem()
            blank.setEditable(False)
            model.appendRow([heading, blank])
            for spec in in_group(group):
                heading.appendRow(self._row(spec))
        return model

    def _row(self, spec: ActionSpec) -> list[QStandardItem]:
        title, shown = QStandardItem(title_of(spec).rstrip("…")), QStandardItem(self._keys_of(spec))
        self._shown[spec.id] = shown
        for item in (title, shown):
            item.setEditable(False)
            item.setData(spec.id.value, Qt.ItemDataRole.UserRole)
        return [title, shown]

    def _keys_of(self, spec: ActionSpec) -> str:
        shortcuts = self._actions[spec.id].shortcuts()
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in shortcuts]
        return "  ·  ".join([*keys, spec.held] if spec.held else keys)  # a dot is no key, as a comma would be

    def _show_keys(self, name: str) -> None:
        """An action has other keys."""
        spec = ACTIONS[ActionId(name)]
        self._shown[spec.id].setText(self._keys_of(spec))

    def _look_for(self, text: str) -> None:
        self._filter.setFilterFixedString(text)
        self._view.expandAll()

    def _do_first(self) -> None:
        group = self._filter.index(0, 0)
        first = self._filter.index(0, 0, group)
        if first.isValid():
            self._do(first.data(Qt.ItemDataRole.UserRole))

    def _do(self, name: object) -> None:
        if isinstance(name, str) and ActionId(name) in ACTIONS:
            self.accept()
            self._actions[ActionId(name)].trigger()


def _action_of(index: QModelIndex) -> ActionId | None:
    """Which action a row is about; none for a heading."""
    name = index.data(Qt.ItemDataRole.UserRole)
    return ActionId(name) if isinstance(name, str) else None
