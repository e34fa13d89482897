"""An address of a service is set, and no key: the window says so calmly, and leads to where one is entered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFrame, QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.finding import child
from tests.gui.stage import running


async def test_a_missing_key_is_no_error(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    del qtbot
    monkeypatch.setenv("RETAKE_BASE_URL", "http://127.0.0.1:9/v1")
    async with running() as program:
        window = program.window
        assert window.findChildren(QFrame, "errorNotice") == []
        (words,) = window.notices.texts
        assert "127.0.0.1:9" in words
        assert "key" in words
        assert child(window, QToolButton, "addKeyButton").isVisible()
        QTest.mouseClick(child(window, QToolButton, "noticeAction"), Qt.MouseButton.LeftButton)
        dialog = child(window, QDialog, "preferencesDialog")
        assert dialog.isVisible()
        dialog.close()
        monkeypatch.delenv("RETAKE_BASE_URL")
        program.desk.preferences.changed.emit("base_url")
        assert window.notices.texts == (), "drafts need no key"
