"""What a job tells those who watch it."""

from dataclasses import dataclass
from enum import StrEnum

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.take import Take


class Stage(StrEnum):
    """What is going on, a little finer than the states of the journal."""

    QUEUED = "queued"
    CUTTING = "cutting"
    UPLOADING = "uploading"
    SUBMITTING = "submitting"
    RENDERING = "rendering"
    DOWNLOADING = "downloading"
    FITTING = "fitting"
    WAITING = "waiting"
    ENDED = "ended"


_STAGES = {
    JobState.QUEUED: Stage.QUEUED,
    JobState.PREPARING: Stage.CUTTING,
    JobState.UPLOADING: Stage.UPLOADING,
    JobState.SUBMITTING: Stage.SUBMITTING,
    JobState.RUNNING: Stage.RENDERING,
    JobState.FETCHING: Stage.DOWNLOADING,
    JobState.WAITING: Stage.WAITING,
}


def stage_of(job: Job) -> Stage:
    """The stage that a state begins with."""
    return _STAGES.get(job.state, Stage.ENDED)


@dataclass(frozen=True, slots=True)
class JobEvent:
    """News of a job.

    Attributes:
        progress: 0 to 1 of the stage, or ``None`` where nobody knows.
        seconds_left: Until the stage ends, estimated, or ``None``.
        bytes_done: Of an upload or a download; 0 otherwise.
        bytes_total: All of its bytes; 0 where there are none to count.
        bytes_per_second: How fast they go; 0 while nobody can say.
        take: The take that has just been added to the project.
        problem: What went wrong, when the job waits or has failed.
    """

    job: Job
    stage: Stage
    progress: float | None = None
    seconds_left: float | None = None
    bytes_done: int = 0
    bytes_total: int = 0
    bytes_per_second: float = 0.0
    take: Take | None = None
    problem: RetakeError | None = None
