"""A run is killed at every step of its journal and between them; it ends as one job, sent once, with its take."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retake_gui.domain.job import JobState
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.integration.mishaps import slow
from tests.integration.service import Service, serving_by_the_page
from tests.integration.terminal import SECONDS, environment, retake_here

_KEY = "key-of-the-crash-suite"
_COMMITS = 19
_SAMPLE = {("inside commit", 10), ("after commit", 12), ("after answer", 1), ("inside download", 15), ("named", 1)}
_ALL = [
    *[(side, number) for number in range(1, _COMMITS + 1) for side in ("inside commit", "after commit")],
    *[(side, number) for number in range(1, 4) for side in ("before request", "after answer")],
    *[("inside upload", number) for number in (1, 2, 3)],
    *[("inside download", number) for number in (1, 15)],
    ("named", 1),
]
_POINTS = [
    pytest.param(*point, id=f"{point[0]} {point[1]}", marks=() if point in _SAMPLE else pytest.mark.long)
    for point in _ALL
]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=96, rate=24)


@pytest.fixture
def service(clip: Path) -> Iterator[Service]:
    with serving_by_the_page(clip.read_bytes()) as served:
        served.always["media"] = slow
        yield served


def crash(
    point: str, number: int, clip: Path, cwd: Path, variables: dict[str, str], results: int = 1
) -> "subprocess.CompletedProcess[str]":
    words = ["run", str(clip), "--start", "1", "--duration", "2", "--prompt", "rain"]
    words += ["--results", str(results), "--json"]
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name("crashing.py")), point, str(number), *words],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize(("point", "number"), _POINTS)
def test_a_crash_loses_nothing_and_pays_once(
    point: str, number: int, clip: Path, tmp_path: Path, own_state: Path, service: Service
) -> None:
    variables = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": _KEY}
    crashed = crash(point, number, clip, tmp_path, variables)
    assert crashed.returncode == -9, crashed.stderr
    project = own_state / "projects" / "Terminal.retake"
    begun = []
    if project.is_file():
        with ProjectFile.open(project) as journal:
            begun = [job.task_uuid for job in journal.jobs()]
    assert len(begun) <= 1
    assert set(service.accepted) <= set(begun)
    resumed = retake_here("resume", "--json", cwd=tmp_path, **variables)
    assert resumed.status == 0, resumed.err
    assert set(service.accepted) == set(service.bodies) == set(begun)
    assert all(body == bodies[0] for bodies in service.bodies.values() for body in bodies)
    if not begun:
        return
    with ProjectFile.open(project) as journal:
        assert [(job.task_uuid, job.state) for job in journal.jobs()] == [(begun[0], JobState.SUCCEEDED)]
        (take,) = journal.takes()
    assert Path(take.returned).is_file()
    assert list(tmp_path.glob("shot_take_*.mp4"))
    assert not list(Path(take.returned).parent.glob(".*.part*"))


def test_every_commit_of_a_run_is_among_the_points(clip: Path, tmp_path: Path, service: Service) -> None:
    variables = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": _KEY}
    ran = crash("never", 0, clip, tmp_path, variables)
    assert ran.returncode == 0, ran.stderr
    assert f"'after commit': {_COMMITS}" in ran.stderr
