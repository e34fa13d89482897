from dataclasses import replace
from decimal import Decimal

from retake_gui.domain.job import JobResult
from retake_gui.services.merging import merged

_HOST = "https://host/get"


def at(query: str, name: str = _HOST, **facts: str) -> JobResult:
    """A result that the service does not name, as its address makes it known."""
    return replace(JobResult(name, f"{_HOST}?{query}" if query else _HOST), **facts)  # type: ignore[arg-type]


def test_news_add_up_and_lose_nothing_that_was_said() -> None:
    known = (JobResult("a", "u1", Decimal("0.6"), 7, nsfw=True, path="/a.mp4", extra={"x": 1}),)
    news = (JobResult("b", "u2"), JobResult("a", "u1-again", extra={"y": 2}))
    assert merged(known, news) == (
        JobResult("a", "u1-again", Decimal("0.6"), 7, nsfw=True, path="/a.mp4", extra={"x": 1, "y": 2}),
        JobResult("b", "u2"),
    )


def test_a_signature_that_changes_makes_no_other_result() -> None:
    known = merged((), (at("sig=a"),))
    assert [result.video_url for result in merged(known, (at("sig=b"),))] == [f"{_HOST}?sig=b"]
    assert len(merged(known, (at("v=7"),))) == 1, "of what other kind it may be, it comes alone at its place"


def test_one_that_was_known_alone_is_still_the_same_when_others_come() -> None:
    known = merged((), (at("id=1", path="/1.mp4"),))
    both = merged(known, (at("id=2&sig=x", f"{_HOST}?id=2"), at("id=1&sig=x", f"{_HOST}?id=1")))
    assert [(result.video_uuid, result.video_url, result.path) for result in both] == [
        (_HOST, f"{_HOST}?id=1&sig=x", "/1.mp4"),
        (f"{_HOST}?id=2", f"{_HOST}?id=2&sig=x", ""),
    ]
    again = merged(both, (at("id=2&sig=y"),))
    assert [result.video_url for result in again] == [f"{_HOST}?id=1&sig=x", f"{_HOST}?id=2&sig=y"]


def test_signatures_of_unknown_kinds_do_not_make_results_more_than_they_are() -> None:
    both = merged((), (at("q=1", f"{_HOST}?q=1"), at("q=2", f"{_HOST}?q=2")))
    assert len(merged(both, (at("q=3", f"{_HOST}?q=3"), at("q=4", f"{_HOST}?q=4")))) == 2


def test_a_file_that_is_here_keeps_the_address_that_it_came_from() -> None:
    """Webhooks bring each result alone: the second may be taken for the first until a poll tells both."""
    first = merged((), (at("id=1", path="/1.mp4"),))
    mistaken = merged(first, (at("id=2"),))
    both = merged(mistaken, (at("id=1", f"{_HOST}?id=1"), at("id=2", f"{_HOST}?id=2")))
    assert [(result.video_url, result.path) for result in both] == [(f"{_HOST}?id=1", "/1.mp4"), (f"{_HOST}?id=2", "")]
