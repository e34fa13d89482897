"""The export sheet, used as a hand does."""

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from retake_gui.ui.export.sheet import ExportSheet
from tests.clips import numbered_clip
from tests.gui.finding import child
from tests.gui.stage import running, until


async def test_a_path_that_is_typed_key_by_key_can_be_written_to(qtbot: QtBot, tmp_path: Path) -> None:
    clip, target = numbered_clip(tmp_path / "clip.mp4", frames=96, rate=24), tmp_path / "out.mp4"
    async with running(clip) as program:
        child(program.window, QPlainTextEdit, "promptEditor").setPlainText("Heavy rain")
        QTest.mouseClick(child(program.window, QPushButton, "retakeButton"), Qt.MouseButton.LeftButton)
        takes, exported = program.models.takes, program.desk.exporting.exported
        await until(lambda: bool(takes.takes), takes.takesChanged)
        QTest.mouseClick(child(program.window, QPushButton, "exportButton"), Qt.MouseButton.LeftButton)
        sheet = child(program.window, ExportSheet, "exportSheet")
        path, confirm = child(sheet, QLineEdit, "exportPath"), child(sheet, QPushButton, "exportConfirm")
        path.selectAll()
        for key in str(target):
            QTest.keyClicks(path, key)
            await asyncio.sleep(0)  # what was asked for with half a path begins
        await until(confirm.isEnabled, sheet._model.changed)
        QTest.mouseClick(confirm, Qt.MouseButton.LeftButton)
        await until(target.is_file, exported)
        sheet.close()
