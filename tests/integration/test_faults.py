"""A service that misbehaves on purpose, at every step of a job: nothing is lost, and nothing is paid for twice.

What came of each mishap stands in ``FAULTS.md``; ``RETAKE_WRITE_FAULTS=1`` writes that table anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retake_gui.domain.job import JobState
from tests.clips import numbered_clip
from tests.integration.fault_bench import KEY, Mishap, bench_at, suffer
from tests.integration.mishaps import (
    bytes_instead,
    changed,
    cut,
    endless,
    error,
    hang,
    longer_than_said,
    lost,
    page,
    redirect,
    refused_after,
    reset,
    slow,
    status,
)
from tests.integration.service import Service

_TABLE = Path(__file__).with_name("FAULTS.md")
_STEPS = ("upload", "submit", "poll", "media")
_SAMPLE_OF_UPLOADS = {"connection reset", "answer lost", "HTML page for JSON", "status 503 with Retry-After"}

_ALIKE = {"status 408", "status 500", "status 504", "status 429", "status 503 with Retry-After that never ends"}

_ANYWHERE = {
    "connection reset": reset,
    "answer lost": lost,
    "connection hangs": hang,
    "answer cut": cut(0.5),
    "status 408": status(408),
    "status 429": status(429),
    "status 429 with Retry-After": status(429, Retry_After="1"),
    "status 500": status(500),
    "status 502 with an HTML page": page(502),
    "status 503 with Retry-After": status(503, Retry_After="2"),
    "status 503 with Retry-After that never ends": status(503, Retry_After="inf"),
    "status 504": status(504),
}
_IN_ANSWERS = {
    "HTML page for JSON": page(),
    "empty answer": status(200),
    "answer is a number": status(200, b"17"),
    "answer without end": endless,
}
_ONCE = [
    Mishap(step, words, (fault,))
    for step in _STEPS
    for words, fault in (_ANYWHERE | ({} if step == "media" else _IN_ANSWERS)).items()
]
_STUBBORN = ("connection reset", "connection hangs", "status 429", "status 503 with Retry-After", "HTML page for JSON")
_UNTIL_HEALED = [
    Mishap(step, words, always=(_ANYWHERE | _IN_ANSWERS)[words])
    for step in _STEPS
    for words in (
        "connection reset",
        "connection hangs",
        "status 429",
        "status 503 with Retry-After",
        "HTML page for JSON",
    )
    if not (step == "media" and words == "HTML page for JSON")
]
_REFUSED_AT_ONCE = "connection refused"
_LONGER = "0.05"


def _shut(service: Service) -> None:
    assert service.gate is not None
    service.gate.shut_for(0.1)


_REFUSED = [
    Mishap("submit", _REFUSED_AT_ONCE, prepare=_shut, scale=_LONGER),
    Mishap("submit", "refused after the answer", (refused_after(0.1),), scale=_LONGER),
    Mishap("poll", "refused after the answer", (refused_after(0.1),), scale=_LONGER),
    Mishap("upload", "refused after the answer", (refused_after(0.1),), scale=_LONGER),
]


def _silent_polls(service: Service) -> None:
    """Nobody can be asked whether the task is there, so that it is sent again and refused."""
    service.faults["poll"] = [status(503)] * 3


def _each(change: Any) -> Any:
    """A change of every item of ``data``."""
    return changed(lambda answer: answer | {"data": [change(item) for item in answer["data"]]})


def _only(number: int) -> Any:
    """One of the results, and failures for the others."""

    def change(answer: Any) -> Any:
        items = answer["data"]
        if not items or "videoURL" not in items[0]:
            return answer
        told = [{"code": "inferenceError", "message": "No.", "taskUUID": items[0]["taskUUID"]}] * (len(items) - number)
        return {"data": items[:number], "errors": told}

    return changed(change)


def _failed(code: str) -> Any:
    def change(item: Any) -> Any:
        told = {name: item[name] for name in ("taskType", "taskUUID")}
        return told | {"status": "error", "error": {"code": code, "message": "No."}}

    return _each(change)


def _doubled(answer: Any) -> Any:
    return answer | {"data": [*answer["data"], *reversed(answer["data"])]}


def _bare(item: Any) -> Any:
    return {name: value for name, value in item.items() if name not in ("status", "cost", "seed", "progress")}


_FAILED, _PARTIAL = JobState.FAILED, JobState.PARTIAL
_ANSWERS = [
    Mishap("submit", "credit refused", (error("insufficientCredits", 402),)),
    Mishap("submit", "key refused", (error("invalidApiKey", 401),)),
    Mishap("submit", "key refused without a word", (status(401),)),
    Mishap("submit", "rate limit as an error object", always=error("rateLimitExceeded", 429)),
    Mishap("submit", "prompt refused", (error("contentPolicyViolation"),), ends=_FAILED, takes=0),
    Mishap("submit", "field refused", (error("invalidDuration", parameter="duration"),), ends=_FAILED, takes=0),
    Mishap("submit", "UUID of somebody else", (error("conflictTaskUUID"),), ends=_FAILED, takes=0),
    Mishap("submit", "provider refuses", (error("providerError", 200),), ends=_FAILED, takes=0),
    Mishap("submit", "status 404", (status(404),), ends=_FAILED, takes=0),
    Mishap("submit", "redirect", (redirect(307, "http://127.0.0.1:9/v1"),)),
    Mishap("submit", "acknowledged twice", (changed(_doubled),)),
    Mishap("submit", "no acknowledgment in the answer", (changed(lambda _: {"data": []}),)),
    Mishap("submit", "answer lost twice", (lost, lost)),
    Mishap("submit", "answer lost, polls fail, then refused as known", (lost,), prepare=_silent_polls),
    Mishap("poll", "one object for a list", (changed(lambda answer: {"data": answer["data"][0]}),)),
    Mishap("poll", "empty data", (changed(lambda _: {"data": []}),)),
    Mishap("poll", "task unknown for a while", (error("taskNotFound", 400),) * 5),
    Mishap("poll", "task unknown for ever", always=error("taskNotFound", 400), ends=_FAILED, takes=0),
    Mishap("poll", "status 404 without a word", (status(404),)),
    Mishap("poll", "status 403 without a word", (status(403),)),
    Mishap("poll", "results twice and reordered", always=changed(_doubled), takes=3, results=3),
    Mishap("poll", "only what is required", always=_each(_bare), takes=2, results=2),
    Mishap("poll", "some results fail", always=_only(2), ends=_PARTIAL, takes=2, results=3),
    Mishap("poll", "fails in data", always=_failed("promptBlocked"), ends=_FAILED, takes=0),
    Mishap("poll", "fails in errors", always=_only(0), ends=_FAILED, takes=0, results=2),
    Mishap(
        "poll", "marked as NSFW, fields nobody knows", always=_each(lambda item: item | {"NSFWContent": True, "x": 1})
    ),
    Mishap("media", "slow", (slow,)),
    Mishap("media", "cut, and no ranges", (cut(0.4), cut(0.7))),
    Mishap("media", "shorter than announced", (cut(0.9),)),
    Mishap("media", "longer than announced", (longer_than_said,)),
    Mishap("media", "empty file, once", (bytes_instead(b""),)),
    Mishap("media", "no video, once", (bytes_instead(b"This is no video." * 100),)),
    Mishap("media", "no video, always", always=bytes_instead(b"This is no video." * 100), ends=_FAILED, takes=0),
    Mishap("media", "HTML page, always", always=page(), ends=_FAILED, takes=0),
    Mishap("media", "file without end", always=endless, ends=_FAILED, takes=0),
    Mishap("media", "redirect to the file", (redirect(302, "/files/elsewhere.mp4"),)),
    Mishap("media", "redirect in circles", always=redirect(302), ends=_FAILED, takes=0),
    Mishap("media", "address expired, twice", (status(403), status(410))),
    *[Mishap("media", f"address answers {code}, always", always=status(code)) for code in (401, 403, 404, 410)],
]
_ALL = [*_ONCE, *_UNTIL_HEALED, *_REFUSED, *_ANSWERS]


def _marks(mishap: Mishap) -> Any:
    rare = mishap.step == "upload" and (mishap.always or mishap.words not in _SAMPLE_OF_UPLOADS)
    rare = rare or (mishap.step != "submit" and mishap.words in _ALIKE)
    return pytest.mark.long if rare else ()


_CASES = [pytest.param(each, id=f"{each.step}: {each.words}", marks=_marks(each)) for each in _ALL]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=96, rate=24)


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    return {}


@pytest.mark.parametrize("mishap", _CASES)
async def test_nothing_is_lost_and_nothing_is_paid_twice(
    mishap: Mishap, service: Service, rows: dict[str, str], clip: Path, tmp_path: Path
) -> None:
    outcome = await suffer(mishap, service, tmp_path, clip)
    assert (outcome.last, outcome.takes) == (mishap.ends, mishap.takes), outcome
    assert len(service.bodies) <= 1
    assert len(service.accepted) <= 1
    assert all(body == bodies[0] for bodies in service.bodies.values() for body in bodies)
    assert service.keys <= {f"Bearer {KEY}"}
    assert not any("authorization" in name.lower() for headers in service.media_headers for name in headers)
    for sentence in filter(None, outcome.sentences):
        assert KEY not in sentence
        assert "Traceback" not in sentence
    if outcome.first != "succeeded":
        assert outcome.said
        assert any(sentence.endswith((".", "!", "?")) for sentence in outcome.sentences)
    rows[_name(mishap)] = outcome.row(mishap)


_PAID_ALL_THE_SAME = [
    each
    for each in _ANSWERS
    if each.ends is _FAILED and each.always is not None and (each.step == "media" or "unknown" in each.words)
]


@pytest.mark.parametrize("mishap", [pytest.param(each, id=each.words) for each in _PAID_ALL_THE_SAME])
async def test_what_failed_here_is_fetched_again_under_its_own_number(
    mishap: Mishap, service: Service, clip: Path, tmp_path: Path
) -> None:
    await suffer(mishap, service, tmp_path, clip)
    service.heal()
    async with bench_at(tmp_path, service, clip) as bench:
        (job,) = bench.project.jobs()
        again = await bench.runner.retry(job.task_uuid)
        assert again.task_uuid == job.task_uuid
        done = await bench.runner.wait(job.task_uuid)
        assert (done.state, done.failures) == (JobState.SUCCEEDED, ())
        assert len(bench.project.takes()) == 1
    assert len(service.accepted) == 1


async def test_what_is_missing_is_asked_for_once_however_often_one_asks(
    service: Service, clip: Path, tmp_path: Path
) -> None:
    partial = next(each for each in _ANSWERS if each.ends is _PARTIAL)
    await suffer(partial, service, tmp_path, clip)
    service.heal()
    async with bench_at(tmp_path, service, clip) as bench:
        (job,) = bench.project.jobs()
        first = await bench.runner.retry(job.task_uuid)
        second = await bench.runner.retry(job.task_uuid)
        assert first.task_uuid == second.task_uuid != job.task_uuid
        assert (await bench.runner.wait(first.task_uuid)).state is JobState.SUCCEEDED
        third = await bench.runner.retry(job.task_uuid)
        assert third.task_uuid == first.task_uuid
        assert len(bench.project.takes()) == 3
    assert [len(each.results) for each in service.accepted.values()] == [3, 1]


def test_the_table_says_what_was_seen(rows: dict[str, str]) -> None:
    if not rows:
        pytest.skip("no mishap was tried")
    before = dict(_read())
    if os.environ.get("RETAKE_WRITE_FAULTS"):
        assert set(rows) == {_name(each) for each in _ALL}, "write it in a run of all mishaps, with --long"
        _TABLE.write_text(_table(rows), encoding="utf-8")
        before = dict(_read())
    assert set(before) == {_name(each) for each in _ALL}
    assert {name: before[name] for name in rows} == rows


def _name(mishap: Mishap) -> str:
    times = "until it is healed" if mishap.always else f"{len(mishap.faults) or 1}×"
    return f"| {mishap.step} | {mishap.words} | {times} |"


def _read() -> Iterator[tuple[str, str]]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines() if _TABLE.exists() else []
    for line in lines:
        if line.startswith("| ") and not line.startswith("| step"):
            yield "|".join(line.split("|")[:4]) + "|", line


def _table(rows: dict[str, str]) -> str:
    ordered = [rows[_name(each)] for each in _ALL]
    ends = [line.split("|")[6].strip() for line in ordered]
    counts = ", ".join(f"{ends.count(end)} {end}" for end in dict.fromkeys(ends))
    unended = sum(not JobState(end).is_final for end in ends)
    twice = sum(int(line.split("|")[8]) > 1 for line in ordered)
    return "\n".join(
        (
            "# What a service can do to a job, and what comes of it",
            "",
            "Written by `test_faults.py`, which fails when this is not what it saw: each row is one job, run into one",
            "mishap by the real client, runner and journal. *First* is where the job stood when the run ended, with",
            "what was said; *in the end* is after the service was well again and the job was resumed, where it waited.",
            "",
            f"{len(ordered)} mishaps: {counts}. Left without an end: {unended}. Paid for twice: {twice}.",
            "",
            "| step | what happens | times | first | said | in the end | takes | tasks accepted |",
            "|---|---|---|---|---|---|---|---|",
            *ordered,
            "",
        )
    )
