"""A run is killed at every commit to its journal; what it began ends as one job with one take, sent once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retake_gui.domain.job import JobState
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.integration.served import Served, serving
from tests.integration.terminal import SECONDS, environment, retake_here

_COMMITS = 16
_SAMPLE = {("before", 7), ("after", 9), ("after", 13)}
_ALL = [(side, number) for number in range(1, _COMMITS + 1) for side in ("before", "after")]
_POINTS = [pytest.param(*point, marks=() if point in _SAMPLE else pytest.mark.long) for point in _ALL]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=96, rate=24)


@pytest.mark.parametrize(("side", "number"), _POINTS)
def test_a_crash_at_any_commit_loses_nothing(
    side: str, number: int, clip: Path, tmp_path: Path, own_state: Path, served: Served
) -> None:
    words = ("run", str(clip), "--start", "1", "--duration", "1", "--prompt", "rain", "--json")
    crashed = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("crashing.py")), side, str(number), *words],
        cwd=tmp_path,
        env=environment(**served.variables),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    project = own_state / "projects" / "Terminal.retake"
    assert crashed.returncode in (-9, 0), crashed.stderr
    with ProjectFile.open(project) as journal:
        begun = [job.task_uuid for job in journal.jobs()]
    assert len(begun) <= 1
    resumed = retake_here("resume", "--json", cwd=tmp_path, **served.variables)
    assert resumed.status == 0, resumed.err
    with ProjectFile.open(project) as journal:
        assert [job.task_uuid for job in journal.jobs()] == begun
        assert all(job.state is JobState.SUCCEEDED for job in journal.jobs())
        takes = journal.takes()
    assert len(takes) == len(begun)
    assert all(Path(take.returned).is_file() for take in takes)
    assert len(list(tmp_path.glob("shot_take_*.mp4"))) >= len(begun)
