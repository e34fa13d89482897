"""The end of a job is told by the desktop's notifications, else by a tray, else by the window; nothing waits for it."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from retake_gui.ui import desktop_bus
from retake_gui.ui.notifier import Notifier, over_the_bus

_NO_BUS = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="there is no dbus-daemon")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@dataclass
class Desktop:
    """A desktop on a bus of its own."""

    process: "subprocess.Popen[str]"

    @property
    def told(self) -> Any:
        """What it was told next."""
        return json.loads(_out(self.process).readline())

    def click(self, number: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()


def _out(process: "subprocess.Popen[str]") -> IO[str]:
    assert process.stdout is not None
    return process.stdout


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    line = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        address = _out(daemon).readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        desktop_bus.leave()
        daemon.terminate()


@pytest.fixture
def desktop(bus: str) -> Iterator[Desktop]:
    line = [sys.executable, "-m", "tests.gui.desktop"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": dict(os.environ)}
    with subprocess.Popen(line, **pipes) as process:  # type: ignore[call-overload]
        made = Desktop(process)
        assert made.told == {"ready": True}
        yield made
        process.stdin.close()


def tell(notifier: Notifier, qtbot: QtBot, title: str) -> list[Any]:
    with qtbot.waitSignal(notifier.told) as told:
        assert notifier.tell(title, "Heavy rain")
    return list(told.args or ())


@_NO_BUS
def test_the_desktop_shows_the_newest_message_and_a_click_brings_the_window(
    window: QWidget, desktop: Desktop, qtbot: QtBot
) -> None:
    notifier = Notifier(window)
    assert tell(notifier, qtbot, "Done") == [7, "Done", "Heavy rain"]
    first = desktop.told
    assert (first["app"], first["instead_of"], first["title"], first["words"]) == ("Retake", 0, "Done", "Heavy rain")
    assert tell(notifier, qtbot, "Failed")[0] == 7
    assert desktop.told["instead_of"] == 7
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized)
    desktop.click(7)
    qtbot.waitUntil(lambda: not window.isMinimized())


@_NO_BUS
def test_a_bus_without_a_desktop_leaves_it_to_the_tray(
    window: QWidget, bus: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bus
    shown: list[tuple[str, str]] = []
    notifier = Notifier(window)
    monkeypatch.setattr(notifier, "_show_in_tray", lambda title, words: shown.append((title, words)))
    assert tell(notifier, qtbot, "Done")[0] == 0
    assert shown == [("Done", "Heavy rain")]


def test_without_a_bus_nobody_is_asked(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    notifier = Notifier(window)
    monkeypatch.setattr(notifier, "_show_in_tray", lambda title, _words: shown.append(title))
    assert over_the_bus() is None
    assert notifier.tell("Done", "Heavy rain")
    assert shown == ["Done"]


def test_a_desktop_that_does_not_answer_holds_nobody_up(window: QWidget, qtbot: QtBot) -> None:
    answered = threading.Event()

    def slow(_title: str, _words: str, _instead_of: int) -> int:
        answered.wait(30)
        return 1

    notifier = Notifier(window, slow)
    with qtbot.waitSignal(notifier.told):
        assert notifier.tell("Done", "Heavy rain"), "it comes back although nobody has answered"
        assert not answered.is_set()
        answered.set()


def test_a_bus_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch, window: QWidget, qtbot: QtBot) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    assert tell(Notifier(window), qtbot, "Done")[0] == 0
