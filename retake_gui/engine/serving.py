"""The engine's process: a socket on loopback, a key of its own, one line that says where, then work until its end."""

import json
import logging
import secrets
import signal
import socket
import sys
from collections.abc import Sequence

import uvicorn

from retake_gui.domain.errors import RetakeError, StorageError
from retake_gui.domain.service import DEFAULT_MODEL
from retake_gui.engine.config import EngineConfig
from retake_gui.engine.lifeline import die_with_parent, watch_stdin
from retake_gui.engine.quirks import parse_quirks
from retake_gui.engine.server import PATH, create_app
from retake_gui.engine.workspace import workspace
from retake_gui.store.folders import cache_folder

HOST = "127.0.0.1"
_SECONDS_TO_END = 2


def serve(
    port: int = 0, *, strict: bool = False, quirks: str = "", models: Sequence[str] = (), owned: bool = False
) -> int:
    """Serve until interrupted.

    Args:
        port: Where, or 0 for any that is free.
        strict: Whether the real service's limits are kept.
        quirks: Deviations, comma-separated.
        models: Identifiers that are served beside the default.
        owned: Whether the engine belongs to the process that started it, and ends with it.

    Returns:
        The exit status.

    Raises:
        SettingRefused: An unknown quirk.
        StorageError: The port is taken, or there is no room to work.
    """
    deviations = parse_quirks(quirks)
    key = secrets.token_urlsafe(32)
    with listening(port) as listener, workspace(cache_folder() / "engine") as folder:
        origin = f"http://{HOST}:{listener.getsockname()[1]}"
        config = EngineConfig(
            api_key=key,
            folder=folder,
            strict=strict,
            quirks=deviations,
            models=tuple(dict.fromkeys((DEFAULT_MODEL, *models))),
        )

        def announce() -> None:
            print(json.dumps({"base_url": f"{origin}{PATH}", "api_key": key}), flush=True)  # noqa: T201 - its one word

        app = create_app(config, origin, announce)
        settings = uvicorn.Config(
            app, log_config=None, access_log=False, timeout_graceful_shutdown=_SECONDS_TO_END, server_header=False
        )
        server = uvicorn.Server(settings)
        # uvicorn closes down on SIGTERM and then raises it again: leave by an exception, so that the folder is removed.
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
        if owned:
            die_with_parent(signal.SIGTERM)
            watch_stdin(lambda: setattr(server, "should_exit", True))
        server.run(sockets=[listener])
    return 0


def listening(port: int, host: str = HOST) -> socket.socket:
    """A socket that listens.

    Raises:
        StorageError: The port is taken, or the host is not this machine.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise StorageError(f"Port {port} cannot be used: {error}.", do="Choose another one, or none.") from error
    listener.listen(128)
    return listener


def main(arguments: Sequence[str]) -> int:
    """What a program that starts an engine of its own runs: ``--strict``, ``--quirks LIST``, ``--models LIST``."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    models = [name for name in options.get("--models", "").split(",") if name]
    try:
        return serve(
            strict=options.get("--strict") == "yes", quirks=options.get("--quirks", ""), models=models, owned=True
        )
    except RetakeError as error:
        print(error.sentence, file=sys.stderr)  # noqa: T201 - read by whoever started it
        return 2
