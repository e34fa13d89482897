"""Assistive technology, scripts and tests find everything that takes input by its name."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from retake_gui.app import Program
from retake_gui.viewmodels.actions import ActionId
from tests.clips import numbered_clip
from tests.gui.stage import running

_INTERACTIVE = (
    QAbstractButton,
    QComboBox,
    QAbstractSpinBox,
    QAbstractSlider,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QListView,
    QTreeView,
)
_DIALOGS = (
    ActionId.PREFERENCES,
    ActionId.REQUEST,
    ActionId.PROMPTS,
    ActionId.BATCH,
    ActionId.OPEN_ADDRESS,
    ActionId.SHORTCUTS,
    ActionId.ABOUT,
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=96, rate=24)


def nameless(root: QWidget) -> list[str]:
    """Widgets that take input and lack a name; parts that Qt makes inside of others are theirs."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, _INTERACTIVE) or isinstance(widget, QScrollBar) or _is_a_part(widget):
            continue
        if not (widget.objectName() and widget.accessibleName()):
            found.append(f"{type(widget).__name__} {widget.objectName()!r} in {_path(widget)}")
    return found


def _is_a_part(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    inside = isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit | QFileDialog)
    of_list = parent is not None and parent.metaObject().className() == "QComboBoxPrivateContainer"
    return inside or of_list or widget.objectName().startswith("qt_")


def _path(widget: QWidget) -> str:
    names = []
    parent = widget.parentWidget()
    while parent is not None:
        names.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names)


def open_dialog(program: Program, action: ActionId) -> QDialog:
    before = set(program.window.findChildren(QDialog))
    program.desk.actions[action].trigger()
    return next(each for each in program.window.findChildren(QDialog) if each not in before)


async def test_everything_in_the_window_and_its_dialogs_has_a_name(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        assert nameless(program.window) == []
        for action in _DIALOGS:
            dialog = open_dialog(program, action)
            assert dialog.objectName(), action
            assert nameless(dialog) == [], action
            dialog.close()
            await asyncio.sleep(0)


async def test_letters_are_letters_in_text_and_escape_goes_back_to_the_viewer(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        window, document = program.window, program.models.document
        editor, segment, looping = window.retake.prompt.editor, document.segment, program.models.player.looping
        editor.setFocus()
        qtbot.keyClicks(editor, "iojklxpnmswht1234`")
        assert document.settings.prompt == "iojklxpnmswht1234`"
        assert document.segment == segment
        assert not program.models.player.playing
        assert program.models.player.looping is looping
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        assert viewer_has_the_keys(program)


def viewer_has_the_keys(program: Program) -> bool:
    focused, viewer = QApplication.focusWidget(), program.window.viewer
    return focused is not None and (focused is viewer or viewer.isAncestorOf(focused))


async def test_escape_in_a_time_field_takes_back_what_was_typed_and_only_then_leaves(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        window, segment = program.window, program.models.document.segment
        field = window.retake.range.start
        written = field.text()
        for typed in ("soon", "0"):
            field.setFocus()
            field.selectAll()
            qtbot.keyClicks(field, typed)
            qtbot.keyClick(field, Qt.Key.Key_Escape)
            assert field.text() == written
            assert field.hasFocus()
            qtbot.keyClick(field, Qt.Key.Key_Escape)
            assert viewer_has_the_keys(program)
            assert program.models.document.segment == segment


async def test_return_in_a_time_field_goes_back_to_the_viewer_unless_it_is_no_time(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        field = program.window.retake.range.start
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, "soon")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.hasFocus()
        field.selectAll()
        qtbot.keyClicks(field, "0")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert program.models.document.segment.start == 0
        assert viewer_has_the_keys(program)


async def test_what_is_no_time_does_not_stay_in_a_field_that_was_left(qtbot: QtBot, clip: Path) -> None:
    async with running(clip) as program:
        retake = program.window.retake
        field, written = retake.range.length, retake.range.length.text()
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, "soon")
        retake.prompt.editor.setFocus()
        assert field.text() == written
        assert field.property("invalid") is not True
