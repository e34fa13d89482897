"""From announced results to takes: fetched, checked, measured. A result that was paid for is never dropped."""

import asyncio
import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from retake_gui.domain.errors import BrokenResult, ResultExpired, RetakeError
from retake_gui.domain.job import JobResult, JobState
from retake_gui.runware.transfer import discard_rest, download
from retake_gui.services.events import JobEvent, Stage, stage_of
from retake_gui.services.merging import merged
from retake_gui.services.problems import failure_of
from retake_gui.services.taking import check_returned
from retake_gui.services.walk import JobWalk
from retake_gui.store.folders import made

log = logging.getLogger(__name__)
_ATTEMPTS = 4  # once, and three times again
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


async def collect(walk: JobWalk) -> None:
    """Fetch every result that has no file yet, make takes of them, and end the job.

    Raises:
        ResultExpired: An address died four times in a row.
        ServiceUnreachable: The media host does not answer.
        StorageError: The disk refuses.
    """
    problem: RetakeError | None = None
    for number in range(len(walk.job.results)):
        try:
            path = await _fetched(walk, number)
        except BrokenResult as error:
            failure = failure_of(error)
            if failure not in walk.job.failures:
                await walk.move(JobState.FETCHING, failures=(*walk.job.failures, failure))
        except RetakeError as error:
            problem = problem or _said_of(walk.job.results[number], error)
        else:
            await _make_take(walk, walk.job.results[number], path)
    if problem is not None:
        raise problem
    if not any(result.path for result in walk.job.results):
        await walk.move(JobState.FAILED)
    else:
        await walk.move(JobState.PARTIAL if walk.job.failures else JobState.SUCCEEDED)


def _said_of(result: JobResult, error: RetakeError) -> RetakeError:
    if not (result.path and isinstance(error, ResultExpired)):
        return error
    return ResultExpired(
        f"{Path(result.path).name} is not in the folder of takes any more, and its address no longer works.",
        kept="All else of the job is kept.",
        do="Put the file back, or start the retake again.",
    )


async def collect_early(walk: JobWalk) -> None:
    """Fetch what has come while more is to come; what cannot be fetched now is left to :func:`collect`."""
    for number, result in enumerate(walk.job.results):
        if result.path:
            continue
        try:
            path = await _fetched(walk, number)
            await _make_take(walk, walk.job.results[number], path)
        except RetakeError as error:
            log.info("A result of %s is fetched later: %s", walk.job.task_uuid, error.sentence)
            return


async def _make_take(walk: JobWalk, result: JobResult, path: Path) -> None:
    """Measure a fetched file, unless that was done before a crash, or while the others were still being made."""
    project, stage = walk.around.project, _telling(walk, Stage.FITTING)
    if await walk.note(project.has_take, walk.job.task_uuid, result.video_uuid):
        return
    walk.around.tell(JobEvent(walk.job, stage))
    is_draft = walk.service.is_draft or result.extra.get("draft") is True
    take = await walk.around.fitter.take_of(walk.job, result, path, is_draft=is_draft)
    walk.around.tell(JobEvent(walk.job, stage, take=take))


def _telling(walk: JobWalk, stage: Stage) -> Stage:
    """A job of which more is to come is still being rendered, whatever else happens to it."""
    return stage if walk.job.state is JobState.FETCHING else stage_of(walk.job)


async def _fetched(walk: JobWalk, number: int) -> Path:
    """The checked file of a result.

    Raises:
        BrokenResult: What lies there is broken.
    """
    known = walk.job.results[number].path
    target = Path(known) if known else target_of(walk, walk.job.results[number])
    if _is_there(target):
        await asyncio.to_thread(discard_rest, target)
    else:
        await _download(walk, number, target)
    if not known:
        await _change(walk, number, path=str(target))
    return target


def _is_there(path: Path) -> bool:
    return path.is_file()


async def _download(walk: JobWalk, number: int, target: Path) -> None:
    for last in (False,) * (_ATTEMPTS - 1) + (True,):
        try:
            await download(
                walk.job.results[number].video_url,
                target,
                on_progress=walk.counting_bytes(Stage.DOWNLOADING) if walk.job.state is JobState.FETCHING else None,
                poll_scale=walk.around.endpoints.poll_scale,
                verify=check_returned,
                limits=walk.around.endpoints.limits,
            )
        except BrokenResult:
            if last:
                raise
        except ResultExpired:
            if last:
                raise
            await _ask_again(walk, number)
        else:
            return


async def _ask_again(walk: JobWalk, number: int) -> None:
    """Take the address that the service gives now."""
    client, job = await walk.client(), walk.job
    status = (await client.poll((job.task_uuid,))).get(job.task_uuid)
    if status is not None:
        await _change(walk, number, video_url=merged(job.results, status.results)[number].video_url)


async def _change(walk: JobWalk, number: int, **changes: str) -> None:
    results = list(walk.job.results)
    results[number] = replace(results[number], **changes)  # type: ignore[arg-type]
    await walk.move(walk.job.state, results=tuple(results))


def target_of(walk: JobWalk, result: JobResult) -> Path:
    """Where a result is kept; the name comes from a service and is not trusted with more than letters.

    Neither two jobs nor two results of one share a file, whatever the service calls them.

    Raises:
        StorageError: The folder of takes cannot be made.
    """
    name = f"{_stem(result, walk.job.results)}_{walk.job.task_uuid[:8]}"
    folder = made(
        walk.around.project.takes_folder,
        kept="The service keeps the result for a while.",
        do="Move what lies in its place, then resume the job.",
    )
    return folder / f"{name}.{walk.job.settings.output_format.value.lower()}"


def _stem(result: JobResult, all_results: Iterable[JobResult]) -> str:
    name = _letters(result)
    if not any(_letters(other).lower() == name.lower() for other in all_results if other is not result):
        return name
    return f"{name[:40]}-{hashlib.sha256(result.video_uuid.encode()).hexdigest()[:12]}"


def _letters(result: JobResult) -> str:
    return _UNSAFE.sub("", result.video_uuid)[:80]
