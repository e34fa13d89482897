"""A picture of the window from the command line: it is written, or the command ends and says why."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from retake_gui.app import Options, Program, parse
from retake_gui.assets import sample_clip
from retake_gui.viewmodels.scenes import Scene
from tests.clips import numbered_clip
from tests.gui.stage import until


async def test_a_clip_that_was_opened_is_on_the_picture(qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    clip = numbered_clip(tmp_path / "clip.mp4", frames=30)
    program = Program(Options(clip, picture, Scene.OPENED))
    assert await program.run() == 0
    assert QImage(str(picture)).size() == QSize(1480, 920)


@pytest.mark.parametrize("name", ["broken.mp4", "broken.retake"])
async def test_what_is_refused_ends_it_with_the_reason(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    picture, broken = tmp_path / "picture.png", tmp_path / name
    broken.write_bytes(b"neither a clip nor a project" * 50)
    assert await Program(Options(broken, picture, Scene.COMPARED)).run() == 2
    assert name in capsys.readouterr().err
    assert not picture.exists()


async def test_the_window_with_the_reason_can_be_pictured(qtbot: QtBot, tmp_path: Path) -> None:
    picture, broken = tmp_path / "picture.png", tmp_path / "broken.mp4"
    broken.write_bytes(b"not a clip at all" * 50)
    assert await Program(Options(broken, picture)).run() == 0
    assert picture.exists()


async def test_a_picture_that_cannot_be_written_is_said(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await Program(Options(None, tmp_path / "nowhere" / "picture.png")).run() == 2
    assert "could not be written" in capsys.readouterr().err


async def test_closing_the_window_ends_the_wait_for_a_state(qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    clip = numbered_clip(tmp_path / "clip.mp4", frames=96, rate=24)
    program = Program(Options(clip, picture, Scene.COMPARED))
    run = asyncio.create_task(program.run(), name="the program")
    jobs = program.models.jobs
    await until(lambda: jobs.active > 0, jobs.countChanged)
    program.window.close()
    async with asyncio.timeout(60):
        assert await run == 130
    assert not picture.exists()


def test_a_state_without_a_clip_is_shown_with_the_sample() -> None:
    assert parse(["--screenshot", "x.png", "--after", "opened"]).target == sample_clip()
    assert parse(["--screenshot", "x.png"]).target is None
