"""One job through one mishap: the real runner, journal and client against a service that fails on purpose."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from retake_gui.domain.errors import RetakeError, ServiceError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.service import RUNWARE
from retake_gui.domain.settings import Request, RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.runware.connection import Limits
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.jobs import JobRunner
from retake_gui.services.opening import ClipOpener
from retake_gui.services.planning import Planned, plan_unseen
from retake_gui.store.project_file import ProjectFile
from retake_gui.store.secrets import KeyStore
from retake_gui.store.settings_file import AppSettings
from tests.integration.service import Fault, Service

KEY = "key-of-the-fault-suite"
MEDIA = "6bd0c4e7-5a3e-4d0a-9a55-6f6f5b1f3a11"
LIMITS = Limits(connect=0.3, silence=0.15, answer=2.0, answer_bytes=1 << 18, file_bytes=1 << 22)


@dataclass(frozen=True)
class Mishap:
    """What goes wrong, and what may come of it.

    Attributes:
        step: Where: ``upload``, ``submit``, ``poll`` or ``media``.
        words: What happens, as the table says it.
        faults: Used up one by one, then all is well.
        always: Happens until the service is healed.
        ends: How the job ends when the service is well again and the job was resumed.
        takes: How many takes there are then.
        results: How many were asked for.
        prepare: Does something to the service first.
        scale: By how much waiting is shortened.
    """

    step: str
    words: str
    faults: tuple[Fault, ...] = ()
    always: Fault | None = None
    ends: JobState = JobState.SUCCEEDED
    takes: int = 1
    results: int = 1
    prepare: Callable[[Service], None] | None = None
    scale: str = "0.01"


@dataclass
class Outcome:
    """What came of it."""

    first: str
    said: str
    last: JobState
    takes: int
    accepted: int
    sentences: list[str] = field(default_factory=list)

    def row(self, mishap: Mishap) -> str:
        """Its line of the table."""
        times = "until it is healed" if mishap.always else f"{len(mishap.faults) or 1}×"
        cells = (mishap.step, mishap.words, times, self.first, self.said, self.last.value, self.takes, self.accepted)
        return f"| {' | '.join(map(str, cells))} |"


@dataclass
class Bench:
    """A project with a runner that talks to a service."""

    project: ProjectFile
    runner: JobRunner
    endpoints: Endpoints
    clip: Path

    async def plan(self, *, upload: bool, results: int = 1) -> Planned:
        """A retake; without an upload it is of media that the service has."""
        settings = RetakeSettings(prompt="rain", results=results)
        if upload:
            opened = await ClipOpener(self.project).open(self.clip)
            return self.runner.plan(opened.remembered.id, opened.clip, Span(24, 48), settings)
        row = self.project.find_clip(MEDIA, MEDIA) or self.project.add_clip(MEDIA, MEDIA, 0)
        return plan_unseen(row.id, MEDIA, Request(0, 2), settings, RUNWARE, Fraction(4))


@asynccontextmanager
async def bench_at(folder: Path, service: Service, clip: Path, *, scale: str = "0.01") -> AsyncIterator[Bench]:
    """Open or go on with the project of a folder."""
    environment = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": KEY, "RETAKE_POLL_SCALE": scale}
    endpoints = Endpoints(KeyStore(environment), AppSettings(), environment, LIMITS)
    path = folder / "film.retake"
    project = ProjectFile.open(path) if path.exists() else ProjectFile.create(path)
    runner = JobRunner(project, endpoints)
    try:
        yield Bench(project, runner, endpoints, clip)
    finally:
        await runner.aclose()
        await endpoints.aclose()
        project.close()


async def suffer(mishap: Mishap, service: Service, folder: Path, clip: Path) -> Outcome:
    """Run one job into a mishap; where it waits, heal the service and resume it as the next start would."""
    if mishap.prepare is not None:
        mishap.prepare(service)
    service.faults[mishap.step] = list(mishap.faults)
    if mishap.always is not None:
        service.always[mishap.step] = mishap.always
    sentences: list[str] = []
    async with bench_at(folder, service, clip, scale=mishap.scale) as bench:
        planned = await bench.plan(upload=mishap.step == "upload", results=mishap.results)
        started = await bench.runner.start(planned)
        job = await bench.runner.wait(started.task_uuid)
        problem = bench.runner.problem(job.task_uuid)
        first, said = job.state.value, _kind(problem)
        sentences += _sentences(job, problem)
    if not job.state.is_final:
        service.heal()
        async with bench_at(folder, service, clip) as bench:
            kept = bench.project.job(job.task_uuid)
            assert kept is not None
            assert kept.problem is not None, "the next start can say why it waits"
            assert problem is not None
            assert kept.problem.message == problem.sentence
            await bench.runner.resume_all()
            job = await bench.runner.wait(job.task_uuid)
            sentences += _sentences(job, bench.runner.problem(job.task_uuid))
    with ProjectFile.open(folder / "film.retake") as project:
        takes = project.takes()
        assert [each.task_uuid for each in project.jobs()] == [started.task_uuid]
    assert all(Path(take.returned).is_file() for take in takes)
    if not said and job.failures:
        said = ", ".join(dict.fromkeys(failure.category for failure in job.failures))
    return Outcome(first, said, job.state, len(takes), len(service.accepted), sentences)


def _kind(problem: RetakeError | None) -> str:
    if problem is None:
        return ""
    return problem.category.value if isinstance(problem, ServiceError) else type(problem).__name__


def _sentences(job: Job, problem: RetakeError | None) -> list[str]:
    found = [failure.message for failure in job.failures] + [failure.details for failure in job.failures]
    return found + ([problem.sentence, problem.details] if problem is not None else [])
