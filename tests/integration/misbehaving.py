"""A service written from the protocol page that does on purpose what services do on bad days."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, Any]]


@dataclass
class BadDay:
    """What it was asked, and how it answers a submit; results lie where nothing is."""

    submit: Callable[[dict[str, Any]], Answer]
    media_status: int = 403
    submitted: list[dict[str, Any]] = field(default_factory=list)
    fetched: list[dict[str, str]] = field(default_factory=list)
    base_url: str = ""

    def answer(self, task: dict[str, Any]) -> Answer:
        """One task of a request."""
        kind = task["taskType"]
        if kind == "mediaStorage":
            return 200, {"data": [{"taskType": kind, "taskUUID": task["taskUUID"], "mediaUUID": task["taskUUID"]}]}
        if kind == "videoInference":
            self.submitted.append(task)
            return self.submit(task)
        if not self.submitted:
            return 200, {"data": []}
        url = f"{self.base_url.removesuffix('/v1')}/files/v.mp4"
        done = {"taskType": "videoInference", "taskUUID": task["taskUUID"], "videoUUID": "v", "videoURL": url}
        return 200, {"data": [done | {"status": "success"}]}


def accepted(task: dict[str, Any]) -> Answer:
    """The usual acknowledgment."""
    return 200, {"data": [{"taskType": "videoInference", "taskUUID": task["taskUUID"]}]}


def refused(status: int, code: str) -> Callable[[dict[str, Any]], Answer]:
    """An error object."""

    def answer(task: dict[str, Any]) -> Answer:
        return status, {"data": [], "errors": [{"code": code, "message": "No.", "taskUUID": task["taskUUID"]}]}

    return answer


@contextmanager
def misbehaving(day: BadDay) -> Iterator[BadDay]:
    """Serve while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = day.answer(body[0])
            self._send(status, json.dumps(answer).encode())

        def do_GET(self) -> None:
            day.fetched.append(dict(self.headers))
            self._send(day.media_status, b"")

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        day.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, name="misbehaving")
        thread.start()
        try:
            yield day
        finally:
            server.shutdown()
            thread.join()
