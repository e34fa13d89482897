"""The power fails at each commit, and clocks jump: the disk holds enough to go on, and nothing is paid for twice.

A run is photographed at every commit of its journal: the database and its write-ahead log as they lie on the disk,
which is all that a power loss leaves where each commit is synced, and what the service knows. Then the program starts
from each picture, with the service as it was just after that commit, and as it was just before the next one; and once
more from a log that broke off in the middle of the next commit.
"""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from retake_gui.domain.job import JobState
from retake_gui.services import following, walk
from retake_gui.store.database import Database
from retake_gui.store.project_file import ProjectFile
from tests.integration.fault_bench import bench_at
from tests.integration.service import Accepted, Handler, Reply, Service, Task, serving_by_the_page

RESULTS = 2
_COMMITS = 16
_SAMPLE = {3, 6, 10, 14}
_MOMENTS = ("just after", "before the next", "inside the next")


@pytest.fixture
def service(clip: Path) -> Iterator[Service]:
    with serving_by_the_page(clip.read_bytes()) as served:
        served.gradual = True
        yield served


@dataclass
class Known:
    """What a service knows."""

    accepted: dict[str, Accepted]
    bodies: dict[str, list[Task]]
    media: list[str]

    @classmethod
    def of(cls, service: Service) -> "Known":
        with service.lock:
            return copy.deepcopy(cls(service.accepted, service.bodies, service.media))

    def give(self, service: Service) -> None:
        known = copy.deepcopy(self)
        service.accepted, service.bodies, service.media = known.accepted, known.bodies, known.media


@dataclass
class Picture:
    """The disk after a commit, and the service then and just before the next commit."""

    folder: Path
    after: Known
    before_next: Known | None = None


@contextmanager
def photographed(service: Service, album: Path) -> Iterator[list[Picture]]:
    """Take a picture of a project at each of its commits while the block lasts."""
    pictures: list[Picture] = []
    plain = Database.writing

    @contextmanager
    def writing(database: Database) -> Iterator[Any]:
        mine = isinstance(database, ProjectFile)
        if mine and pictures:
            pictures[-1].before_next = Known.of(service)
        with plain(database) as link:
            yield link
        if mine:
            folder = album / f"{len(pictures) + 1:02}"
            folder.mkdir(parents=True)
            for file in database.path.parent.glob("film.*"):
                if file.is_dir():
                    shutil.copytree(file, folder / file.name)
                elif not file.name.endswith("-shm"):
                    shutil.copy(file, folder / file.name)
            pictures.append(Picture(folder, Known.of(service)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "writing", writing)
        yield pictures


def torn(folder: Path, later: Path) -> None:
    """Put the log of the next commit there, with its end missing."""
    log, next_log = folder / "film.retake-wal", later / "film.retake-wal"
    whole = next_log.read_bytes()
    had = log.stat().st_size
    assert len(whole) > had, "the next commit only added to the log"
    log.write_bytes(whole[: had + (len(whole) - had) * 2 // 3])


async def run_once(service: Service, clip: Path, folder: Path) -> str:
    async with bench_at(folder, service, clip) as bench:
        job = await bench.runner.start(await bench.plan(upload=True, results=RESULTS))
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
        return job.task_uuid


@pytest.mark.parametrize("moment", _MOMENTS)
@pytest.mark.parametrize(
    "number",
    [pytest.param(each, marks=() if each in _SAMPLE else pytest.mark.long) for each in range(1, _COMMITS)],
)
async def test_a_start_from_each_commit_ends_the_job_and_pays_once(
    service: Service, clip: Path, tmp_path: Path, number: int, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with photographed(service, tmp_path / "album") as pictures:
        task_uuid = await run_once(service, clip, folder)
    picture, later = pictures[number - 1], pictures[number]
    assert picture.before_next is not None
    (picture.after if moment == "just after" else picture.before_next).give(service)
    if moment == "inside the next":
        torn(picture.folder, later.folder)
    monkeypatch.setenv("RETAKE_DATA_DIR", str(tmp_path / "another"))
    async with bench_at(picture.folder, service, clip) as bench:
        begun = bench.project.jobs()
        assert set(service.accepted) <= {job.task_uuid for job in begun}
        await bench.runner.resume_all()
        ended = [await bench.runner.wait(job.task_uuid) for job in begun]
        takes = bench.project.takes()
    if not begun:
        assert service.accepted == {}
        return
    assert [(job.task_uuid, job.state) for job in ended] == [(task_uuid, JobState.SUCCEEDED)]
    assert set(service.accepted) == set(service.bodies) == {task_uuid}
    assert all(body == service.bodies[task_uuid][0] for body in service.bodies[task_uuid])
    assert {take.video_uuid for take in takes} == set(service.accepted[task_uuid].results)
    assert len(takes) == RESULTS
    assert all(Path(take.returned).is_file() for take in takes)


async def test_every_commit_of_a_run_is_among_them(service: Service, clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with photographed(service, tmp_path / "album") as pictures:
        await run_once(service, clip, folder)
    assert len(pictures) == _COMMITS


class Clocks:
    """Both clocks of a machine, to be put elsewhere."""

    def __init__(self) -> None:
        self.awake, self.wall = 1000.0, datetime(2026, 1, 2, tzinfo=UTC)

    def monotonic(self) -> float:
        self.awake += 0.001
        return self.awake

    def now(self, zone: tzinfo) -> datetime:
        return self.wall.astimezone(zone)


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    made = Clocks()
    for module in (following, walk):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=made.monotonic))
        monkeypatch.setattr(module, "datetime", made)
    return made


@pytest.mark.parametrize(
    ("awake", "wall"),
    [(0, 3600), (3600, 3600), (0, -3600), (3600, 0)],
    ids=["asleep", "asleep and counted", "put back", "one clock only"],
)
async def test_a_machine_that_slept_for_an_hour_goes_on_with_its_job(
    service: Service, clip: Path, tmp_path: Path, clocks: Clocks, awake: float, wall: float
) -> None:
    service.work = 4
    asked: list[None] = []

    def sleep(handler: Handler, answer: Callable[[], Reply]) -> None:
        asked.append(None)
        if len(asked) == 3:
            clocks.awake += awake
            clocks.wall += timedelta(seconds=wall)
        handler.send(answer())

    service.always["poll"] = sleep
    left: list[float] = []
    async with bench_at(tmp_path, service, clip) as bench:
        bench.runner.subscribe(lambda event: left.append(event.seconds_left or 0.0))
        job = await bench.runner.start(await bench.plan(upload=True))
        done = await bench.runner.wait(job.task_uuid)
        assert bench.runner.problem(job.task_uuid) is None
        assert len(bench.project.takes()) == 1
    assert done.state is JobState.SUCCEEDED
    assert len(service.accepted) == 1
    assert min(left) >= 0
