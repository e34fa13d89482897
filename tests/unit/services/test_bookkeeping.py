import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from retake_gui.domain.job import JobResult
from retake_gui.domain.spending import Spent
from retake_gui.services import bookkeeping
from retake_gui.services.bookkeeping import Books, sent_seconds
from tests.jobs import a_job


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books(tmp_path / "ledger.db")
    yield made
    made.close()


def test_a_job_is_estimated_until_its_cost_is_named(books: Books) -> None:
    now = datetime.now(UTC)
    job = a_job(accepted=True, accepted_at=now)
    books.charge(job)
    assert books.month_total() == Spent(estimated=Decimal("0.4"))
    books.charge(
        a_job(task_uuid=job.task_uuid, accepted=True, accepted_at=now, results=(JobResult("v", "u", Decimal("0.605")),))
    )
    assert books.month_total() == Spent(Decimal("0.605"))
    assert books.month_total(now - timedelta(days=70)) == Spent()


def test_a_draft_of_any_address_costs_nothing(books: Books) -> None:
    job = a_job(accepted=True, accepted_at=datetime.now(UTC))
    books.charge(job)
    drafts = (JobResult("v", "u", Decimal("0.6"), extra={"draft": True}),)
    books.charge(a_job(task_uuid=job.task_uuid, accepted=True, accepted_at=job.accepted_at, results=drafts))
    assert books.month_total() == Spent()


def test_time_left_comes_from_what_it_took_before(books: Books) -> None:
    assert books.expected_seconds(a_job()) is None
    for took in (100, 120, 900):
        books.add_duration(a_job(), took)
    books.add_duration(a_job(engine="draft"), 1)
    books.add_duration(a_job(), -5)
    assert sent_seconds(a_job()) == pytest.approx(4)
    assert books.expected_seconds(a_job(estimate=Decimal("0.8"))) == pytest.approx(240)


def test_an_upload_is_known_for_its_lifetime(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    books.add_upload("c", "here", "m")
    assert books.known_upload("c", "here") == "m"
    assert books.known_upload("c", "there") == ""
    monkeypatch.setattr(bookkeeping, "UPLOAD_LIFETIME", timedelta(0))
    assert books.known_upload("c", "here") == ""


def test_books_that_cannot_be_kept_stop_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    books = Books(tmp_path / "file" / "ledger.db")
    books.charge(a_job(accepted=True))
    assert books.month_total() == Spent()
    assert books.expected_seconds(a_job()) is None


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system cannot change its clock's zone")
@pytest.mark.parametrize(
    ("zone", "paid", "asked", "within"),
    [
        ("Europe/Berlin", "2026-02-28T22:30+00:00", "2026-02-10T12:00+00:00", True),
        ("Europe/Berlin", "2026-02-28T22:30+00:00", "2026-03-30T12:00+00:00", False),
        ("America/New_York", "2026-11-01T04:30+00:00", "2026-11-20T12:00+00:00", True),
        ("America/New_York", "2026-11-01T04:30+00:00", "2026-10-20T12:00+00:00", False),
    ],
)
def test_a_month_begins_at_its_own_midnight(
    books: Books, monkeypatch: pytest.MonkeyPatch, zone: str, paid: str, asked: str, within: bool
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        moment = datetime.fromisoformat(paid)
        books.charge(a_job(accepted=True, accepted_at=moment, results=(JobResult("v", "u", Decimal(6)),)))
        spent = books.month_total(datetime.fromisoformat(asked))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert spent == Spent(Decimal(6) if within else Decimal(0))
