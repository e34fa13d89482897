import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.take import Take
from retake_gui.services.events import JobEvent, Stage
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.jobs import JobsModel
from retake_gui.viewmodels.retaking import RetakingModel
from retake_gui.viewmodels.takes import TakesModel

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = RetakeSettings(prompt="rain")


class Sessions(QObject):
    """Only what a project gives that is open."""

    opened = Signal(object)
    clip_id = 1
    session: Any = None


class Runner:
    """Tells what it is told to tell."""

    def __init__(self) -> None:
        self.watcher: Callable[[JobEvent], None] | None = None

    def subscribe(self, watcher: Callable[[JobEvent], None]) -> Callable[[], None]:
        self.watcher = watcher
        return lambda: None

    async def resume_all(self) -> None:
        """Nothing is unfinished."""

    def tell(self, name: str, state: JobState, **changes: Any) -> None:
        assert self.watcher is not None
        job = Job(name, 1, Span(0, 24), SETTINGS, "runware", state, MOMENT, MOMENT)
        self.watcher(replace(JobEvent(job, Stage.RENDERING), **changes))


class Bench:
    """The model on a project without jobs."""

    def __init__(self) -> None:
        self.jobs, self.takes, self.runner = JobsModel(), TakesModel(), Runner()
        sessions = Sessions()
        models: Any = SimpleNamespace(jobs=self.jobs, takes=self.takes, document=DocumentModel(QUndoStack()))
        self.started: list[Coroutine[Any, Any, Any]] = []
        tasks: Any = SimpleNamespace(start=lambda work, _name: self.started.append(work))
        self.model = RetakingModel(models, sessions, tasks, ActionSet())  # type: ignore[arg-type]
        project = SimpleNamespace(jobs=list[Job], path="")
        sessions.opened.emit(SimpleNamespace(runner=self.runner, project=project))
        self.sessions = sessions


@pytest.fixture
def bench(qapp: object) -> Iterator[Bench]:
    made = Bench()
    yield made
    made.model.close()
    for work in made.started:
        work.close()


def a_take(number: int, task_uuid: str) -> Take:
    return Take(
        number,
        1,
        number,
        Span(0, 24),
        SETTINGS,
        f"{number}.mp4",
        task_uuid,
        f"v{number}",
        "runware",
        created=MOMENT,
        is_draft=False,
    )


def states(bench: Bench) -> dict[str, JobState]:
    return {row.job.task_uuid: row.job.state for row in bench.jobs.rows}


def test_what_follows_on_the_heels_of_the_first_news_is_told_together(bench: Bench, qtbot: QtBot) -> None:
    bench.runner.tell("a", JobState.RUNNING)
    assert states(bench) == {"a": JobState.RUNNING}, "the first is told at once"
    moved: list[None] = []
    bench.model.jobMoved.connect(lambda: moved.append(None))
    with qtbot.waitSignal(bench.model.jobMoved):
        for part in range(20):
            bench.runner.tell("a", JobState.RUNNING, progress=part / 20)
            bench.runner.tell("b", JobState.FETCHING, progress=part / 20)
    assert states(bench) == {"a": JobState.RUNNING, "b": JobState.FETCHING}
    assert [row.progress for row in bench.jobs.rows] == [0.95, 0.95]
    assert len(moved) == 1


def test_an_end_among_other_news_is_told_once(bench: Bench, qtbot: QtBot) -> None:
    bench.runner.tell("a", JobState.RUNNING)
    ended: list[str] = []
    bench.model.jobEnded.connect(lambda job: ended.append(job.task_uuid))
    with qtbot.waitSignal(bench.model.jobEnded):
        bench.runner.tell("a", JobState.FETCHING)
        bench.runner.tell("a", JobState.SUCCEEDED)
    assert ended == ["a"]


def test_of_many_jobs_the_first_take_and_the_last_jobs_are_put_in_front(bench: Bench, qtbot: QtBot) -> None:
    for name in "abc":
        bench.runner.tell(name, JobState.RUNNING)
    shown: list[int] = []
    bench.takes.shownChanged.connect(lambda take: shown.append(take.id))
    for number, name in enumerate("aabbc", 1):
        last = number in (2, 4, 5)
        with qtbot.waitSignal(bench.model.takeArrived):
            bench.runner.tell(name, JobState.FETCHING, take=a_take(number, name))
        if last:
            with qtbot.waitSignal(bench.model.jobEnded):
                bench.runner.tell(name, JobState.SUCCEEDED)
    assert [take.number for take in bench.takes.takes] == [5, 4, 3, 2, 1]
    assert shown == [1, 5]


def test_what_was_not_told_goes_with_the_project(bench: Bench) -> None:
    bench.runner.tell("a", JobState.RUNNING)
    bench.runner.tell("b", JobState.RUNNING)
    bench.sessions.opened.emit(SimpleNamespace(runner=Runner(), project=SimpleNamespace(jobs=list[Job])))
    assert states(bench) == {}


def test_a_dismissal_is_kept(bench: Bench) -> None:
    kept: list[str] = []
    bench.sessions.session = SimpleNamespace(project=SimpleNamespace(dismiss_job=kept.append))
    bench.runner.tell("a", JobState.FAILED)
    bench.model.dismiss("a")
    assert states(bench) == {}
    asyncio.run(bench.started.pop())
    assert kept == ["a"]
