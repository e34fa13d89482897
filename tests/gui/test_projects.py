"""Opening projects in the window: where they were left, and what stays when one cannot be used."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from retake_gui.domain.job import JobState
from retake_gui.store.folders import data_path
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.gui.finding import child
from tests.gui.stage import running, until
from tests.jobs import a_job

FRAMES = 40


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return numbered_clip(tmp_path / "clip.mp4", frames=FRAMES)


async def _save_project(clip: Path, project: Path) -> None:
    async with running(clip) as program:
        await program.desk.sessions.save_as(project)


async def test_a_project_that_is_named_is_opened_where_it_was_left(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    project = tmp_path / "film.retake"
    await _save_project(clip, project)
    async with running(project) as program:
        shown = program.models.document.clip
        assert shown is not None
        assert Path(shown.source) == clip
        assert program.window.windowTitle() == f"{clip.name} · film"


async def test_a_project_that_is_dropped_is_opened_where_it_was_left(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    project = tmp_path / "film.retake"
    await _save_project(clip, project)
    async with running() as program:
        document = program.models.document
        program.desk.sessions.close_clip()
        program.window.filesDropped.emit([project])
        await until(lambda: document.clip is not None, document.clipChanged)
        assert program.window.windowTitle() == f"{clip.name} · film"


@pytest.mark.parametrize("named", [True, False])
async def test_a_damaged_project_is_said_and_work_goes_on_in_another(
    qtbot: QtBot, clip: Path, tmp_path: Path, named: bool
) -> None:
    project = tmp_path / "film.retake"
    await _save_project(clip, project)
    project.write_bytes(b"no database at all" * 40)
    async with running(project if named else None) as program:
        assert "film.retake is damaged" in program.window.notices.texts[0]
        await program.desk.sessions.open_clip(clip)
        assert program.models.document.clip is not None
    assert project.read_bytes() == b"no database at all" * 40


async def test_a_damaged_untitled_project_is_kept_and_named(qtbot: QtBot, clip: Path) -> None:
    async with running(clip):
        pass
    untitled = data_path() / "projects" / "Untitled.retake"
    untitled.write_bytes(b"no database at all" * 40)
    async with running(clip) as program:
        aside = next(untitled.parent.glob("Untitled damaged*.retake"))
        assert aside.name in program.window.notices.texts[0]
        assert program.models.document.clip is not None
    with ProjectFile.open(untitled) as project:
        assert project.clips()


async def test_a_folder_that_cannot_be_made_is_said_and_tried_again(
    qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file")
    monkeypatch.setenv("RETAKE_DATA_DIR", str(blocked / "data"))
    async with running(clip) as program:
        assert any("cannot be made" in text for text in program.window.notices.texts)
        assert program.models.document.clip is None
        labels = program.window.viewer.findChildren(QLabel)
        assert any("cannot be made" in label.text() for label in labels)
        assert not child(program.window, QPushButton, "retakeButton").isEnabled()
        blocked.unlink()
        await program.desk.sessions.open_clip(clip)
        assert program.models.document.clip is not None


async def test_a_damaged_record_of_a_job_is_said_and_the_others_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "film.retake"
    jobs = [a_job(JobState.FAILED, updated=datetime.now(UTC)) for _ in range(2)]
    with ProjectFile.create(path) as project:
        project.add_clip("/nowhere.mp4", "print", 144)
        for job in jobs:
            project.insert_job(job)
        with project.writing() as link:
            link.execute("UPDATE job SET facts = '{half' WHERE task_uuid = ?", (jobs[0].task_uuid,))
    async with running(path) as program:
        assert any(jobs[0].task_uuid in text for text in program.window.notices.texts)
        assert [row.job.task_uuid for row in program.models.jobs.rows] == [jobs[1].task_uuid]


async def test_clips_and_projects_that_were_open_before_are_gone_back_to_from_the_menu(
    qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    project, second = tmp_path / "film.retake", tmp_path / "second & last.mp4"
    shutil.copy(clip, second)
    with second.open("ab") as file:
        file.write(b"another clip")
    await _save_project(clip, project)
    async with running(project) as program:
        document, sessions = program.models.document, program.desk.sessions
        await sessions.open_clip(second)
        menu = program.window.menuBar().findChild(QMenu, "menuRecent")
        assert menu is not None
        menu.aboutToShow.emit()
        said = [action.text() for action in menu.actions() if not action.isEnabled() and action.text()]
        assert said == ["Clips of this project", "Projects"]
        entries = {action.text(): action for action in menu.actions() if action.isEnabled() and action.text()}
        assert list(entries) == [clip.name, "Untitled project"]
        with_clip = document.clipChanged
        entries[clip.name].trigger()
        await until(lambda: document.clip is not None and Path(document.clip.source) == clip, with_clip)
        menu.aboutToShow.emit()
        entries = {action.text(): action for action in menu.actions()}
        assert "second && last.mp4" in entries
        entries["Untitled project"].trigger()
        await until(lambda: "Untitled" in program.window.windowTitle(), sessions.projectChanged, with_clip)
