"""The protocol over HTTP: one endpoint for every task, and the files that it speaks of."""

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from retake_gui.engine.config import EngineConfig
from retake_gui.engine.desk import TaskDesk
from retake_gui.engine.faults import Fault, TaskRefused
from retake_gui.engine.fetching import outgoing_client
from retake_gui.engine.files import FileShelf
from retake_gui.engine.media_store import MediaStore
from retake_gui.engine.pool import RenderPool
from retake_gui.engine.request_body import LongTextSpool, read_json
from retake_gui.engine.tasks import TaskBook

PATH = "/v1"
_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


def create_app(config: EngineConfig, origin: str, on_ready: Callable[[], None] | None = None) -> Starlette:
    """The engine as an ASGI application.

    Args:
        config: What it was told.
        origin: Where it is reached, such as ``http://127.0.0.1:40000``.
        on_ready: Called when requests can be answered.
    """
    engine = Engine(config, origin)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with engine.running():
            if on_ready is not None:
                on_ready()
            yield

    routes = [
        Route(PATH, engine.endpoint, methods=["POST"]),
        Route("/media/{name}", engine.file, methods=["GET", "HEAD"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


class Engine:
    """Answers requests; everything it holds ends with :meth:`running`."""

    def __init__(self, config: EngineConfig, origin: str) -> None:
        self._config = config
        self._origin = origin.rstrip("/")
        self._shelf = FileShelf(config.clock)
        self._http: httpx.AsyncClient | None = None
        self._media = MediaStore(config, self._shelf, self._client)
        self._desk: TaskDesk | None = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Be ready for requests while the context lasts."""
        config = self._config
        pool = RenderPool(
            config.renderer, config.workers, stall_seconds=config.stall_seconds, idle_seconds=config.idle_seconds
        )
        book = TaskBook(config, self._media, self._shelf, pool, self._client, self._address)
        self._desk = TaskDesk(config, self._media, book, self._address)
        sweeper = asyncio.create_task(self._shelf.keep_swept(), name="sweeper")
        async with outgoing_client() as client:
            self._http = client
            try:
                yield
            finally:
                sweeper.cancel()
                await asyncio.gather(sweeper, return_exceptions=True)
                await book.close()
                await pool.close()

    async def endpoint(self, request: Request) -> Response:
        """Answer an array of tasks."""
        if (refusal := self._refuse_strangers(request)) is not None:
            return refusal
        spool = LongTextSpool(self._config.folder)
        try:
            body = await read_json(request.stream(), spool, self._config.most_body)
            tasks = self._authenticated(request, _tasks(body))
            return await self._answer(tasks)
        except TaskRefused as refused:
            return _errors(refused.faults)
        except ClientDisconnect:
            return Response(status_code=400)
        finally:
            spool.close()

    async def file(self, request: Request) -> Response:
        """Serve a result or an upload; no key, as a media host asks for none."""
        return self._refuse_strangers(request) or await self._shelf.respond(request)

    async def _answer(self, tasks: list[dict[str, Any]]) -> Response:
        if self._desk is None:
            return _errors([Fault("serviceUnavailable", "The engine is not ready.", status=503)])
        data: list[dict[str, Any]] = []
        faults: list[Fault] = []
        for task in tasks:
            try:
                items, found = await self._desk.work(task)
            except TaskRefused as refused:
                items, found = [], list(refused.faults)
            data += items
            faults += [fault.of(task.get("taskType"), task.get("taskUUID")) for fault in found]
        answer: dict[str, Any] = {"data": data}
        if faults:
            answer["errors"] = [fault.as_json() for fault in faults]
        return JSONResponse(answer, 400 if faults and not data else 200)

    def _authenticated(self, request: Request, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The tasks without the one that only brings the key.

        Raises:
            TaskRefused: There is no key, or not ours.
        """
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            given = ""
        if tasks and tasks[0].get("taskType") == "authentication":
            inline = tasks[0].get("apiKey")
            given = given or (inline if isinstance(inline, str) else "")
            tasks = tasks[1:]
        if not given:
            raise TaskRefused(Fault("missingApiKey", "An API key is required.", status=401))
        if not hmac.compare_digest(given.strip().encode(), self._config.api_key.encode()):
            raise TaskRefused(Fault("invalidApiKey", "The API key is not valid.", status=401))
        return tasks

    def _refuse_strangers(self, request: Request) -> Response | None:
        """Web pages must not reach an engine on loopback: neither by name tricks nor from another origin."""
        host = request.headers.get("Host", "")
        name, _, _port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        if (name or host).lower() not in _HOSTS or "Origin" in request.headers:
            return _errors([Fault("forbidden", "Requests of other hosts and origins are refused.", status=403)])
        return None

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            raise RuntimeError("the engine is not running")
        return self._http

    def _address(self, name: str) -> str:
        return f"{self._origin}/media/{name}"


def _tasks(body: object) -> list[dict[str, Any]]:
    if not isinstance(body, list) or not body or not all(isinstance(task, dict) for task in body):
        raise TaskRefused(Fault("invalidRequest", "The request must be a JSON array of task objects."))
    return body


def _errors(faults: "list[Fault] | tuple[Fault, ...]") -> Response:
    return JSONResponse({"data": [], "errors": [fault.as_json() for fault in faults]}, faults[0].status)
