"""A clip that takes long to measure shows its first picture meanwhile."""

import asyncio
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from retake_gui.services.opening import ClipOpener, OpenedClip
from tests.clips import numbered_clip
from tests.gui.stage import running, until


async def test_the_first_picture_is_there_before_a_long_clip_is_measured(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    path = numbered_clip(tmp_path / "long.mp4", frames=30, rate=30)
    measured = threading.Event()
    quick = ClipOpener._open

    def slow(opener: ClipOpener, wanted: Path) -> OpenedClip:
        assert measured.wait(20)
        return quick(opener, wanted)

    monkeypatch.setattr(ClipOpener, "_open", slow)
    async with running() as program:
        sessions, viewer = program.desk.sessions, program.window.viewer
        seen: list[object] = []
        sessions.clipGlimpsed.connect(seen.append)
        opening = asyncio.create_task(sessions.open_clip(path))
        await until(lambda: bool(seen), sessions.clipGlimpsed)
        glimpse = viewer.findChild(QWidget, "viewerGlimpse")
        assert glimpse is not None
        assert glimpse.isVisible()
        assert program.models.player.clip is None
        measured.set()
        await opening
        await until(lambda: program.models.player.settled, program.models.player.settledChanged)
        assert not glimpse.isVisible()
        assert viewer.board.isVisible()
