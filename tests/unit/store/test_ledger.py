import sqlite3
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.domain.spending import Spent
from retake_gui.store import database
from retake_gui.store.ledger import Charge, Ledger
from retake_gui.store.project_file import ProjectFile

NOW = datetime(2026, 5, 6, tzinfo=UTC)


def test_a_task_is_charged_once_however_often_it_is_told(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.charge("t", "runware", NOW, [Charge("open 0", Decimal("0.4"), estimated=True)])
        ledger.charge("t", "runware", NOW, [Charge("v", Decimal("0.605"), estimated=False)])
        ledger.charge("t", "runware", NOW, [Charge("v", Decimal("0.605"), estimated=False)])
        day = timedelta(days=1)
        assert ledger.spent(NOW - day, NOW + day) == Spent(Decimal("0.605"))
        assert ledger.spent(NOW + day, NOW + 2 * day) == Spent()


def test_durations_and_uploads_are_remembered(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.add_duration("t", "runware m", 4, 120)
        ledger.add_duration("t", "runware m", 4, 1)
        assert ledger.durations("runware m") == [(4, 120)]
        ledger.add_upload("c", "here", "m", NOW)
        found = ledger.upload("c", "here")
        assert found is not None
        assert found.media_uuid == "m"
        assert ledger.upload("c", "there") is None
        assert ledger.forget_upload("m")
        assert not ledger.forget_upload("m")


def test_a_damaged_ledger_is_set_aside(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    place.write_bytes(b"no database" * 100)
    with Ledger.open(place) as ledger:
        assert ledger.durations("m") == []
    assert (tmp_path / "ledger.broken.db").read_bytes().startswith(b"no database")


def test_a_ledger_that_is_only_busy_is_not_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "ledger.db"
    Ledger.open(place).close()
    monkeypatch.setattr(database, "_SECONDS_TO_WAIT", 0)
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="held by another program"):
        Ledger.open(place)
    other.close()
    assert not (tmp_path / "ledger.broken.db").exists()
    Ledger.open(place).close()


def test_a_ledger_is_no_project(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.db").close()
    with pytest.raises(StorageError, match="not a Retake project"):
        ProjectFile.open(tmp_path / "ledger.db")
