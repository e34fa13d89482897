"""The terminal: ``retake``. The same services and defaults as the window, for scripts and farms.

The rooms behind a command are loaded when it runs, so that help comes at once.
"""

import asyncio
import getpass
import json
import logging
import sys
import traceback
from collections.abc import Coroutine, Sequence
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from retake_gui import __version__
from retake_gui.domain.errors import Category, Refused, RetakeError, ServiceError, SettingRefused, StorageError
from retake_gui.domain.naming import USUAL_TEMPLATE, NameTemplate
from retake_gui.domain.settings import (
    FrameImage,
    Mode,
    OutputFormat,
    RetakeSettings,
    Safety,
    Seam,
)

if TYPE_CHECKING:
    from retake_gui.services.endpoint import Endpoints

app = typer.Typer(
    name="retake",
    help="Regenerate a part of a clip. Times are seconds (2.5), timecode (00:00:02:12) or frames (60f).",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(
    help="Keys by name, kept in the system's keyring. A key is read from a prompt or the standard input.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys_app, name="key")
log = logging.getLogger(__name__)


class Engine(StrEnum):
    """Who does the work."""

    DRAFT = "draft"
    RUNWARE = "runware"


class SentWindow(StrEnum):
    """How much of the clip is sent."""

    AUTO = "auto"
    WHOLE = "whole"


class Render(StrEnum):
    """In which form a take leaves."""

    SMART = "smart"
    FULL = "full"
    SEGMENT = "segment"
    AS_RETURNED = "as-returned"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    sys.excepthook = _last_words
    try:
        words = list(sys.argv[1:] if arguments is None else arguments)
        status = app(args=words or ["--help"], prog_name="retake", standalone_mode=False)
    except TyperException as error:
        _complain(error.format_message())
        return 2
    except RetakeError as error:
        _complain(error.sentence)
        return _status_of(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    return status if isinstance(status, int) else 0


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A bug: the log gets its story, the terminal a sentence."""
    log.error("Unexpected: %s", "".join(traceback.format_exception(kind, error, trace)))
    _complain(f"Something unexpected went wrong ({kind.__name__}). Jobs are kept; the log in the data folder has more.")


def _complain(text: str) -> None:
    print(" ".join(text.split()), file=sys.stderr)


def _status_of(error: RetakeError) -> int:
    if isinstance(error, ServiceError):
        return {Category.AUTHENTICATION: 3, Category.QUOTA: 4}.get(error.category, 1)
    return 2 if isinstance(error, Refused | StorageError) else 1


def _go(work: Coroutine[Any, Any, int]) -> int:
    from retake_gui.store.log import start_logging, stop_logging

    handler = start_logging()
    try:
        return asyncio.run(work)
    finally:
        stop_logging(handler)


def _endpoints() -> "Endpoints":
    from retake_gui.services.endpoint import Endpoints
    from retake_gui.store.secrets import KeyStore
    from retake_gui.store.settings_file import SettingsFile

    return Endpoints(KeyStore(), SettingsFile().load())


@app.callback(invoke_without_command=True)
def _about(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"Retake {__version__}")
        raise typer.Exit


@app.command()
def run(
    clip: Annotated[str, typer.Argument(help="Path, URL or media UUID.", metavar="CLIP")],
    start: Annotated[str, typer.Option("--start", help="Where the segment starts.", metavar="T")],
    duration: Annotated[str, typer.Option("--duration", help="How long it is.", metavar="T")],
    prompt: Annotated[str, typer.Option("--prompt", help="What the segment shows and sounds like.")] = "",
    prompt_file: Annotated[Path | None, typer.Option("--prompt-file", help="Read the prompt from a file.")] = None,
    mode: Annotated[Mode, typer.Option("--mode", help="Which streams are replaced.")] = Mode.BOTH,
    results: Annotated[int, typer.Option("--results", help="How many versions, 1 to 4.")] = 1,
    window: Annotated[SentWindow, typer.Option("--window", help="How much is sent.")] = SentWindow.AUTO,
    engine: Annotated[Engine | None, typer.Option("--engine", help="Who does it.")] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="Container of the returned file.", case_sensitive=False)
    ] = OutputFormat.MP4,
    quality: Annotated[int, typer.Option("--quality", help="Of the returned file, 20 to 99.")] = 95,
    safety: Annotated[Safety, typer.Option("--safety", help="Content checks.")] = Safety.NONE,
    ttl: Annotated[int | None, typer.Option("--ttl", help="Seconds that the result's address lives.")] = None,
    frame_image: Annotated[str, typer.Option("--frame-image", help="What the segment starts from.")] = "",
    webhook_url: Annotated[str, typer.Option("--webhook-url", help="Told by the service when done.")] = "",
    upload_endpoint: Annotated[str, typer.Option("--upload-endpoint", help="The service PUTs the file here.")] = "",
    no_cost: Annotated[bool, typer.Option("--no-cost", help="Do not ask for the cost.")] = False,
    model: Annotated[str, typer.Option("--model", help="Identifier of the model.")] = "",
    task_uuid: Annotated[str, typer.Option("--task-uuid", help="Use this version 4 UUID.")] = "",
    seam: Annotated[Seam, typer.Option("--seam", help="How the picture joins at the edges.")] = Seam.CUT,
    most: Annotated[float | None, typer.Option("--most", help="Refuse what would cost more dollars.")] = None,
    project: Annotated[Path | None, typer.Option("--project", help="Keep it in this project.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the fitted clip.")] = Path(),
    show_request: Annotated[bool, typer.Option("--show-request", help="Print the request and stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """One retake from file to fitted clip."""
    from retake_gui.services.asking import Wish
    from retake_gui.services.batch import Batch, run_one, show_one

    endpoints = _endpoints()
    settings = RetakeSettings(
        prompt=_prompt(prompt, prompt_file),
        mode=mode,
        results=results,
        output_format=output_format,
        quality=quality,
        safety=safety,
        ttl=ttl,
        frame_images=_frame_images(frame_image),
        webhook_url=webhook_url,
        upload_endpoint=upload_endpoint,
        include_cost=not no_cost,
        model=model or endpoints.model,
    )
    chosen = engine.value if engine is not None else endpoints.default_engine
    whole = window is SentWindow.WHOLE
    wish = Wish(clip, start, duration, settings, chosen, whole=whole, most=most)
    if show_request:
        return _go(show_one(wish, endpoints, project, task_uuid, as_line=as_json))
    return _go(run_one(wish, Batch(endpoints, project, as_json=as_json), _folder(out), seam, task_uuid))


@app.command()
def jobs(
    project: Annotated[Path | None, typer.Option("--project", help="Only of this project.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """List jobs with state, cost and age."""
    from retake_gui.services.batch import Batch, list_jobs

    return _go(list_jobs(Batch(_endpoints(), project, as_json=as_json)))


@app.command()
def resume(
    job: Annotated[list[str] | None, typer.Argument(help="UUIDs of jobs; all without any.", metavar="[JOB]...")] = None,
    project: Annotated[Path | None, typer.Option("--project", help="Only of this project.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """Go on with unfinished jobs; no job is ever submitted twice."""
    from retake_gui.services.batch import Batch, resume_jobs

    return _go(resume_jobs(Batch(_endpoints(), project, as_json=as_json), job or None))


@app.command()
def export(
    project: Annotated[Path, typer.Argument(help="The project.", metavar="PROJECT")],
    out: Annotated[Path, typer.Option("--out", help="File, or with --all a folder.")],
    take: Annotated[str, typer.Option("--take", help="Name of the take, such as shot_take_001.")] = "",
    render: Annotated[Render, typer.Option("--render", help="In which form.")] = Render.SMART,
    codec: Annotated[
        str,
        typer.Option("--codec", help="h264, hevc, prores, prores_hq, dnxhr, vp9, av1, png (pictures), wav (sound)."),
    ] = "",
    handles: Annotated[int, typer.Option("--handles", help="Frames on each side of a segment.", min=0)] = 0,
    name: Annotated[str, typer.Option("--name", help="Names of files with --all.")] = USUAL_TEMPLATE,
    seam: Annotated[
        Seam | None,
        typer.Option("--seam", help="How the picture joins; without it as the take says."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every chosen take.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """Write a take of a project to a file."""
    from retake_gui.services.batch import ExportOrder, export_takes

    if bool(take) == everything:
        raise SettingRefused("take", "Name one take with --take, or ask for --all.", do="Choose one of the two.")
    order = ExportOrder(project, take, out, render.value, codec, seam, NameTemplate(name), handles)
    return _go(export_takes(order, _endpoints(), as_json=as_json))


@app.command()
def probe(
    clip: Annotated[Path, typer.Argument(help="The file.", metavar="CLIP")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """Facts about a file."""
    from retake_gui.domain.clip import as_probe
    from retake_gui.media.probe import probe as measure

    facts = as_probe(measure(clip.expanduser()))
    if as_json:
        print(json.dumps(facts))
        return 0
    for name, value in facts.items():
        print(f"{name}: {value if not isinstance(value, dict | list) else json.dumps(value)}")
    return 0


@app.command()
def engine(
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1; a free one for 0.")] = 0,
    strict: Annotated[bool, typer.Option("--strict", help="Keep the real service's limits.")] = False,
    quirks: Annotated[str, typer.Option("--quirks", help="Deviations, separated by commas.")] = "",
) -> int:
    """Serve the draft engine until interrupted; prints one JSON line with base_url and api_key."""
    from retake_gui.engine.serving import serve

    return serve(port, strict=strict, quirks=quirks)


@app.command()
def webhook(
    port: Annotated[int, typer.Option("--port", help="Port to listen at; a free one for 0.")] = 0,
    host: Annotated[str, typer.Option("--host", help="Address of this machine to listen at.")] = "127.0.0.1",
    public: Annotated[str, typer.Option("--public", help="How the outside calls it, such as https://host.")] = "",
    project: Annotated[Path | None, typer.Option("--project", help="Only for this project.")] = None,
) -> int:
    """Be told about finished jobs until interrupted; prints one JSON line with the url for --webhook-url."""
    from retake_gui.services.webhooks import listen
    from retake_gui.services.workshop import known_projects

    return listen(host, port, public, lambda: known_projects(project), lambda line: print(line, flush=True))


@app.command()
def balance(
    engine: Annotated[Engine | None, typer.Option("--engine", help="Whose account.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """What is on the account."""
    from retake_gui.services.batch import show_balance

    return _go(show_balance(_endpoints(), engine.value if engine is not None else None, as_json=as_json))


_KeyName = Annotated[str, typer.Argument(help="What the key is called.", metavar="NAME")]


@keys_app.command("add")
def add_key(
    name: _KeyName,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """Check a key against its account, keep it, and use it."""
    from retake_gui.services.key_commands import add_key as add
    from retake_gui.services.key_commands import key_desk

    key = getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.readline()
    return _go(add(key_desk(), name, key, as_json=as_json))


@keys_app.command("list")
def list_keys(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """Say which keys there are; the one in use has a star."""
    from retake_gui.services.key_commands import key_desk
    from retake_gui.services.key_commands import list_keys as list_all

    return list_all(key_desk(), as_json=as_json)


@keys_app.command("use")
def use_key(name: _KeyName) -> int:
    """Use another key from now on."""
    from retake_gui.services.key_commands import key_desk
    from retake_gui.services.key_commands import use_key as use

    return use(key_desk(), name)


@keys_app.command("remove")
def remove_key(name: _KeyName) -> int:
    """Forget a key."""
    from retake_gui.services.key_commands import key_desk
    from retake_gui.services.key_commands import remove_key as remove

    return remove(key_desk(), name)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object as the last line.")] = False,
) -> int:
    """What this machine has and lacks."""
    from retake_gui.services.health import examine

    return _go(examine(_endpoints(), as_json=as_json))


def _prompt(text: str, file: Path | None) -> str:
    if file is None:
        return text
    if text:
        raise SettingRefused("positivePrompt", "A prompt and a prompt file were given.", do="Keep one of the two.")
    try:
        return file.expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingRefused("positivePrompt", f"{file} cannot be read as text.", do="Check the name.") from error


def _frame_images(value: str) -> tuple[FrameImage, ...]:
    if not value:
        return ()
    as_object = value.startswith("first:")
    return (FrameImage(value.removeprefix("first:"), as_object=as_object),)


def _folder(out: Path) -> Path:
    """The folder of the results, before anything is sent."""
    folder = out.expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} is no folder and cannot be made.", do="Choose another with --out.") from error
    return folder


if __name__ == "__main__":
    sys.exit(main())
