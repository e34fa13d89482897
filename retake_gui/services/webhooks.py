"""What a service tells by itself: written into the journal of the project that has the job, whose runner wakes up."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from retake_gui.domain.errors import StorageError, UnusableFile
from retake_gui.engine.receiver import PATH, receive
from retake_gui.store.hook_token import hook_token
from retake_gui.store.project_file import ProjectFile


def listen(host: str, port: int, public: str, projects: Callable[[], list[Path]], say: Callable[[str], None]) -> int:
    """Receive webhooks until interrupted.

    Args:
        host: The address of this machine that is listened at.
        port: Where, or 0 for any that is free.
        public: How the outside world calls this machine, such as ``https://studio.example``; itself by default.
        projects: Those that may have the job, asked for each time.
        say: Told one line of JSON with the address when requests are heard.

    Raises:
        StorageError: The port is taken, or the data folder cannot be written.
    """
    token = hook_token()

    def announce(found: int) -> None:
        base = public.rstrip("/") or f"http://{host}:{found}"
        say(json.dumps({"url": f"{base}{PATH}/{token}", "port": found}))

    return receive(host, port, token, lambda content: take_in(content, projects()), announce)


def take_in(content: bytes, projects: list[Path]) -> bool:
    """Write down what was told; whether any of it is about a job of these projects.

    Raises:
        ValueError: It is no answer of the protocol.
        OSError: A journal cannot be written.
    """
    told = list(_told(content))
    if not told:
        raise ValueError("no answer of the protocol")
    written = [_write(task_uuid, answer, projects) for task_uuid, answer in told]
    return any(written)


def _told(content: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry with its job, from the flat form or the one with lists."""
    try:
        body = json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    entries = body if isinstance(body, list) else [body]
    for entry in filter(_is_object, entries):
        kinds = [name for name in ("data", "errors") if isinstance(entry.get(name), list | dict)]
        if not kinds:
            yield from _named(entry, "data")
        for name in kinds:
            items = entry[name] if isinstance(entry[name], list) else [entry[name]]
            for item in filter(_is_object, items):
                yield from _named(item, name)


def _named(item: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    task_uuid = item.get("taskUUID")
    if isinstance(task_uuid, str) and task_uuid:
        yield task_uuid.lower(), {kind: [item]}


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _write(task_uuid: str, answer: dict[str, Any], projects: list[Path]) -> bool:
    """Damaged projects among several are passed over; one that is only busy may have the job, and is tried again."""
    refused: StorageError | None = None
    for path in projects:
        try:
            with ProjectFile.open(path) as project:
                if project.add_news(task_uuid, answer):
                    return True
        except StorageError as error:
            if path.is_file() and (len(projects) == 1 or not isinstance(error, UnusableFile)):
                refused = error
    if refused is not None:
        raise OSError(refused.sentence) from refused
    return False
