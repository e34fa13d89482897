"""The first thing that is seen: the window's frame, before the program behind it is loaded."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from retake_gui.app import Options, Program
from retake_gui.start import first_window, main
from retake_gui.ui.main_window import MainWindow
from tests.gui.finding import child
from tests.gui.stage import running, until

_PROGRAM = """
import sys
from retake_gui.start import first_window
window = first_window()
assert window.was_painted
heavy = {"av", "cv2", "numpy", "httpx", "pydantic", "sqlite3", "retake_gui.app", "PySide6.QtMultimedia"}
print(sorted(heavy & set(sys.modules)))
"""


def test_the_frame_is_painted_before_anything_heavy_is_loaded() -> None:
    told = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


async def test_the_program_fills_the_window_that_is_shown(qtbot: QtBot) -> None:
    window = first_window()
    program = Program(Options(), window=window)
    assert program.window is window
    program.becameReady.connect(window.close)
    assert await program.run() == 0


def test_a_mistake_on_the_command_line_opens_no_window(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "nowhere.mp4")]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_the_window_is_never_larger_than_the_screen(qtbot: QtBot) -> None:
    before = MainWindow()
    qtbot.addWidget(before)
    before.resize(5000, 4000)
    window = MainWindow()
    qtbot.addWidget(window)
    window.restore_place(bytes(before.saveGeometry().data()))
    room = window.screen().availableGeometry()
    assert window.width() <= room.width()
    assert window.height() <= room.height()
    assert room.contains(window.geometry().topLeft())


async def test_the_balance_is_shown_whole(qtbot: QtBot) -> None:
    async with running() as program:
        header = program.window.header
        label = child(program.window, QLabel, "balanceLabel")
        for words in ("balance $1000.00", "balance $1,000,000.00"):
            header.show_balance(words)
            await until(lambda: label.width() >= label.sizeHint().width(), header.widthChanged)
            right = label.mapTo(header, label.rect().topRight()).x()
            assert right < header.width(), words
            assert header.mapTo(program.window, header.rect().topRight()).x() < program.window.width()
