"""A service written from the protocol page, outside the embedded engine, that can be told to fail at any step.

It keeps a log of what it was asked and accepted, so that a test sees what was paid for.
"""

import contextlib
import json
import re
import socket
import struct
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

Task = dict[str, Any]
_RANGE = re.compile(r"bytes=(\d+)-")
_PATIENCE = 10.0


@dataclass
class Reply:
    """An answer before it is sent."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Fault = Callable[["Handler", Callable[[], Reply]], None]


@dataclass
class Accepted:
    """A task that is paid for."""

    body: Task
    results: list[str]
    polls: int = 0


class Service:
    """What the service knows; ``faults`` are used up in order, at each step before it answers as it should.

    Args:
        film: The file that every result is.
        work: How many polls a task needs.
    """

    def __init__(self, film: bytes, *, work: int = 1) -> None:
        self.film, self.work = film, work
        self.faults: dict[str, list[Fault]] = {}
        self.always: dict[str, Fault] = {}
        self.log: list[tuple[str, str]] = []
        self.bodies: dict[str, list[Task]] = {}
        self.accepted: dict[str, Accepted] = {}
        self.media: list[str] = []
        self.media_headers: list[dict[str, str]] = []
        self.keys: set[str] = set()
        self.gradual = False
        """Whether each poll brings one more result of several."""
        self.base_url = ""
        self.balance: Any = 12.5
        self.released = threading.Event()
        self.lock = threading.Lock()
        self.gate: Gate | None = None

    @property
    def origin(self) -> str:
        return self.base_url.removesuffix("/v1")

    @property
    def counts(self) -> Counter[str]:
        """How often each step was asked for."""
        return Counter(step for step, _ in self.log)

    def heal(self) -> None:
        """No more faults."""
        self.faults.clear()
        self.always.clear()

    def next_fault(self, step: str) -> Fault | None:
        with self.lock:
            waiting = self.faults.get(step)
            return waiting.pop(0) if waiting else self.always.get(step)

    def answer(self, tasks: list[Task]) -> Reply:
        """What the protocol asks for."""
        data: list[Task] = []
        errors: list[Task] = []
        for task in tasks:
            with self.lock:
                getattr(self, f"_{task['taskType']}")(task, data, errors)
        content: Task = {"data": data} | ({"errors": errors} if errors else {})
        return Reply(400 if errors and not data else 200, json.dumps(content).encode())

    def _mediaStorage(self, task: Task, data: list[Task], errors: list[Task]) -> None:  # noqa: N802 - a task type
        del errors
        media = str(uuid.uuid4())
        self.media.append(media)
        data.append({"taskType": "mediaStorage", "taskUUID": task["taskUUID"], "mediaUUID": media})

    def _accountManagement(self, task: Task, data: list[Task], errors: list[Task]) -> None:  # noqa: N802
        del errors
        data.append({"taskType": "accountManagement", "taskUUID": task["taskUUID"], "balance": self.balance})

    def _videoInference(self, task: Task, data: list[Task], errors: list[Task]) -> None:  # noqa: N802
        name = task["taskUUID"]
        self.bodies.setdefault(name, []).append(task)
        if name in self.accepted:
            errors.append({"code": "conflictTaskUUID", "message": "Seen before.", "taskUUID": name})
            return
        results = [str(uuid.uuid4()) for _ in range(task.get("numberResults", 1))]
        self.accepted[name] = Accepted(task, results)
        data.append({"taskType": "videoInference", "taskUUID": name})

    def _getResponse(self, task: Task, data: list[Task], errors: list[Task]) -> None:  # noqa: N802
        del errors
        known = self.accepted.get(task["taskUUID"])
        if known is None:
            return
        known.polls += 1
        if known.polls <= self.work:
            data.append(self.item(known) | {"status": "processing", "progress": 40})
            return
        done = known.results[: known.polls - self.work] if self.gradual else known.results
        data += [self.finished(known, video) for video in done]
        if len(done) < len(known.results):
            data.append(self.item(known) | {"status": "processing", "progress": 60})

    def item(self, known: Accepted) -> Task:
        return {"taskType": "videoInference", "taskUUID": known.body["taskUUID"]}

    def finished(self, known: Accepted, video: str) -> Task:
        url = f"{self.origin}/files/{video}.mp4"
        return self.item(known) | {"status": "success", "videoUUID": video, "videoURL": url, "cost": 0.605, "seed": 7}

    def file(self, headers: dict[str, str]) -> Reply:
        """The media host: ranges, and a mark by which a file is known again."""
        asked = _RANGE.fullmatch(headers.get("Range", ""))
        told = {"Content-Type": "video/mp4", "ETag": '"film"', "Accept-Ranges": "bytes"}
        if asked is None:
            return Reply(200, self.film, told)
        start = int(asked.group(1))
        told["Content-Range"] = f"bytes {start}-{len(self.film) - 1}/{len(self.film)}"
        return Reply(206, self.film[start:], told)


_STEPS = {"mediaStorage": "upload", "videoInference": "submit", "getResponse": "poll", "accountManagement": "balance"}


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    service: Service

    def do_POST(self) -> None:
        self.service.keys.add(self.headers.get("Authorization", ""))
        tasks = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        step = _STEPS[tasks[0]["taskType"]]
        for task in tasks:
            self.service.log.append((step, task["taskUUID"]))
        self._go_through(step, lambda: self.service.answer(tasks))

    def do_GET(self) -> None:
        self.service.log.append(("media", self.path))
        self.service.media_headers.append(dict(self.headers))
        self._go_through("media", lambda: self.service.file(dict(self.headers)))

    def _go_through(self, step: str, answer: Callable[[], Reply]) -> None:
        fault = self.service.next_fault(step)
        with contextlib.suppress(ConnectionError):
            if fault is not None:
                fault(self, answer)
            else:
                self.send(answer())

    def send(self, reply: Reply, *, length: int | None = None, pieces: int = 1) -> None:
        """Send an answer; ``length`` lies about its size."""
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        size = max(1, -(-len(reply.body) // pieces))
        for at in range(0, len(reply.body), size):
            self.wfile.write(reply.body[at : at + size])
            self.wfile.flush()
            if pieces > 1:
                self.service.released.wait(0.01)

    def reset(self) -> None:
        """Break the connection off without a word."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        del format, args


