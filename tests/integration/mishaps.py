"""What goes wrong between a program and a service, each as something that a handler does instead of answering well."""

import json
from collections.abc import Callable
from typing import Any

from tests.integration.service import Fault, Handler, Reply

_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>"


def status(code: int, body: bytes = b"", **headers: str) -> Fault:
    """A status, as a proxy answers it."""

    def act(handler: Handler, answer: Callable[[], Reply]) -> None:
        del answer
        handler.send(Reply(code, body, {name.replace("_", "-"): value for name, value in headers.items()}))

    return act


def page(code: int = 200) -> Fault:
    """An HTML page in place of JSON."""
    return status(code, _HTML, Content_Type="text/html")


def error(code: str, http: int = 400, **facts: Any) -> Fault:
    """An error object of the protocol."""
    told = json.dumps({"data": [], "errors": [{"code": code, "message": "It is so.", **facts}]})
    return status(http, told.encode(), Content_Type="application/json")


def reset(handler: Handler, answer: Callable[[], Reply]) -> None:
    """The connection breaks off before anything was done."""
    del answer
    handler.reset()


def lost(handler: Handler, answer: Callable[[], Reply]) -> None:
    """All was done, and the answer never arrives."""
    answer()
    handler.reset()


def hang(handler: Handler, answer: Callable[[], Reply]) -> None:
    """Nothing comes."""
    del answer
    handler.service.released.wait(0.5)
    handler.reset()


def refused_after(seconds: float) -> Fault:
    """A good answer, and then nobody listens for a while."""

    def act(handler: Handler, answer: Callable[[], Reply]) -> None:
        assert handler.service.gate is not None
        reply = answer()
        handler.service.gate.shut_for(seconds)
        handler.send(reply)

    return act


def cut(part: float) -> Fault:
    """The connection breaks off in the middle of the answer."""

    def act(handler: Handler, answer: Callable[[], Reply]) -> None:
        reply = answer()
        whole = len(reply.body)
        reply.body = reply.body[: int(whole * part)]
        handler.send(reply, length=whole)
        handler.reset()

    return act


def slow(handler: Handler, answer: Callable[[], Reply]) -> None:
    """Byte by byte."""
    handler.send(answer(), pieces=30)


def longer_than_said(handler: Handler, answer: Callable[[], Reply]) -> None:
    """The length that is announced is too small, so that the file ends too early."""
    reply = answer()
    handler.send(reply, length=len(reply.body) // 2)


def endless(handler: Handler, answer: Callable[[], Reply]) -> None:
    """It never stops."""
    reply = answer()
    handler.send_response(200)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    while not handler.service.released.is_set():
        handler.wfile.write(b" " * 65536)


def redirect(code: int, to: str = "") -> Fault:
    """Elsewhere; to itself without an address."""

    def act(handler: Handler, answer: Callable[[], Reply]) -> None:
        del answer
        handler.send(Reply(code, b"", {"Location": to or handler.path}))

    return act


def changed(change: Callable[[Any], Any]) -> Fault:
    """A good answer with something else in it."""

    def act(handler: Handler, answer: Callable[[], Reply]) -> None:
        reply = answer()
        reply.body = json.dumps(change(reply.json)).encode()
        handler.send(reply)

    return act


def bytes_instead(content: bytes) -> Fault:
    """A file that is something else."""

    def act(handler: Handler, answer: Callable[[], Reply]) -> None:
        reply = answer()
        reply.body = content
        handler.send(reply)

    return act
