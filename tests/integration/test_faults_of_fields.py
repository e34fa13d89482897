"""Answers with anything in any field: the client reads what it can, and says the rest in one of its own errors."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.job import Job, JobState
from retake_gui.runware.client import RunwareClient
from retake_gui.runware.connection import Limits
from retake_gui.services.merging import merged
from retake_gui.store.project_file import ProjectFile
from tests.jobs import a_job

_TASK = "2eb310fd-c023-46a5-a0fa-5e977ff54bce"
_KEY = "key-of-the-field-suite"
_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([_TASK, _KEY, "\x1b[31m"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_ITEM_FIELDS = (
    "taskType", "taskUUID", "status", "progress", "videoUUID", "videoURL", "cost", "seed", "NSFWContent", "error",
    "mediaUUID", "mediaURL", "balance",
)  # fmt: skip
_ERROR_FIELDS = ("code", "message", "parameter", "type", "documentation", "taskUUID", "status", "min", "allowedValues")


def _objects(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    usual = {
        "taskUUID": _TASK,
        "videoUUID": "v",
        "videoURL": "https://m.example/v.mp4",
        "code": "taskFailed",
        "message": "No.",
    }
    return st.fixed_dictionaries({}, optional={name: st.just(usual.get(name, "success")) | _ANYTHING for name in names})


_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "data": st.lists(_objects(_ITEM_FIELDS), max_size=3) | _objects(_ITEM_FIELDS) | _ANYTHING,
        "errors": st.lists(_objects(_ERROR_FIELDS), max_size=3) | _ANYTHING,
        "error": _objects(_ERROR_FIELDS) | _ANYTHING,
    },
)


def _client(answer: object, status: int) -> RunwareClient:
    content = json.dumps(answer).encode()

    def respond(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(status, content=content)

    limits = Limits(connect=1, silence=1, answer=5)
    transport = httpx.MockTransport(respond)
    return RunwareClient("http://127.0.0.1:1/v1", _KEY, poll_scale=0, transport=transport, limits=limits)


def _is_fit_to_print(error: RetakeError) -> None:
    for text in (error.sentence, error.details, *(getattr(error, "parameters", ()))):
        assert _KEY not in text
        text.encode()
    assert error.sentence.isprintable()
    assert error.sentence


@given(_ANSWERS | _ANYTHING, st.sampled_from([200, 400]))
def test_any_answer_to_a_poll_is_read_or_refused(answer: object, status: int) -> None:
    async def ask() -> None:
        async with _client(answer, status) as client:
            try:
                told = (await client.poll((_TASK,)))[_TASK]
            except RetakeError as error:
                _is_fit_to_print(error)
                return
        job = a_job(JobState.RUNNING, task_uuid=_TASK, accepted=True)
        job = job.moved(JobState.RUNNING, job.updated, results=merged((), told.results), failures=told.failures)
        for failure in told.failures:
            assert failure.message.isprintable()
            assert _KEY not in failure.message + failure.details
        _survives(job)

    asyncio.run(ask())


@given(_ANSWERS | _ANYTHING, st.sampled_from([200, 400, 401, 402, 404]))
def test_any_answer_to_a_submit_is_an_acceptance_or_an_error(answer: object, status: int) -> None:
    async def ask() -> None:
        async with _client(answer, status) as client:
            try:
                assert (await client.submit({"taskType": "videoInference", "taskUUID": _TASK})).task_uuid == _TASK
            except RetakeError as error:
                _is_fit_to_print(error)

    asyncio.run(ask())


@given(_ANSWERS | _ANYTHING)
def test_any_answer_about_the_account_is_an_amount_or_an_error(answer: object) -> None:
    async def ask() -> None:
        async with _client(answer, 200) as client:
            try:
                assert (await client.balance()).is_finite()
            except RetakeError as error:
                _is_fit_to_print(error)

    asyncio.run(ask())


def _survives(job: Job) -> None:
    """What was read can be written down and read again."""
    facts = json.loads(json.dumps(ProjectFile._job_facts(_Nowhere(), job)))  # type: ignore[arg-type]
    assert len(facts["results"]) == len(job.results)


class _Nowhere:
    """Stands for a project: paths stay as they are."""

    takes_folder = Path("/nowhere")

    def short_path(self, path: str) -> str:
        return path