class Gate:
    """Lets connections in; it can be shut, so that they are refused, and opened again at the same port."""

    def __init__(self, handler: type[Handler]) -> None:
        self._handler = handler
        self._open = threading.Event()
        self._open.set()
        self._ended = False
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._let_in, name="service")
        self._guests: list[threading.Thread] = []
        self._thread.start()

    def shut_for(self, seconds: float) -> None:
        """Refuse connections for a while."""
        self._open.clear()
        self._listener.close()
        timer = threading.Timer(seconds, self._open.set)
        self._guests.append(timer)
        timer.start()

    def end(self) -> None:
        """Close, and wait for everybody."""
        self._ended = True
        self._open.set()
        self._thread.join()
        for guest in self._guests:
            guest.join()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        listener.settimeout(0.02)
        return listener

    def _let_in(self) -> None:
        while not self._ended:
            if not self._open.is_set():
                self._open.wait()
                self._listener = self._listen(self.port)
            try:
                connection, address = self._listener.accept()
            except (TimeoutError, OSError):
                continue
            guest = threading.Thread(target=self._serve, args=(connection, address), name="guest")
            self._guests.append(guest)
            guest.start()
        self._listener.close()

    def _serve(self, connection: socket.socket, address: object) -> None:
        connection.settimeout(_PATIENCE)
        with contextlib.suppress(OSError, ValueError):
            self._handler(connection, address, None)  # type: ignore[arg-type]
        with contextlib.suppress(OSError):
            connection.close()


@contextlib.contextmanager
def serving_by_the_page(film: bytes, *, work: int = 1) -> Iterator[Service]:
    """Serve while the block lasts."""
    service = Service(film, work=work)
    handler = type("BoundHandler", (Handler,), {"service": service})
    service.gate = Gate(handler)
    service.base_url = f"http://127.0.0.1:{service.gate.port}/v1"
    try:
        yield service
    finally:
        service.released.set()
        service.gate.end()
