from datetime import UTC, datetime
from pathlib import Path

import pytest

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.store.project_file import ProjectFile


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("RETAKE_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path) -> ProjectFile:
    return ProjectFile.create(tmp_path / "film.retake")


@pytest.fixture
def job(project: ProjectFile) -> Job:
    clip = project.add_clip("/clips/shot.mp4", "abc", 240)
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    return Job(
        task_uuid="2eb310fd-c023-46a5-a0fa-5e977ff54bce",
        clip_id=clip.id,
        segment=Span(48, 120),
        settings=RetakeSettings(prompt="rain"),
        engine="draft",
        state=JobState.QUEUED,
        created=now,
        updated=now,
    )
