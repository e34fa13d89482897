import asyncio
from pathlib import Path

import pytest

from retake_gui.services.turns import Move, Turns
from retake_gui.store.project_file import ProjectFile
from tests.jobs import a_job


@pytest.fixture
def project(tmp_path: Path) -> ProjectFile:
    made = ProjectFile.create(tmp_path / "film.retake")
    made.add_clip("/clips/shot.mp4", "abc", 240)
    return made


def names(project: ProjectFile, count: int) -> list[str]:
    jobs = [a_job() for _ in range(count)]
    for job in jobs:
        project.insert_job(job)
    return [job.task_uuid for job in jobs]


class Line:
    """Jobs that stand in line; each keeps its turn until it is told to leave."""

    def __init__(self, turns: Turns, jobs: list[str]) -> None:
        self.inside: list[str] = []
        self.leave = asyncio.Event()
        self._turns = turns
        self.tasks = [asyncio.create_task(self._stand(job)) for job in jobs]

    async def _stand(self, job: str) -> None:
        async with self._turns.turn(job):
            self.inside.append(job)
            await self.leave.wait()

    async def settle(self) -> None:
        for _ in range(4):
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("moved", "where", "order"),
    [
        (3, Move.FIRST, "3124"),
        (3, Move.UP, "1324"),
        (1, Move.DOWN, "2134"),
        (1, Move.LAST, "2341"),
        (1, Move.UP, "1234"),
    ],
)
async def test_a_job_is_moved_and_stays_there(project: ProjectFile, moved: int, where: Move, order: str) -> None:
    jobs = names(project, 5)
    turns = Turns(project, 1)
    line = Line(turns, jobs)
    await line.settle()
    assert line.inside == jobs[:1]
    wanted = tuple(jobs[int(number)] for number in order)
    assert await turns.move(jobs[moved], where) == wanted
    again = Turns(project, 1)
    assert sorted(jobs[1:], key=again.places._rank) == list(wanted)
    line.leave.set()
    await asyncio.gather(*line.tasks)
    assert line.inside == [jobs[0], *wanted]


async def test_who_is_held_back_lets_others_pass(project: ProjectFile) -> None:
    jobs = names(project, 3)
    turns = Turns(project, 1)
    await turns.hold(jobs[0])
    line = Line(turns, jobs)
    line.leave.set()
    await asyncio.gather(*line.tasks[1:])
    assert line.inside == jobs[1:]
    assert Turns(project, 1).is_held(jobs[0])
    await turns.let_go(jobs[0])
    await line.tasks[0]
    assert not Turns(project, 1).is_held(jobs[0])


async def test_a_paused_queue_gives_no_turns_until_it_goes_on(project: ProjectFile) -> None:
    jobs = names(project, 2)
    await Turns(project, 1, heeds_pause=True).pause()
    turns = Turns(project, 1, heeds_pause=True)
    assert turns.paused
    assert not Turns(project, 1).paused
    line = Line(turns, jobs)
    await line.settle()
    assert line.inside == []
    line.leave.set()
    await turns.go_on()
    await asyncio.gather(*line.tasks)
    assert line.inside == jobs
