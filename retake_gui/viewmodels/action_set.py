"""The table of actions as live ``QAction`` objects: one set for menus, buttons, keys and the sheet."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from retake_gui.viewmodels.actions import ACTIONS, ActionId, When, title_of


class ActionSet(QObject):
    """One ``QAction`` per row of the table.

    Args:
        keys: Key sequences chosen by the user, in portable text, by action; others keep their default.
    """

    def __init__(
        self,
        keys: Mapping[str, tuple[str, ...]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions: dict[ActionId, QAction] = {}
        self._holds: dict[When, bool] = dict.fromkeys(When, False)
        self._holds[When.ALWAYS] = True
        chosen = keys or {}
        for spec in ACTIONS.values():
            action = QAction(title_of(spec), self)
            action.setObjectName(f"action_{spec.id}")
            action.setCheckable(spec.checkable)
            action.setAutoRepeat(spec.repeats)
            self._actions[spec.id] = action
            self._set_keys(spec.id, chosen.get(spec.id, spec.keys))
        self._refresh()

    def __getitem__(self, action: ActionId) -> QAction:
        return self._actions[action]

    def all(self) -> tuple[QAction, ...]:
        """Every action, in the table's order."""
        return tuple(self._actions.values())

    def hold(self, changes: Mapping[When, bool]) -> None:
        """State which conditions hold now, and enable exactly the actions that are of use."""
        changed = {when for when, holds in changes.items() if self._holds[when] is not holds}
        self._holds.update(changes)
        if changed:
            self._refresh()

    def conflict(self, action: ActionId, key: str) -> ActionId | None:
        """Which other action already has a key, or ``None``."""
        wanted = QKeySequence.fromString(key)
        for other, made in self._actions.items():
            if other is not action and wanted in made.shortcuts():
                return other
        return None

    def rebind(self, action: ActionId, keys: tuple[str, ...]) -> ActionId | None:
        """Give an action other keys.

        Returns:
            The action that already has one of them, in which case nothing is changed; else ``None``.
        """
        for key in keys:
            if (taken := self.conflict(action, key)) is not None:
                return taken
        self._set_keys(action, keys)
        return None

    def keys(self, action: ActionId) -> tuple[str, ...]:
        """An action's keys in portable text."""
        return tuple(key.toString() for key in self._actions[action].shortcuts())

    def reset(self, action: ActionId) -> ActionId | None:
        """Give an action its first keys again; like :meth:`rebind`."""
        return self.rebind(action, ACTIONS[action].keys)

    def restore(self, chosen: Mapping[str, Sequence[str]]) -> None:
        """Take over what the user chose earlier: where a key was chosen, another action's first one gives way."""
        wanted = {ActionId(name): tuple(keys) for name, keys in chosen.items() if name in set(ActionId)}
        taken = {QKeySequence.fromString(key).toString() for keys in wanted.values() for key in keys}
        for action in ActionId:
            if action in wanted:
                self._set_keys(action, wanted[action])
            elif taken & set(self.keys(action)):
                self._set_keys(action, tuple(key for key in self.keys(action) if key not in taken))

    def _set_keys(self, action: ActionId, keys: tuple[str, ...]) -> None:
        made = self._actions[action]
        made.setShortcuts([QKeySequence.fromString(key) for key in keys])
        first = made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        title = made.text().rstrip("…")
        made.setToolTip(f"{title} ({first})" if first else title)

    def _refresh(self) -> None:
        for action, made in self._actions.items():
            made.setEnabled(self._holds[ACTIONS[action].when])
