import io
from datetime import UTC, datetime

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.services.events import JobEvent, Stage
from retake_gui.services.progress_lines import ProgressLines

NOW = datetime(2026, 1, 2, tzinfo=UTC)
JOB = Job("u", 1, Span(1, 9), RetakeSettings("p"), "draft", JobState.RUNNING, NOW, NOW)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_few_whole_lines() -> None:
    stream = io.StringIO()
    lines = ProgressLines(stream)
    for percent in range(101):
        lines(JobEvent(JOB, Stage.RENDERING, percent / 100))
    lines(JobEvent(JOB.moved(JobState.FETCHING, NOW), Stage.DOWNLOADING))
    lines.counting("fitting", 1, 2)
    lines.counting("fitting", 2, 2)
    told = stream.getvalue().splitlines()
    assert told[-2:] == ["downloading", "fitting done"]
    assert len(told) <= 7


def test_a_screen_gets_one_line_that_is_rewritten() -> None:
    stream = Screen()
    lines = ProgressLines(stream)
    lines(JobEvent(JOB, Stage.RENDERING, 0.5, seconds_left=4.2))
    lines(JobEvent(JOB, Stage.RENDERING, 0.6, seconds_left=3.0))
    lines.close()
    assert stream.getvalue().count("\r") == 2
    assert "rendering 60%, about 3 s left" in stream.getvalue()
    assert stream.getvalue().endswith("\n")
