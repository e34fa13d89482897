"""News of jobs, told together: fifty jobs at once say more than a list can show, or an eye can follow."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from retake_gui.domain.job import JobState
from retake_gui.domain.take import Take
from retake_gui.viewmodels.jobs import JobRow, JobsModel

if TYPE_CHECKING:
    from retake_gui.services.jobs import JobEvent

_TELL_MS = 100
_MEGA = 1_000_000


@dataclass(slots=True)
class Told:
    """What came since the last time.

    Attributes:
        rows: Each job as it stands now.
        takes: Takes in the order in which they came.
        refused: Events with which jobs failed.
    """

    rows: dict[str, JobRow] = field(default_factory=dict)
    takes: list[Take] = field(default_factory=list)
    refused: list["JobEvent"] = field(default_factory=list)


class JobNews(QObject):
    """The first news is told at once; what follows on its heels, of however many jobs, together a moment later.

    Signals:
        told: It is time to show them (:class:`Told`).
    """

    told = Signal(object)

    def __init__(self, jobs: JobsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._news = Told()
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(_TELL_MS)
        self._telling.timeout.connect(self._tell)

    def clear(self) -> None:
        """Tell nothing of what came; the journal has it."""
        self._telling.stop()
        self._news = Told()

    def take_in(self, event: "JobEvent") -> None:
        """A job says something."""
        from retake_gui.services.events import Stage

        news, task_uuid = self._news, event.job.task_uuid
        before = news.rows.get(task_uuid) or self._jobs.row(task_uuid)
        problem = event.problem.sentence if event.problem is not None else ""
        if not problem and before is not None and before.job.state is event.job.state:
            problem = before.problem
        news.rows[task_uuid] = JobRow(
            event.job, event.progress, event.seconds_left, _amount(event), problem, fitting=event.stage is Stage.FITTING
        )
        if event.take is not None:
            news.takes.append(event.take)
        if event.problem is not None and event.job.state is JobState.FAILED:
            news.refused.append(event)
        if not self._telling.isActive():
            self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, Told()
        if news.rows:
            self._telling.start()
            self.told.emit(news)


def _amount(event: "JobEvent") -> str:
    if not event.bytes_total:
        return ""
    words = f"{event.bytes_done / _MEGA:.1f} of {event.bytes_total / _MEGA:.1f} MB"
    return f"{words} · {event.bytes_per_second / _MEGA:.1f} MB/s" if event.bytes_per_second else words
