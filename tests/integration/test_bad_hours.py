"""A network that is gone for long, a disk that is full, a click at the worst moment: the job goes on where it was."""

import asyncio
import sqlite3
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.domain.job import JobState
from retake_gui.services.events import JobEvent, Stage
from retake_gui.services.jobs import JobRunner
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.integration.fault_bench import KEY, bench_at
from tests.integration.mishaps import error, lost, reset, status
from tests.integration.service import Handler, Reply, Service
from tests.integration.terminal import command, environment, retake_here

_BLOCKS = 1000


async def test_a_window_that_stays_open_goes_on_when_the_network_is_back(service: Service, tmp_path: Path) -> None:
    """Every step is gone for longer than any one request is tried."""
    for step in ("submit", "poll", "media"):
        service.faults[step] = [reset if step != "poll" else status(429)] * 15
    async with bench_at(tmp_path, service, tmp_path) as bench:
        patient = JobRunner(bench.project, bench.endpoints, patient=True)
        waited: list[Stage] = []
        patient.subscribe(lambda event: waited.append(event.stage))
        job = await patient.start(await bench.plan(upload=False))
        done = await patient.wait(job.task_uuid)
        await patient.aclose()
    assert done.state is JobState.SUCCEEDED
    assert waited.count(Stage.WAITING) >= 3
    assert len(service.accepted) == 1


async def test_cancelled_while_it_was_being_sent_it_keeps_its_number(service: Service, tmp_path: Path) -> None:
    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()

    def accept_and_hang(handler: Handler, answer: object) -> None:
        assert callable(answer)
        answer()
        loop.call_soon_threadsafe(arrived.set)
        service.released.wait(0.3)
        handler.reset()

    service.faults["submit"] = [accept_and_hang]
    async with bench_at(tmp_path, service, tmp_path) as bench:
        job = await bench.runner.start(await bench.plan(upload=False))
        await arrived.wait()
        cancelled = await bench.runner.cancel(job.task_uuid)
        assert (cancelled.state, cancelled.accepted) == (JobState.CANCELLED, False)
        again = await bench.runner.retry(job.task_uuid)
        assert again.task_uuid == job.task_uuid
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert len(service.accepted) == 1


async def test_a_refused_question_about_a_job_that_may_be_there_does_not_end_it(
    service: Service, tmp_path: Path
) -> None:
    """The service took it, though its answer was lost; every look for it is refused for what only it can know."""
    service.faults["submit"] = [lost]
    service.always["submit"] = status(504)
    service.always["poll"] = error("invalidParameter")
    async with bench_at(tmp_path, service, tmp_path) as bench:
        job = await bench.runner.start(await bench.plan(upload=False))
        for _ in range(2):
            assert (await bench.runner.wait(job.task_uuid)).state is JobState.WAITING
            await bench.runner.resume_all()
        problem = (await bench.runner.wait(job.task_uuid)).problem
        assert problem is not None
        assert "It is so" in problem.message
        service.heal()
        await bench.runner.resume_all()
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert len(service.accepted) == 1


async def test_a_journal_that_is_full_sends_nothing(service: Service, tmp_path: Path) -> None:
    async with bench_at(tmp_path, service, tmp_path) as bench:
        planned = await bench.plan(upload=False)
        planned = replace(planned, settings=planned.settings.changed(prompt="rain " * 950))
        with fuller(bench.project), pytest.raises(StorageError, match="full"):
            await bench.runner.start(planned)
        assert service.log == []
        job = await bench.runner.start(planned)
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED


class fuller:  # noqa: N801 - reads as a sentence
    """No page more for a journal while the block lasts, and nothing left in those it has."""

    def __init__(self, project: ProjectFile) -> None:
        self._link = project._open()

    def __enter__(self) -> None:
        self._link.execute("CREATE TABLE IF NOT EXISTS ballast (content BLOB)")
        pages = self._link.execute("PRAGMA page_count").fetchone()[0]
        self._link.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            self._fill()

    def _fill(self) -> None:
        while True:
            self._link.execute("INSERT INTO ballast VALUES (zeroblob(900))")

    def __exit__(self, *_: object) -> None:
        self._link.execute("PRAGMA max_page_count = 1000000")


async def test_a_journal_that_fills_up_on_the_way_loses_no_result(service: Service, tmp_path: Path) -> None:
    service.work = 3
    async with bench_at(tmp_path, service, tmp_path) as bench:

        def fill(event: JobEvent) -> None:
            if event.stage is Stage.RENDERING:
                bench.project._open().execute("PRAGMA query_only = ON")

        bench.runner.subscribe(fill)
        job = await bench.runner.start(await bench.plan(upload=False))
        await bench.runner.wait(job.task_uuid)
        assert isinstance(bench.runner.problem(job.task_uuid), StorageError)
        bench.project._open().execute("PRAGMA query_only = OFF")
    async with bench_at(tmp_path, service, tmp_path) as bench:
        await bench.runner.resume_all()
        assert (await bench.runner.wait(job.task_uuid)).state is JobState.SUCCEEDED
    assert len(service.accepted) == 1


def test_a_disk_that_is_full_keeps_the_job_and_what_arrived(service: Service, tmp_path: Path, own_state: Path) -> None:
    """The result is larger than any file may be; the journal and the window are not."""
    clip = numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)
    service.film = clip.read_bytes() + struct.pack(">I4s", 2_000_000, b"free") + bytes(1_999_992)
    words = ("run", "shot.mp4", "--start", "1", "--duration", "2", "--prompt", "rain", "--json")
    variables = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": KEY}
    limited = ["bash", "-c", f'ulimit -f {_BLOCKS}; exec "$@"', "limited", *command(*words)]
    ran = subprocess.run(
        limited, cwd=tmp_path, env=environment(**variables), capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 5, ran.stderr
    assert "cannot be written" in ran.stderr
    assert "Traceback" not in ran.stderr
    resumed = retake_here("resume", "--json", cwd=tmp_path, **variables)
    assert resumed.status == 0, resumed.err
    assert any("Range" in headers for headers in service.media_headers)
    assert len(service.accepted) == 1


async def test_a_reply_is_what_it_was(service: Service) -> None:
    """The service of these tests answers by the page: a range is what is left of the file."""
    whole = service.file({})
    rest = service.file({"Range": "bytes=10-"})
    assert (whole.status, rest.status) == (200, 206)
    assert whole.body[10:] == rest.body
    assert Reply().status == 200
