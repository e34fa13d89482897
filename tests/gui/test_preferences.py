"""Keys, the service's address and the rest of the preferences, with mouse and keys and a real engine."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from retake_gui.app import Program
from retake_gui.viewmodels.actions import ActionId
from tests.gui.finding import child
from tests.gui.stage import running, until
from tests.integration.served import Served, serving

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("engine")) as served:
        yield served


def open_preferences(program: Program) -> QDialog:
    program.desk.actions[ActionId.PREFERENCES].trigger()
    return child(program.window, QDialog, "preferencesDialog")


def enter_key(dialog: QDialog, name: str, key: str) -> None:
    QTest.keyClicks(child(dialog, QLineEdit, "keyName"), name)
    field = child(dialog, QLineEdit, "keyField")
    QTest.keyClicks(field, key)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == ""


def has_keys(program: Program, number: int) -> bool:
    return len(program.desk.preferences.named_keys()) == number


async def test_a_key_is_checked_before_it_is_kept_and_the_balance_is_shown(
    qtbot: QtBot, engine: Served, monkeypatch: pytest.MonkeyPatch, own_state: Path
) -> None:
    monkeypatch.setenv("RETAKE_BASE_URL", engine.base_url)
    async with running() as program:
        preferences = program.desk.preferences
        QTest.mouseClick(child(program.window, QToolButton, "addKeyButton"), LEFT)
        dialog = child(program.window, QDialog, "preferencesDialog")
        status, choice = child(dialog, QLabel, "keyStatus"), child(dialog, QComboBox, "keyChoice")
        enter_key(dialog, "studio", "wrong-key-of-mine")
        before = ("Checking", "No key yet")
        await until(lambda: not status.text().startswith(before), preferences.keyChanged)
        assert not preferences.named_keys()
        assert "key" in status.text()

        for number, name in enumerate(("studio", "home"), 1):
            enter_key(dialog, name, engine.api_key)
            signals = (preferences.keyChanged, preferences.keyAccepted)
            await until(partial(has_keys, program, number), *signals)
            await until(lambda: "balance" in status.text(), *signals)
        assert [choice.itemText(row) for row in range(choice.count())] == [
            "home · this session only",
            "studio · this session only",
        ]
        assert preferences.settings.key_name == "home"
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Down)
        assert preferences.settings.key_name == "studio"
        assert "$" in child(program.window, QLabel, "balanceLabel").text()
        assert not child(program.window, QToolButton, "addKeyButton").isVisible()
        QTest.mouseClick(child(dialog, QPushButton, "keyForget"), LEFT)
        assert [key.name for key in preferences.named_keys()] == ["home"]
    kept = b"".join(path.read_bytes() for path in own_state.rglob("*") if path.is_file())
    assert engine.api_key.encode() not in kept
    assert b"wrong-key-of-mine" not in kept


async def test_an_address_without_encryption_is_used_only_when_that_is_confirmed(qtbot: QtBot) -> None:
    async with running() as program:
        settings = program.desk.preferences.settings
        dialog = open_preferences(program)
        field = child(dialog, QLineEdit, "baseUrlField")

        def enter(url: str) -> None:
            field.selectAll()
            QTest.keyClicks(field, url)
            QTest.keyClick(field, Qt.Key.Key_Return)

        enter("nowhere")
        assert child(dialog, QLabel, "baseUrlFieldError").isVisible()
        enter("https://other.example/v1")
        assert settings.base_url == "https://other.example/v1"
        assert dialog.findChild(QMessageBox, "urlQuestion") is None
        enter("http://plain.example/v1")
        await asyncio.sleep(0)
        box = child(dialog, QMessageBox, "urlQuestion")
        assert "not encrypted" in box.text()
        QTest.mouseClick(next(each for each in box.buttons() if "Keep" in each.text()), LEFT)
        assert field.text() == settings.base_url == "https://other.example/v1"
        enter("http://plain.example/v1")
        await asyncio.sleep(0)
        box = child(dialog, QMessageBox, "urlQuestion")
        QTest.mouseClick(next(each for each in box.buttons() if "Use" in each.text()), LEFT)
        assert settings.base_url == settings.trusted_url == "http://plain.example/v1"
        program.desk.preferences.change(base_url="", engine="draft")


async def test_a_loopback_address_needs_no_question(qtbot: QtBot) -> None:
    async with running() as program:
        dialog = open_preferences(program)
        field = child(dialog, QLineEdit, "baseUrlField")
        program.desk.preferences.change(engine="draft")
        QTest.keyClicks(field, "http://127.0.0.1:9/v1")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert program.desk.preferences.settings.base_url == "http://127.0.0.1:9/v1"
        assert dialog.findChild(QMessageBox, "urlQuestion") is None
        program.desk.preferences.change(base_url="")


async def test_that_the_account_cannot_be_asked_is_said_until_it_answers(
    qtbot: QtBot, engine: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETAKE_BASE_URL", engine.base_url)
    monkeypatch.setenv("RUNWARE_API_KEY", "wrong-key-of-mine")
    async with running() as program:
        preferences, notices = program.desk.preferences, program.window.notices
        await until(lambda: bool(notices.texts), preferences.keyChanged)
        assert "key" in notices.texts[0]
        monkeypatch.setenv("RUNWARE_API_KEY", engine.api_key)
        preferences.checkWanted.emit()
        await until(lambda: not notices.texts, preferences.keyAccepted)
