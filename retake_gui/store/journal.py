"""The journal of jobs: each step is on the disk before anybody acts upon it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from retake_gui.domain.errors import StorageError, UnusableFile
from retake_gui.domain.job import Job, JobResult, JobState
from retake_gui.domain.settings import Seam
from retake_gui.domain.span import Span
from retake_gui.store import plain
from retake_gui.store.damage import DAMAGE, counted, damaged
from retake_gui.store.job_queue import JobQueue
from retake_gui.store.owner import is_alive

_COLUMNS = "SELECT task_uuid, clip_id, state, created, facts FROM job"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where the terminal promised to put the fitted takes of a job, so that another run can keep the promise.

    Attributes:
        folder: The folder, or empty when nothing was promised.
        seam: How the picture joins at the edges.
    """

    folder: str = ""
    seam: Seam = Seam.CUT


class Journal(JobQueue):
    """The jobs of a project."""

    @property
    def takes_folder(self) -> Path:
        """Where the files of the takes lie, beside the project file."""
        return self.path.with_suffix(".takes")

    def insert_job(self, job: Job, delivery: Delivery | None = None, owner: str = "") -> None:
        """Write a new job down, with the process that works on it.

        Raises:
            StorageError: It is there already, or the disk refuses.
        """
        with self.writing() as link:
            self._insert(link, job, delivery or Delivery(), owner)

    def insert_successor(self, old: str, job: Job, owner: str) -> Job | None:
        """Write down the job that asks once more for what another one did not bring, with the same promise.

        Returns:
            The successor that it has already; then nothing is written, so that nobody asks, and pays, twice.
        """
        with self.writing() as link:
            found = link.execute("SELECT facts, delivery FROM job WHERE task_uuid = ?", (old,)).fetchone()
            facts: dict[str, Any] = json.loads(str(found[0]))
            known = self.job(facts.get("successor", ""))
            if known is not None:
                return known
            self._insert(link, job, _delivery(str(found[1])), owner)
            facts["successor"] = job.task_uuid
            link.execute("UPDATE job SET facts = ? WHERE task_uuid = ?", (json.dumps(facts), old))
        return None

    def _insert(self, link: sqlite3.Connection, job: Job, promise: Delivery, owner: str) -> None:
        if link.execute("SELECT 1 FROM job WHERE task_uuid = ?", (job.task_uuid,)).fetchone():
            raise StorageError(
                f"Job {job.task_uuid} is in the journal already.",
                kept="It was not sent again.",
                do="Use “retake resume” to go on with it, or choose another task UUID.",
            )
        link.execute(
            "INSERT INTO job (task_uuid, clip_id, state, created, facts, delivery, owner, position)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM job))",
            (
                job.task_uuid,
                job.clip_id,
                job.state.value,
                job.created.isoformat(),
                json.dumps(self._job_facts(job)),
                json.dumps({"folder": promise.folder, "seam": promise.seam.value}),
                owner,
            ),
        )

    def save_job(self, job: Job) -> None:
        """Write a step of a job down; on the disk when this returns.

        Raises:
            StorageError: The job is not in this project any more, so nothing may be done for it from here.
        """
        with self.writing() as link:
            saved = link.execute(
                "UPDATE job SET state = ?, facts = ? WHERE task_uuid = ?",
                (job.state.value, json.dumps(self._job_facts(job)), job.task_uuid),
            )
        if not saved.rowcount:
            raise StorageError(
                f"The job {job.task_uuid} is not in this project any more.",
                kept="It goes on in the project that it was moved to.",
                do="Open that one.",
            )

    def dismiss_job(self, task_uuid: str) -> None:
        """Remember that the user took a job that has ended off the list; one that goes on is left alone."""
        with self.writing() as link:
            found = link.execute("SELECT state, facts FROM job WHERE task_uuid = ?", (task_uuid,)).fetchone()
            if found is not None and JobState(str(found[0])).is_final:
                facts: dict[str, Any] = json.loads(str(found[1])) | {"dismissed": True}
                link.execute("UPDATE job SET facts = ? WHERE task_uuid = ?", (json.dumps(facts), task_uuid))

    def remove_job(self, task_uuid: str) -> None:
        """Take a job that ended off the list; its takes stay."""
        with self.writing() as link:
            link.execute("DELETE FROM job WHERE task_uuid = ?", (task_uuid,))

    def remove_jobs(self, task_uuids: Iterable[str]) -> None:
        """Take jobs off the list together or not at all."""
        with self.writing() as link:
            link.executemany("DELETE FROM job WHERE task_uuid = ?", [(task_uuid,) for task_uuid in task_uuids])

    def jobs(self) -> list[Job]:
        """All jobs, oldest first; see :meth:`damage` for those whose records cannot be read."""
        return [job for _, job in self._all_jobs() if job is not None]

    def damage(self) -> UnusableFile | None:
        """What is to be said about jobs whose records cannot be read, if there are any; they are left as they are."""
        lost = self._lost_jobs()
        return damaged(self.path, lost) if lost else None

    def _lost_jobs(self) -> str:
        return counted("job", "jobs", [task_uuid for task_uuid, job in self._all_jobs() if job is None])

    def _all_jobs(self) -> Iterator[tuple[str, Job | None]]:
        for row in self.rows(f"{_COLUMNS} ORDER BY created, rowid"):
            try:
                yield str(row[0]), self._job(row)
            except DAMAGE:
                yield str(row[0]), None

    def job(self, task_uuid: str) -> Job | None:
        """One job.

        Raises:
            UnusableFile: Its record is damaged.
        """
        found = self.rows(f"{_COLUMNS} WHERE task_uuid = ?", (task_uuid,))
        try:
            return self._job(found[0]) if found else None
        except DAMAGE as error:
            raise damaged(self.path, f"job {task_uuid}") from error

    def unfinished_jobs(self) -> list[Job]:
        """Jobs for which something is still to be done, oldest first."""
        return [job for job in self.jobs() if not job.state.is_final]

    def delivery(self, task_uuid: str) -> Delivery:
        """What the terminal promised for a job."""
        found = self.rows("SELECT delivery FROM job WHERE task_uuid = ?", (task_uuid,))
        return _delivery(str(found[0][0]) if found else "{}")

    def claim_job(self, task_uuid: str, owner: str) -> bool:
        """Become the only process that works on a job; a dead process's claim is taken over."""
        with self.writing() as link:
            found = link.execute("SELECT owner FROM job WHERE task_uuid = ?", (task_uuid,)).fetchone()
            if found is None or (found[0] and found[0] != owner and is_alive(found[0])):
                return False
            link.execute("UPDATE job SET owner = ? WHERE task_uuid = ?", (owner, task_uuid))
        return True

    def release_job(self, task_uuid: str, owner: str) -> None:
        """Let a job go, if it is ours."""
        with self.writing() as link:
            link.execute("UPDATE job SET owner = '' WHERE task_uuid = ? AND owner = ?", (task_uuid, owner))

    def _job_facts(self, job: Job) -> plain.Plain:
        return {
            "segment": [job.segment.start, job.segment.end],
            "settings": plain.settings_as_plain(job.settings),
            "engine": job.engine,
            "updated": job.updated.isoformat(),
            "estimate": str(job.estimate),
            "window": job.window,
            "body": job.body,
            "endpoint": job.endpoint,
            "media_uuid": job.media_uuid,
            "results": [plain.result_as_plain(replace(r, path=self.short_path(r.path))) for r in job.results],
            "failures": [plain.failure_as_plain(failure) for failure in job.failures],
            "sent": job.sent,
            "account": job.account,
            "accepted": job.accepted,
            "accepted_at": job.accepted_at.isoformat() if job.accepted_at else "",
            "successor": job.successor,
            "problem": plain.failure_as_plain(job.problem) if job.problem is not None else None,
            "dismissed": job.dismissed,
        }

    def _job(self, row: Sequence[object]) -> Job:
        facts: dict[str, Any] = json.loads(str(row[4]).encode())
        return Job(
            task_uuid=str(row[0]),
            clip_id=int(str(row[1])),
            state=JobState(str(row[2])),
            created=plain.moment(str(row[3])),
            segment=Span(*facts["segment"]),
            settings=plain.settings_from_plain(facts["settings"]),
            engine=facts["engine"],
            updated=plain.moment(facts["updated"]),
            estimate=Decimal(facts.get("estimate", "0")),
            window=facts.get("window", {}),
            body=facts.get("body", {}),
            endpoint=facts.get("endpoint", ""),
            media_uuid=facts.get("media_uuid", ""),
            results=tuple(self._result(result) for result in facts.get("results", ())),
            failures=tuple(plain.failure_from_plain(failure) for failure in facts.get("failures", ())),
            sent=bool(facts.get("sent", facts.get("body"))),
            account=facts.get("account", ""),
            accepted=bool(facts.get("accepted")),
            accepted_at=plain.moment(facts["accepted_at"]) if facts.get("accepted_at") else None,
            successor=facts.get("successor", ""),
            problem=plain.failure_from_plain(facts["problem"]) if facts.get("problem") else None,
            dismissed=bool(facts.get("dismissed")),
        )

    def _result(self, facts: plain.Plain) -> JobResult:
        result = plain.result_from_plain(facts)
        return replace(result, path=self.long_path(result.path))

    def short_path(self, path: str) -> str:
        """A file of this project by its name alone, so that the project can be moved; others stay as they are."""
        return Path(path).name if path and Path(path).parent == self.takes_folder else path

    def long_path(self, path: str) -> str:
        """Where a file lies now."""
        return str(self.takes_folder / path) if path and not Path(path).is_absolute() else path


def _delivery(text: str) -> Delivery:
    facts: dict[str, Any] = json.loads(text)
    return Delivery(facts.get("folder", ""), Seam(facts.get("seam", Seam.CUT)))


def release_all(path: Path) -> None:
    """Let all jobs of a project file go that nobody has open.

    Raises:
        OSError: The disk refuses.
    """
    try:
        with closing(sqlite3.connect(path)) as link, link:
            link.execute("UPDATE job SET owner = ''")
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
