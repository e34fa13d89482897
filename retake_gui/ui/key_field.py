"""Gives an action another key: press it, and it is taken, unless another action has it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLabel, QPushButton, QVBoxLayout, QWidget

from retake_gui.ui import theme
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ACTIONS, ActionId, title_of


class KeyField(QWidget):
    """Edits the keys of one action.

    Signals:
        changed: An action has other keys: its name, and the keys in portable text or ``None`` for its first ones.
    """

    changed = Signal(str, object)

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._action: ActionId | None = None
        self._title = QLabel(self)
        self._field = QKeySequenceEdit(self)
        self._field.setObjectName("keyField")
        self._field.setAccessibleName(self.tr("New key"))
        self._field.setMaximumSequenceLength(1)
        self._field.setClearButtonEnabled(True)
        self._set = self._button("keySet", self.tr("Set"), self._take_over)
        self._none = self._button("keyRemove", self.tr("No key"), self._remove)
        self._first = self._button("keyDefault", self.tr("Default"), self._reset)
        self._said = QLabel(self)
        self._said.setObjectName("keyConflict")
        theme.set_role(self._said, "error")
        line = QHBoxLayout()
        line.addWidget(self._title, 1)
        for widget in (self._field, self._set, self._none, self._first):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._said)
        self._field.keySequenceChanged.connect(lambda: self._say(""))
        self.show_action(None)

    def show_action(self, action: ActionId | None) -> None:
        """Edit another action's keys."""
        self._action = action
        self._say("")
        self._field.clear()
        words = title_of(ACTIONS[action]).rstrip("…") if action is not None else self.tr("Select a command")
        self._title.setText(self.tr("Key for “{0}”").format(words) if action is not None else words)
        for widget in (self._field, self._set, self._none, self._first):
            widget.setEnabled(action is not None)

    def _take_over(self) -> None:
        key = self._field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if self._action is not None and key:
            self._finish(self._actions.rebind(self._action, (key,)), [key])

    def _remove(self) -> None:
        if self._action is not None:
            self._finish(self._actions.rebind(self._action, ()), [])

    def _reset(self) -> None:
        if self._action is not None:
            self._finish(self._actions.reset(self._action), None)

    def _finish(self, taken_by: ActionId | None, keys: list[str] | None) -> None:
        if taken_by is not None:
            owner = title_of(ACTIONS[taken_by]).rstrip("…")
            self._say(self.tr("“{0}” has that key. Nothing was changed; choose another one.").format(owner))
        elif self._action is not None:
            self._field.clear()
            self.changed.emit(self._action.value, keys)

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _button(self, name: str, words: str, slot: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button
