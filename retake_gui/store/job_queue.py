"""The order in which jobs get their turn, which of them are held back, and what was told about them meanwhile."""

import json
from collections.abc import Sequence
from typing import Any

from retake_gui.store.database import Database

_PAUSED = "queue paused"


class JobQueue(Database):
    """The part of the journal that says whose turn it is."""

    def positions(self) -> dict[str, int]:
        """Where each job stands; the lowest has its turn first."""
        found = self.rows("SELECT task_uuid, position FROM job")
        return {str(row[0]): int(str(row[1])) for row in found}

    def set_order(self, task_uuids: Sequence[str]) -> None:
        """Give some jobs an order among themselves, in the positions that they have together."""
        with self.writing() as link:
            marks = ", ".join("?" * len(task_uuids))
            query = f"SELECT position FROM job WHERE task_uuid IN ({marks}) ORDER BY position"  # noqa: S608 - only marks
            free = [row[0] for row in link.execute(query, tuple(task_uuids))]
            link.executemany(
                "UPDATE job SET position = ? WHERE task_uuid = ?", list(zip(free, task_uuids, strict=True))
            )

    def held_jobs(self) -> set[str]:
        """Jobs that do not go on until they are let go."""
        return {str(row[0]) for row in self.rows("SELECT task_uuid FROM job WHERE held")}

    def set_held(self, task_uuid: str, *, held: bool) -> None:
        """Hold a job back, or let it go."""
        with self.writing() as link:
            link.execute("UPDATE job SET held = ? WHERE task_uuid = ?", (held, task_uuid))

    @property
    def queue_paused(self) -> bool:
        """Whether no job of the queue gets its turn."""
        return bool(self.rows("SELECT 1 FROM note WHERE name = ?", (_PAUSED,)))

    def set_queue_paused(self, *, paused: bool) -> None:
        """Stop giving turns, or begin again."""
        with self.writing() as link:
            if paused:
                link.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, '')", (_PAUSED,))
            else:
                link.execute("DELETE FROM note WHERE name = ?", (_PAUSED,))

    def add_news(self, task_uuid: str, answer: dict[str, Any]) -> bool:
        """Keep what the service told about a job by itself; ``False`` when there is no such job."""
        with self.writing() as link:
            if link.execute("SELECT 1 FROM job WHERE task_uuid = ?", (task_uuid,)).fetchone() is None:
                return False
            link.execute("INSERT INTO news (task_uuid, body) VALUES (?, ?)", (task_uuid, json.dumps(answer)))
        return True

    def news(self) -> list[tuple[int, str, bytes]]:
        """What was told and not taken in: number, job, the answer's JSON."""
        found = self.rows("SELECT id, task_uuid, body FROM news ORDER BY id")
        return [(int(str(row[0])), str(row[1]), str(row[2]).encode()) for row in found]

    def forget_news(self, number: int) -> None:
        """It was taken in, or nobody will want it."""
        with self.writing() as link:
            link.execute("DELETE FROM news WHERE id = ?", (number,))
