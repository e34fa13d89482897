"""The tasks that were accepted: what each is doing, and what polls are answered."""

import asyncio
import contextlib
import logging
import shutil
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.price import estimate
from retake_gui.engine.config import EngineConfig
from retake_gui.engine.delivery import notify, put_file
from retake_gui.engine.faults import Fault, TaskRefused, refuse_if
from retake_gui.engine.files import FileShelf
from retake_gui.engine.media_store import MediaStore
from retake_gui.engine.pool import RenderFailed, RenderPool
from retake_gui.engine.quirks import quirk_value
from retake_gui.engine.renderers.job import RenderJob, RenderOutcome
from retake_gui.engine.retake import MIME, Retake, check_against_clip
from retake_gui.media.probe import probe

TASK_TYPE = "videoInference"
_SLOW_SECONDS = 30.0
_SHARE_OF_INPUT = 0.05

log = logging.getLogger(__name__)


@dataclass
class _Result:
    """One of the results of a task, while it is made and after."""

    video_uuid: str
    seed: int
    progress: float = 0.0
    answer: dict[str, Any] | None = None
    fault: Fault | None = None

    @property
    def is_done(self) -> bool:
        return self.answer is not None or self.fault is not None


@dataclass
class _Task:
    """One accepted task."""

    retake: Retake
    folder: Path
    results: list[_Result]
    clip: Clip | None = None
    image: Path | None = None
    runner: "asyncio.Task[None] | None" = field(default=None, repr=False)

    @property
    def source(self) -> Path:
        return self.folder / "input"

    @property
    def progress(self) -> int:
        made = sum(1.0 if result.is_done else result.progress for result in self.results) / len(self.results)
        start = _SHARE_OF_INPUT if self.clip is not None else 0.0
        return round(100 * (start + made * (1 - _SHARE_OF_INPUT)))


