"""What this machine remembers across projects: what was spent, how long things took, and what was uploaded already.

Losing it loses no job and no take: totals and estimates begin anew, and a window is uploaded once more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from retake_gui.domain.errors import StorageError, UnusableFile
from retake_gui.domain.spending import Spent
from retake_gui.store.database import Database
from retake_gui.store.folders import data_folder
from retake_gui.store.schema import LEDGER_ID, LEDGER_MIGRATIONS

_NEWEST = 25


@dataclass(frozen=True, slots=True)
class Charge:
    """Dollars for one result; ``estimated`` until the service has named them."""

    result: str
    dollars: Decimal
    estimated: bool


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A window that the service was given before."""

    media_uuid: str
    moment: datetime


class Ledger(Database):
    """One file in the data folder."""

    application_id: ClassVar[int] = LEDGER_ID
    migrations: ClassVar[tuple[str, ...]] = LEDGER_MIGRATIONS
    title: ClassVar[str] = "Retake's ledger"

    @classmethod
    def open(cls, path: Path | None = None) -> "Ledger":
        """Open it, made when it is missing; a damaged one is set aside.

        Raises:
            StorageError: The disk refuses.
        """
        place = path or data_folder() / "ledger.db"
        try:
            return cls(place)
        except UnusableFile:
            pass
        try:
            place.replace(place.with_suffix(".broken.db"))
        except OSError as error:
            raise StorageError(f"{place.name} cannot be used.", do="Check the data folder.") from error
        return cls(place)

    def charge(self, task_uuid: str, engine: str, moment: datetime, charges: Iterable[Charge]) -> None:
        """Write down what a task costs, in place of what was written about it before."""
        with self.writing() as link:
            link.execute("DELETE FROM spent WHERE task_uuid = ?", (task_uuid,))
            link.executemany(
                "INSERT INTO spent (task_uuid, result, engine, moment, dollars, estimated) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (task_uuid, charge.result, engine, moment.isoformat(), str(charge.dollars), charge.estimated)
                    for charge in charges
                ],
            )

    def spent(self, since: datetime, until: datetime) -> Spent:
        """Dollars of a span of time; moments are compared in UTC."""
        found = self.rows(
            "SELECT dollars, estimated FROM spent WHERE moment >= ? AND moment < ?",
            (since.isoformat(), until.isoformat()),
        )
        known = sum((Decimal(str(row[0])) for row in found if not row[1]), Decimal(0))
        guessed = sum((Decimal(str(row[0])) for row in found if row[1]), Decimal(0))
        return Spent(known, guessed)

    def add_duration(self, task_uuid: str, kind: str, sent: float, took: float) -> None:
        """Remember how long a task took.

        Args:
            task_uuid: Counted once.
            kind: What durations are compared with: service and model.
            sent: Seconds of clip that were sent.
            took: Seconds from acceptance to the last result.
        """
        with self.writing() as link:
            link.execute(
                "INSERT OR IGNORE INTO duration (task_uuid, kind, sent, took) VALUES (?, ?, ?, ?)",
                (task_uuid, kind, sent, took),
            )

    def durations(self, kind: str) -> list[tuple[float, float]]:
        """Seconds sent and seconds taken of the newest tasks of a kind."""
        found = self.rows("SELECT sent, took FROM duration WHERE kind = ? ORDER BY rowid DESC LIMIT ?", (kind, _NEWEST))
        return [(float(str(row[0])), float(str(row[1]))) for row in found]

    def add_upload(self, content: str, place: str, media_uuid: str, moment: datetime) -> None:
        """Remember an upload; ``place`` is the service and the account that it was made with."""
        with self.writing() as link:
            link.execute(
                "INSERT OR REPLACE INTO upload (content, place, media_uuid, moment) VALUES (?, ?, ?, ?)",
                (content, place, media_uuid, moment.isoformat()),
            )

    def upload(self, content: str, place: str) -> Uploaded | None:
        """The upload of a content at a place."""
        found = self.rows("SELECT media_uuid, moment FROM upload WHERE content = ? AND place = ?", (content, place))
        return Uploaded(str(found[0][0]), datetime.fromisoformat(str(found[0][1]))) if found else None

    def forget_upload(self, media_uuid: str) -> bool:
        """The service does not know it any more; whether it was written down."""
        with self.writing() as link:
            return link.execute("DELETE FROM upload WHERE media_uuid = ?", (media_uuid,)).rowcount > 0
