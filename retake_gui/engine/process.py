"""Starting a draft engine, knowing where it is, and ending it."""

import asyncio
import contextlib
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass

from retake_gui.domain.errors import ServiceUnreachable
from retake_gui.engine.launch import module_command, module_environment
from retake_gui.runware.secret import Secret
from retake_gui.store.folders import cache_folder

_SECONDS_TO_START = 60.0
_SECONDS_TO_END = 6.0
_MOST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an engine is reached.

    Attributes:
        base_url: The endpoint itself; ends in ``/v1``.
    """

    base_url: str
    api_key: Secret


class EngineProcess:
    """A draft engine in a process of its own, which ends with this one, however that ends."""

    def __init__(self, *, strict: bool = False, quirks: str = "", models: Sequence[str] = ()) -> None:
        self._strict, self._quirks, self._models = strict, quirks, tuple(models)
        self._process: Process | None = None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._process.pid if self._process is not None and self.alive else None

    async def start(self) -> Endpoint:
        """Start it, and wait until it answers.

        Raises:
            StorageError: The folder that it works in cannot be made.
            ServiceUnreachable: It does not start.
        """
        await asyncio.to_thread(cache_folder)  # the engine's own words about it would be lost with its process
        options = {
            "--strict": "yes" if self._strict else "no",
            "--quirks": self._quirks,
            "--models": ",".join(self._models),
        }
        command = [*module_command("retake_gui.engine"), *(word for option in options.items() for word in option)]
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=module_environment(), limit=_MOST_LINE
            )
        except OSError as error:
            raise _no_engine(str(error)) from error
        self._process = process
        try:
            return await self._endpoint(process)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End it, at first by asking."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(_SECONDS_TO_END):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _endpoint(self, process: Process) -> Endpoint:
        if process.stdout is None:
            raise _no_engine("no pipe")
        try:
            async with asyncio.timeout(_SECONDS_TO_START):
                line = await process.stdout.readline()
            said = json.loads(line)
            return Endpoint(said["base_url"], Secret(said["api_key"]))
        except (TimeoutError, ValueError, KeyError, TypeError) as error:
            raise _no_engine(type(error).__name__) from error


def _no_engine(details: str) -> ServiceUnreachable:
    return ServiceUnreachable(
        "The draft engine did not start.", kept="The job is kept.", do="Try again.", details=details
    )
