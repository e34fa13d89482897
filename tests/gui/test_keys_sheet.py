from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QKeySequenceEdit, QLabel, QLineEdit, QPushButton, QTreeView
from pytestqt.qtbot import QtBot

from retake_gui.ui.keys_sheet import KeysSheet
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, When
from tests.gui.finding import child

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def actions() -> ActionSet:
    made = ActionSet()
    made.hold(dict.fromkeys(When, True))
    return made


@pytest.fixture
def sheet(qtbot: QtBot, actions: ActionSet) -> Iterator[KeysSheet]:
    made = KeysSheet(actions)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def rows(sheet: KeysSheet) -> list[tuple[str, str]]:
    """Command and keys of every row that is shown."""
    model = child(sheet, QTreeView, "keysList").model()
    found = []
    for group in range(model.rowCount()):
        parent = model.index(group, 0)
        found += [
            (str(model.index(row, 0, parent).data()), str(model.index(row, 1, parent).data()))
            for row in range(model.rowCount(parent))
        ]
    return found


def select_first(sheet: KeysSheet, words: str) -> None:
    search = child(sheet, QLineEdit, "keysSearch")
    search.clear()
    QTest.keyClicks(search, words)
    view = child(sheet, QTreeView, "keysList")
    model = view.model()
    view.setCurrentIndex(model.index(0, 0, model.index(0, 0, QModelIndex())))


def press(sheet: KeysSheet, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    field = child(sheet, QKeySequenceEdit, "keyField")
    field.setFocus()
    QTest.keyClick(field, key, modifier)
    QTest.mouseClick(child(sheet, QPushButton, "keySet"), _LEFT)


def test_commands_are_found_by_name_and_by_key(sheet: KeysSheet) -> None:
    QTest.keyClicks(child(sheet, QLineEdit, "keysSearch"), "seam")
    assert rows(sheet) == [("To the other seam", "S")]
    child(sheet, QLineEdit, "keysSearch").setText("ctrl+shift+left")
    assert [command for command, _ in rows(sheet)] == ["Ten seconds back"]


def test_a_key_is_changed_shown_and_told(sheet: KeysSheet, actions: ActionSet, qtbot: QtBot) -> None:
    select_first(sheet, "other seam")
    with qtbot.waitSignal(sheet.keysChanged) as told:
        press(sheet, Qt.Key.Key_Q)
    assert told.args == ["nextSeam", ["Q"]]
    assert actions.keys(ActionId.NEXT_SEAM) == ("Q",)
    assert rows(sheet) == [("To the other seam", "Q")]
    QTest.mouseClick(child(sheet, QPushButton, "keyRemove"), _LEFT)
    assert actions.keys(ActionId.NEXT_SEAM) == ()
    QTest.mouseClick(child(sheet, QPushButton, "keyDefault"), _LEFT)
    assert actions.keys(ActionId.NEXT_SEAM) == ("S",)


def test_a_key_that_another_command_has_is_refused_with_its_name(sheet: KeysSheet, actions: ActionSet) -> None:
    select_first(sheet, "other seam")
    press(sheet, Qt.Key.Key_J)
    said = child(sheet, QLabel, "keyConflict")
    assert said.isVisible()
    assert "Play backwards" in said.text()
    assert actions.keys(ActionId.NEXT_SEAM) == ("S",)


def test_return_does_the_first_command_that_was_found(sheet: KeysSheet, actions: ActionSet, qtbot: QtBot) -> None:
    search = child(sheet, QLineEdit, "keysSearch")
    QTest.keyClicks(search, "other seam")
    with qtbot.waitSignal(actions[ActionId.NEXT_SEAM].triggered):
        QTest.keyClick(search, Qt.Key.Key_Return)
    assert not sheet.isVisible()


def test_a_key_that_is_a_comma_is_told_from_what_divides_keys(sheet: KeysSheet) -> None:
    assert dict(rows(sheet))["One frame back"].split(" · ") == ["Left ", " , ", " K+J"]
