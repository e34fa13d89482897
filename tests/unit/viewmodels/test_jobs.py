from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.viewmodels.jobs import JobRow, JobsModel, Queue, still_offered, time_left


def a_job(name: str, state: JobState = JobState.RUNNING, minute: int = 0) -> Job:
    now = datetime(2026, 1, 1, 0, minute, tzinfo=UTC)
    return Job(name, 1, Span(0, 24), RetakeSettings(prompt=name), "draft", state, now, now)


@pytest.fixture
def jobs(qapp: object) -> JobsModel:
    model = JobsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    assert tester.model() is model
    return model


def names(jobs: JobsModel) -> str:
    return "".join(row.job.task_uuid for row in jobs.rows)


def test_what_runs_then_the_queue_then_what_waits_then_what_ended_newest_first(jobs: JobsModel) -> None:
    jobs.reset(
        [
            a_job("a", JobState.SUCCEEDED, 1),
            a_job("b", JobState.FAILED, 2),
            a_job("c", JobState.WAITING, 3),
            a_job("d", JobState.QUEUED, 4),
            a_job("e", JobState.QUEUED, 5),
            a_job("f", JobState.RUNNING, 6),
        ]
    )
    assert names(jobs) == "fdecba"
    jobs.set_queue(Queue(("e", "d")))
    assert names(jobs) == "fedcba"
    jobs.update(JobRow(a_job("f", JobState.SUCCEEDED, 6)))
    assert names(jobs) == "edcfba"
    jobs.update(JobRow(a_job("g", JobState.UPLOADING, 7)))
    assert names(jobs) == "gedcfba"


def test_a_chosen_row_stays_chosen_when_the_order_changes(jobs: JobsModel) -> None:
    jobs.reset([a_job("a", JobState.QUEUED, 1), a_job("b", JobState.QUEUED, 2)])
    kept = QPersistentModelIndex(jobs.index(names(jobs).index("b")))
    jobs.set_queue(Queue(("b", "a")))
    assert kept.row() == 0
    assert names(jobs) == "ba"


def test_places_and_holds_are_those_of_the_queue(jobs: JobsModel) -> None:
    jobs.reset([a_job("a", JobState.QUEUED, 1), a_job("b", JobState.QUEUED, 2)])
    jobs.set_queue(Queue(("b", "a"), frozenset("a"), paused=True))
    first, second = jobs.rows
    assert (first.place, first.held, first.queue_paused) == (1, False, True)
    assert (second.place, second.held) == (2, True)


@pytest.mark.parametrize(("row", "place"), [(0, 0), (1, 0), (2, 1), (3, 2), (-1, 2)])
def test_a_dragged_job_asks_for_its_place_in_the_queue(jobs: JobsModel, qtbot: QtBot, row: int, place: int) -> None:
    jobs.reset([a_job("r"), *(a_job(name, JobState.QUEUED, at) for at, name in enumerate("abc", 1))])
    jobs.set_queue(Queue(("a", "b", "c")))
    data = jobs.mimeData([jobs.index(names(jobs).index("c"))])
    with qtbot.waitSignal(jobs.moveWanted) as wanted:
        jobs.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, QModelIndex())
    assert wanted.args == ["c", place]
    assert names(jobs) == "rabc", "the queue decides"


def test_only_what_waits_for_its_turn_can_be_dragged(jobs: JobsModel) -> None:
    jobs.reset([a_job("r"), a_job("a", JobState.QUEUED, 1)])
    jobs.set_queue(Queue(("a",)))
    can = [bool(jobs.flags(jobs.index(row)) & Qt.ItemFlag.ItemIsDragEnabled) for row in range(2)]
    assert can == [False, True]


def test_progress_changes_a_row_in_place(jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.reset([a_job("a")])
    with qtbot.waitSignal(jobs.dataChanged), qtbot.assertNotEmitted(jobs.countChanged):
        jobs.update(JobRow(a_job("a"), progress=0.5))
    assert jobs.rows[0].progress == 0.5


def test_the_end_of_a_job_changes_the_count(jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.reset([a_job("a"), a_job("b")])
    assert jobs.active == 2
    with qtbot.waitSignal(jobs.countChanged):
        jobs.update(JobRow(a_job("a", JobState.SUCCEEDED)))
    assert jobs.active == 1


@pytest.mark.parametrize(
    ("state", "active", "retry"),
    [
        (JobState.UPLOADING, True, False),
        (JobState.WAITING, False, True),
        (JobState.FAILED, False, True),
        (JobState.SUCCEEDED, False, False),
    ],
)
def test_what_can_be_done(state: JobState, active: bool, retry: bool) -> None:
    row = JobRow(a_job("a", state))
    assert row.is_active is active
    assert row.can_retry is retry


def test_a_dismissed_job_goes(jobs: JobsModel) -> None:
    jobs.reset([a_job("a"), a_job("b")])
    jobs.remove("a")
    assert [row.job.task_uuid for row in jobs.rows] == ["b"]


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (12.4, "12 s"), (89, "89 s"), (200, "3 min")])
def test_time_left(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


@pytest.mark.parametrize(
    ("state", "changes", "offered"),
    [
        (JobState.RUNNING, {}, True),
        (JobState.WAITING, {}, True),
        (JobState.FAILED, {}, True),
        (JobState.PARTIAL, {}, True),
        (JobState.SUCCEEDED, {}, False),
        (JobState.CANCELLED, {}, False),
        (JobState.CANCELLED, {"accepted": True}, True),
        (JobState.FAILED, {"successor": "another"}, False),
        (JobState.FAILED, {"dismissed": True}, False),
        (JobState.PARTIAL, {"dismissed": True}, False),
    ],
)
def test_what_can_still_be_fetched_or_asked_for_is_there_after_a_start(
    state: JobState, changes: dict[str, object], offered: bool
) -> None:
    job = replace(a_job("a", state), **changes)  # type: ignore[arg-type]
    assert still_offered(job, job.updated + timedelta(hours=1)) is offered
    assert still_offered(job, job.updated + timedelta(days=2)) is not state.is_final


def test_a_cancelled_job_that_was_sent_may_be_paid_and_stays_on_the_list() -> None:
    job = replace(a_job("a", JobState.CANCELLED), sent=True)
    assert still_offered(job, job.updated + timedelta(hours=1))
    assert not still_offered(replace(job, sent=False), job.updated + timedelta(hours=1))


def test_steps_of_many_jobs_put_the_list_in_order_and_count_it_once(jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.reset([a_job(name, JobState.QUEUED, at) for at, name in enumerate("abc")])
    ordered, counted = list[None](), list[None]()
    jobs.layoutChanged.connect(lambda *_: ordered.append(None))
    jobs.countChanged.connect(lambda: counted.append(None))
    with qtbot.waitSignal(jobs.countChanged):
        jobs.update(JobRow(a_job("c", JobState.SUCCEEDED, 2)), JobRow(a_job("b", minute=1)), JobRow(a_job("d")))
    assert names(jobs) == "dbac"
    assert (len(ordered), len(counted)) == (1, 1)


def test_no_news_paint_nothing(jobs: JobsModel, qtbot: QtBot) -> None:
    jobs.reset([a_job("a")])
    with qtbot.assertNotEmitted(jobs.dataChanged), qtbot.assertNotEmitted(jobs.countChanged):
        jobs.update(JobRow(a_job("a")))
