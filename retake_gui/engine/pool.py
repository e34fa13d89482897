"""Rendering in processes of their own: HTTP stays live, and a renderer that crashes takes nothing with it."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from typing import Any

from retake_gui.domain.errors import RetakeError
from retake_gui.engine.launch import module_command, module_environment
from retake_gui.engine.renderers.job import RenderJob, RenderOutcome

_MOST_LINE = 1024 * 1024
_BELOW_NORMAL = 0x4000
_GONE_SECONDS = 10


class RenderFailed(RetakeError):
    """A result that could not be rendered.

    Attributes:
        kind: Name of the error's class when the renderer refused the job, else empty.
        parameter: The contract's field, if the refusal names one.
    """

    def __init__(self, what: str, *, kind: str = "", parameter: str = "") -> None:
        super().__init__(what)
        self.kind = kind
        self.parameter = parameter


class _Worker:
    """One process, working on at most one job."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._retiring: asyncio.TimerHandle | None = None
        self._retired = False

    @property
    def usable(self) -> bool:
        return self._process.returncode is None and not self._retired

    async def render(self, job: RenderJob, on_progress: Callable[[float], None], stall: float) -> RenderOutcome:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RenderFailed("The renderer was started without pipes.")
        try:
            stdin.write(json.dumps(job.as_dict()).encode() + b"\n")
            await stdin.drain()
            while True:
                async with asyncio.timeout(stall):
                    line = await stdout.readline()
                answer: dict[str, Any] = json.loads(line) if line else {}
                if "progress" in answer:
                    on_progress(answer["progress"])
                else:
                    return _outcome(answer)
        except TimeoutError as error:
            raise RenderFailed(f"The renderer said nothing for {stall:.0f} s and was stopped.") from error
        except (OSError, ValueError) as error:
            raise RenderFailed("The renderer stopped in the middle of its work.") from error

    def retire_after(self, seconds: float) -> None:
        self._retiring = asyncio.get_running_loop().call_later(seconds, self._close_input)

    def stay(self) -> None:
        if self._retiring is not None:
            self._retiring.cancel()

    def _close_input(self) -> None:
        self._retired = True
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def end(self) -> None:
        """Kill it and wait until it is gone; not for ever, as the system may hold it, waiting for a dead disk."""
        self.stay()
        self._close_input()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GONE_SECONDS):
                await self._process.wait()


def _outcome(answer: dict[str, Any]) -> RenderOutcome:
    if "done" in answer:
        done = answer["done"]
        return RenderOutcome(**done | {"effective_words": tuple(done["effective_words"])})
    if "refused" in answer:
        refused = answer["refused"]
        raise RenderFailed(refused["message"], kind=refused["kind"], parameter=refused["parameter"])
    raise RenderFailed("The renderer stopped in the middle of its work.")


class RenderPool:
    """Some worker processes, started when they are needed and kept for a while after."""

    def __init__(self, renderer: str, workers: int, *, stall_seconds: float, idle_seconds: float) -> None:
        self._renderer = renderer
        self._stall = stall_seconds
        self._idle_seconds = idle_seconds
        self._slots = asyncio.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    async def render(self, job: RenderJob, on_progress: Callable[[float], None]) -> RenderOutcome:
        """Render one result when its turn comes.

        Raises:
            RenderFailed: The renderer refused, crashed or hung.
        """
        async with self._slots:
            worker = await self._take()
            try:
                outcome = await worker.render(job, on_progress, self._stall)
            except RenderFailed as failure:
                await self._give_back(worker, reusable=bool(failure.kind))
                raise
            except BaseException:
                await self._give_back(worker, reusable=False)
                raise
            await self._give_back(worker, reusable=True)
            return outcome

    async def close(self) -> None:
        """End every worker."""
        workers, self._all, self._idle = self._all, set(), []
        await asyncio.gather(*(worker.end() for worker in workers))

    async def _take(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            worker.stay()
            if worker.usable:
                return worker
            self._all.discard(worker)
        command = [*module_command("retake_gui.engine.worker"), self._renderer]
        flags = _BELOW_NORMAL if sys.platform == "win32" else 0
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                env=module_environment(),
                limit=_MOST_LINE,
                creationflags=flags,
            )
        except OSError as error:
            raise RenderFailed("No renderer could be started.") from error
        worker = _Worker(process)
        self._all.add(worker)
        return worker

    async def _give_back(self, worker: _Worker, *, reusable: bool) -> None:
        if reusable and worker.usable:
            worker.retire_after(self._idle_seconds)
            self._idle.append(worker)
        else:
            self._all.discard(worker)
            await asyncio.shield(worker.end())
