"""What all commands of the terminal stand on: the program itself, its usual options, and the way into a coroutine."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from retake_gui.services.endpoint import Endpoints

_ORDER = ("run", "batch", "jobs", "resume", "export", "probe", "engine", "webhook", "key", "balance", "doctor")


class _InOrder(TyperGroup):
    """Lists what is wanted most first."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=_ORDER.index)


app = typer.Typer(
    name="retake",
    cls=_InOrder,
    help="Regenerate a part of a clip. Times are seconds (2.5), timecode (00:00:02:12) or frames (60f).",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")]
OnlyProject = Annotated[Path | None, typer.Option("--project", help="Only of this project.")]


class Engine(StrEnum):
    """Who does the work."""

    DRAFT = "draft"
    RUNWARE = "runware"


class SentWindow(StrEnum):
    """How much of the clip is sent."""

    AUTO = "auto"
    WHOLE = "whole"


@contextmanager
def logged() -> Iterator[None]:
    """The log is open; nothing that is written to it goes to the terminal."""
    from retake_gui.store.log import start_logging, stop_logging

    handler = start_logging()
    try:
        yield
    finally:
        stop_logging(handler)


def go(work: Coroutine[Any, Any, int]) -> int:
    """Run a command to its exit status, with the log open."""
    with logged():
        return asyncio.run(work)


def endpoints() -> "Endpoints":
    """The services as the user's settings have them."""
    from retake_gui.services.endpoint import Endpoints
    from retake_gui.services.speaking import warn
    from retake_gui.store.secrets import KeyStore
    from retake_gui.store.settings_file import SettingsFile

    file = SettingsFile()
    settings = file.load()
    if file.problem is not None:
        warn(file.problem.sentence)
    return Endpoints(KeyStore(), settings)
