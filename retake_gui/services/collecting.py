"""From announced results to takes: fetched, checked, measured. A result that was paid for is never dropped."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

from retake_gui.domain.errors import BrokenResult, ResultExpired, RetakeError
from retake_gui.domain.job import JobResult, JobState
from retake_gui.runware.transfer import discard_rest, download
from retake_gui.services.events import JobEvent, Stage
from retake_gui.services.problems import failure_of
from retake_gui.services.taking import check_returned
from retake_gui.services.walk import JobWalk

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
        except RetakeError as error:
            problem = problem or error
            continue
        if path is not None:
            await _announce(walk, walk.job.results[number], path)
    if problem is not None:
        raise problem
    if not any(result.path for result in walk.job.results):
        await walk.move(JobState.FAILED)
    else:
        await walk.move(JobState.PARTIAL if walk.job.failures else JobState.SUCCEEDED)


async def _announce(walk: JobWalk, result: JobResult, path: Path) -> None:
    walk.around.tell(JobEvent(walk.job, Stage.FITTING))
    is_draft = walk.service.is_draft or result.extra.get("draft") is True
    take = await walk.around.fitter.take_of(walk.job, result, path, is_draft=is_draft)
    walk.around.tell(JobEvent(walk.job, Stage.FITTING, take=take))


async def _fetched(walk: JobWalk, number: int) -> Path | None:
    """The checked file of a result; ``None`` when what lies there is broken."""
    known = walk.job.results[number].path
    target = Path(known) if known else target_of(walk, walk.job.results[number])
    if _is_there(target):
        await asyncio.to_thread(discard_rest, target)
    else:
        try:
            await _download(walk, number, target)
        except BrokenResult as error:
            failure = failure_of(error)
            if failure not in walk.job.failures:
                await walk.move(JobState.FETCHING, failures=(*walk.job.failures, failure))
            return None
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
                on_progress=walk.counting_bytes(Stage.DOWNLOADING),
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
    wanted = job.results[number].video_uuid
    fresh = next((result for result in status.results if result.video_uuid == wanted), None) if status else None
    if fresh is not None:
        await _change(walk, number, video_url=fresh.video_url)


async def _change(walk: JobWalk, number: int, **changes: str) -> None:
    results = list(walk.job.results)
    results[number] = replace(results[number], **changes)  # type: ignore[arg-type]
    await walk.move(JobState.FETCHING, results=tuple(results))


def target_of(walk: JobWalk, result: JobResult) -> Path:
    """Where a result is kept; the name comes from a service and is not trusted with more than letters.

    Two jobs never share a file, whatever the service calls their results.
    """
    name = f"{_UNSAFE.sub('', result.video_uuid)[:80]}_{walk.job.task_uuid[:8]}"
    folder = walk.around.project.takes_folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.{walk.job.settings.output_format.value.lower()}"