class TaskBook:
    """Accepts tasks, has their results rendered, and answers for them.

    Args:
        config: Limits and deviations.
        media: Where inputs come from.
        shelf: Where results are served.
        pool: Who renders.
        client: For webhooks and uploads.
        address: Makes the full address of a served name.
    """

    def __init__(
        self,
        config: EngineConfig,
        media: MediaStore,
        shelf: FileShelf,
        pool: RenderPool,
        client: Callable[[], httpx.AsyncClient],
        address: Callable[[str], str],
    ) -> None:
        self._config, self._media, self._shelf = config, media, shelf
        self._pool, self._client, self._address = pool, client, address
        self._tasks: dict[str, _Task] = {}
        self._deliveries: set[asyncio.Task[Any]] = set()

    async def accept(self, retake: Retake) -> None:
        """Take a task on. What lies here is checked at once; what must be fetched first, later.

        Raises:
            TaskRefused: The UUID was used before, or the input is not what it should be.
        """
        identity = retake.task_uuid.lower()
        if identity in self._tasks:
            message = f"A task with the UUID '{retake.task_uuid}' exists already."
            raise TaskRefused(Fault("conflictTaskUUID", message, parameter="taskUUID"))
        results = [_Result(str(uuid.uuid4()), seed) for seed in retake.seeds()]
        task = _Task(retake, self._config.folder / identity, results)
        self._tasks[identity] = task
        try:
            await asyncio.to_thread(task.folder.mkdir)
            await self._take_in(task, at_once=True)
        except BaseException:
            del self._tasks[identity]
            await asyncio.to_thread(shutil.rmtree, task.folder, ignore_errors=True)
            raise
        task.runner = asyncio.create_task(self._run(task), name=f"task {identity}")
        task.runner.add_done_callback(partial(self._ended, task))

    def answer(self, task_uuid: str) -> tuple[list[dict[str, Any]], list[Fault]]:
        """Everything that is known about a task: one item a finished result, and one while something is to come.

        Raises:
            TaskRefused: There is no such task.
        """
        task = self._tasks.get(task_uuid.lower())
        if task is None:
            raise TaskRefused(Fault("taskNotFound", f"No task with the UUID '{task_uuid}' is known."))
        items = [result.answer for result in task.results if result.answer is not None]
        if not all(result.is_done for result in task.results):
            items.append(
                {
                    "taskType": TASK_TYPE,
                    "taskUUID": task.retake.task_uuid,
                    "status": "processing",
                    "progress": task.progress,
                }
            )
        return items, [result.fault for result in task.results if result.fault is not None]

    async def close(self) -> None:
        """Stop everything."""
        running = [task.runner for task in self._tasks.values() if task.runner is not None] + list(self._deliveries)
        for runner in running:
            runner.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _take_in(self, task: _Task, *, at_once: bool) -> None:
        """Bring the inputs into the task's folder: those that lie here at once, others in the background."""
        retake = task.retake
        if retake.frame_image is not None and self._media.needs_fetching(retake.frame_image) is not at_once:
            target = task.folder / "image"
            await self._media.obtain(retake.frame_image, target, "frameImages")
            task.image = target
        if self._media.needs_fetching(retake.video) is not at_once:
            await self._media.obtain(retake.video, task.source, "video")
            try:
                task.clip = await asyncio.to_thread(probe, task.source)
            except RetakeError as error:
                message = f"Invalid value for 'video' parameter. {error.what}"
                raise TaskRefused(Fault("invalidVideo", message, parameter="video")) from error
            config = self._config
            refuse_if(check_against_clip(retake, task.clip, config.service, strict=config.strict))

    async def _run(self, task: _Task) -> None:
        try:
            await self._take_in(task, at_once=False)
        except TaskRefused as refused:
            for result in task.results:
                self._fail(task, result, refused.faults[0])
            return
        async with asyncio.TaskGroup() as group:
            for number in range(len(task.results)):
                group.create_task(self._make(task, number))

    def _ended(self, task: _Task, runner: asyncio.Task[None]) -> None:
        """Whoever polls hears of what ended by a bug or by the disk, too, and does not wait for ever."""
        error = None if runner.cancelled() else runner.exception()
        if error is None:
            return
        log.error("The %s met a fault", runner.get_name(), exc_info=error)
        for result in task.results:
            if not result.is_done:
                self._fail(task, result, Fault("providerError", "The engine could not go on with this task."))

    async def _make(self, task: _Task, number: int) -> None:
        result, retake = task.results[number], task.retake
        job = RenderJob(
            source=task.source,
            target=task.folder / f"{result.video_uuid}.{retake.output_format.value.lower()}",
            start=retake.start,
            duration=retake.duration,
            mode=retake.mode,
            prompt=retake.prompt,
            seed=result.seed,
            output_format=retake.output_format,
            quality=retake.quality,
            frame_image=task.image,
            quirks=self._config.quirks,
        )

        def progress(part: float) -> None:
            result.progress = part

        try:
            await self._misbehave(number)
            outcome = await self._pool.render(job, progress)
        except TaskRefused as refused:
            self._fail(task, result, refused.faults[0])
        except RenderFailed as failed:
            code = "invalidFrameImages" if failed.parameter == "frameImages" else "providerError"
            self._fail(task, result, Fault(code, failed.what, parameter=failed.parameter))
        else:
            self._finish(task, result, job, outcome)

    async def _misbehave(self, number: int) -> None:
        """Deviate as real services do, where that was asked for."""
        quirks = self._config.quirks
        slow = quirk_value(quirks, "slow")
        if slow is not None:
            await asyncio.sleep(float(slow or _SLOW_SECONDS))
        code = quirk_value(quirks, "fail")
        if code is not None or (quirk_value(quirks, "partial") is not None and number == 1):
            raise TaskRefused(Fault(code or "providerError", "The provider failed to render this result."))

    def _finish(self, task: _Task, result: _Result, job: RenderJob, outcome: RenderOutcome) -> None:
        retake = task.retake
        name = self._shelf.publish(job.target, MIME[retake.output_format], retake.ttl or self._config.ttl_seconds)
        answer: dict[str, Any] = {
            "taskType": TASK_TYPE,
            "taskUUID": retake.task_uuid,
            "status": "success",
            "videoUUID": result.video_uuid,
            "videoURL": self._address(name),
            "seed": result.seed,
            "draft": True,
            "effectiveWords": list(outcome.effective_words),
        }
        if retake.include_cost and task.clip is not None:
            answer["cost"] = float(estimate(task.clip.duration, 1, self._config.service))
        if retake.checked:
            answer["NSFWContent"] = False
        result.answer = answer
        self._deliver(task, answer, job.target)

    def _fail(self, task: _Task, result: _Result, fault: Fault) -> None:
        retake = task.retake
        result.fault = Fault(
            fault.code,
            fault.message,
            parameter=fault.parameter,
            task_type=TASK_TYPE,
            task_uuid=retake.task_uuid,
            video_uuid=result.video_uuid,
        )
        if retake.webhook_url:
            self._spawn(self._notify(retake.webhook_url, {"errors": [result.fault.as_json()]}))

    def _deliver(self, task: _Task, answer: dict[str, Any], path: Path) -> None:
        retake, pause = task.retake, self._config.retry_seconds
        if retake.upload_endpoint:
            mime = MIME[retake.output_format]
            self._spawn(put_file(self._client(), retake.upload_endpoint, path, mime, pause))
        if retake.webhook_url:
            self._spawn(self._notify(retake.webhook_url, {"data": [answer]}))

    async def _notify(self, url: str, body: dict[str, Any]) -> None:
        await notify(self._client(), url, body, self._config.retry_seconds)

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        delivery = asyncio.create_task(_logged(work), name="delivery")
        self._deliveries.add(delivery)
        delivery.add_done_callback(self._deliveries.discard)


async def _logged(work: Coroutine[Any, Any, Any]) -> None:
    """A delivery that fails harms nobody, but is told."""
    with contextlib.suppress(asyncio.CancelledError):
        try:
            await work
        except OSError as error:
            log.warning("A delivery failed: %s", error)
