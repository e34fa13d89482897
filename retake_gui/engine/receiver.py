"""A small server that a service tells about finished jobs; only who knows the token in its address is heard."""

import hmac
import logging
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from retake_gui.engine.serving import listening

PATH = "/hook"
_MOST_BYTES = 1 << 20
_SECONDS_TO_END = 2

log = logging.getLogger(__name__)
TakeIn = Callable[[bytes], bool]


def create_receiver(token: str, take_in: TakeIn) -> Starlette:
    """The receiver as an ASGI application.

    Args:
        token: The last part of the address.
        take_in: Writes an answer down; whether it was about a job that is known here. Raises ``ValueError`` for what
            is no answer, and ``OSError`` where it cannot be written: the service tries again then.
    """

    async def hear(request: Request) -> Response:
        if not hmac.compare_digest(request.path_params["token"].encode(), token.encode()):
            return Response(status_code=404)
        try:
            content = await _body(request)
            known = await run_in_threadpool(take_in, content)
        except (ValueError, ClientDisconnect):
            return Response(status_code=400)
        except OSError as error:
            log.warning("A webhook could not be written down: %s", error)
            return Response(status_code=503)
        return Response(status_code=204 if known else 404)

    return Starlette(routes=[Route(f"{PATH}/{{token}}", hear, methods=["POST"])])


def receive(host: str, port: int, token: str, take_in: TakeIn, announce: Callable[[int], None]) -> int:
    """Listen until interrupted.

    Args:
        host: The address of this machine that is listened at.
        port: Where, or 0 for any that is free.
        token: The last part of the address.
        take_in: Writes an answer down.
        announce: Told the port when requests are heard.

    Raises:
        StorageError: The port is taken.
    """
    with listening(port, host) as listener:
        settings = uvicorn.Config(
            create_receiver(token, take_in),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_SECONDS_TO_END,
            server_header=False,
            lifespan="off",
        )
        announce(listener.getsockname()[1])
        uvicorn.Server(settings).run(sockets=[listener])
    return 0


async def _body(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > _MOST_BYTES:
            raise ValueError("too long")
        pieces.append(piece)
    return b"".join(pieces)
