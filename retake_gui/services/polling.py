"""Asking for all running jobs of a service with one request."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager

from retake_gui.domain.errors import RetakeError
from retake_gui.runware.client import RunwareClient, TaskStatus
from retake_gui.services.problems import fault

log = logging.getLogger(__name__)
_News = TaskStatus | RetakeError


class Poller:
    """Polls while anybody follows a task; a new follower makes the intervals short again."""

    def __init__(self, client: Callable[[], Awaitable[RunwareClient]]) -> None:
        self._client = client
        self._followed: dict[str, asyncio.Queue[_News]] = {}
        self._joined = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def follow(self, task_uuid: str) -> AsyncGenerator[TaskStatus, None]:
        """Every answer about a task.

        Raises:
            RetakeError: The request failed; following can begin again.
        """
        with self._following(task_uuid) as news:
            while True:
                answer = await news.get()
                if isinstance(answer, RetakeError):
                    raise answer
                yield answer

    def tell(self, status: TaskStatus) -> bool:
        """Pass on what the service told by itself; whether anybody follows the task."""
        news = self._followed.get(status.task_uuid)
        if news is not None:
            news.put_nowait(status)
        return news is not None

    async def aclose(self) -> None:
        """Stop asking."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    @contextmanager
    def _following(self, task_uuid: str) -> Iterator[asyncio.Queue[_News]]:
        news: asyncio.Queue[_News] = asyncio.Queue()
        self._followed[task_uuid] = news
        self._joined.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="poll")
            self._task.add_done_callback(self._ended)
        try:
            yield news
        finally:
            if self._followed.get(task_uuid) is news:
                del self._followed[task_uuid]

    async def _run(self) -> None:
        while self._followed:
            try:
                await self._rounds()
            except RetakeError as error:
                self._tell_all(error)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Whoever follows a task hears of a bug, too, and does not wait for answers that nobody asks for."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("Asking for running jobs met a fault of the program", exc_info=error)
            self._tell_all(fault(error))

    async def _rounds(self) -> None:
        delays: Iterator[float] = iter(())
        while self._followed:
            client = await self._client()  # key and address may have changed since the last round
            if self._joined.is_set():
                self._joined.clear()
                delays = iter(client.poll_delays())
            if await self._joined_within(next(delays)):
                continue
            asked = dict(self._followed)
            if not asked:
                return
            answers = await client.poll(tuple(asked))
            for task_uuid, news in asked.items():
                if task_uuid in answers:
                    news.put_nowait(answers[task_uuid])

    async def _joined_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._joined.wait()
        except TimeoutError:
            return False
        return True

    def _tell_all(self, error: RetakeError) -> None:
        followed, self._followed = self._followed, {}
        for news in followed.values():
            news.put_nowait(error)
