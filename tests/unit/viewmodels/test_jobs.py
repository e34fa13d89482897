from datetime import UTC, datetime

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.viewmodels.jobs import JobRow, JobsModel, time_left


def a_job(name: str, state: JobState = JobState.RUNNING, minute: int = 0) -> Job:
    now = datetime(2026, 1, 1, 0, minute, tzinfo=UTC)
    return Job(name, 1, Span(0, 24), RetakeSettings(prompt=name), "draft", state, now, now)


@pytest.fixture
def jobs(qapp: object) -> JobsModel:
    model = JobsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    assert tester.model() is model
    return model


def test_newest_first(jobs: JobsModel) -> None:
    jobs.reset([a_job("a", minute=1), a_job("b", minute=2)])
    jobs.update(JobRow(a_job("c", minute=3)))
    assert [row.job.task_uuid for row in jobs.rows] == ["c", "b", "a"]


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


def test_settling_keeps_progress_and_adds_the_unknown(jobs: JobsModel) -> None:
    jobs.update(JobRow(a_job("a"), progress=0.5))
    jobs.settle(a_job("a", JobState.FETCHING))
    jobs.settle(a_job("b"))
    assert jobs.row("a") == JobRow(a_job("a", JobState.FETCHING), progress=0.5)
    assert jobs.row("b") is not None


def test_a_dismissed_job_goes(jobs: JobsModel) -> None:
    jobs.reset([a_job("a"), a_job("b")])
    jobs.remove("a")
    assert [row.job.task_uuid for row in jobs.rows] == ["b"]


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (12.4, "12 s"), (89, "89 s"), (200, "3 min")])
def test_time_left(seconds: float, words: str) -> None:
    assert time_left(seconds) == words
