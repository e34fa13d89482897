"""Commands that make something: ``retake run`` and ``retake batch``."""

from pathlib import Path
from typing import Annotated

import typer

from retake_gui.cli.terminal import AsJson, Engine, SentWindow, app, endpoints, go
from retake_gui.domain.errors import SettingRefused, StorageError
from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, RetakeSettings, Safety, Seam
from retake_gui.store.folders import expanded

_Clip = Annotated[str, typer.Argument(help="Path, URL or media UUID.", metavar="CLIP")]
_Mode = Annotated[Mode, typer.Option("--mode", help="Which streams are replaced.")]
_Results = Annotated[int, typer.Option("--results", help="How many versions, 1 to 4.")]
_Window = Annotated[SentWindow, typer.Option("--window", help="How much is sent.")]
_Engine = Annotated[Engine | None, typer.Option("--engine", help="Who does it.")]
_Format = Annotated[
    OutputFormat, typer.Option("--format", help="Container of the returned file.", case_sensitive=False)
]
_Quality = Annotated[int, typer.Option("--quality", help="Of the returned file, 20 to 99.")]
_Safety = Annotated[Safety, typer.Option("--safety", help="Content checks.")]
_Ttl = Annotated[int | None, typer.Option("--ttl", help="Seconds that the result's address lives.")]
_FrameImage = Annotated[str, typer.Option("--frame-image", help="What the segment starts from.")]
_WebhookUrl = Annotated[str, typer.Option("--webhook-url", help="Told by the service when done.")]
_UploadEndpoint = Annotated[str, typer.Option("--upload-endpoint", help="The service PUTs the file here.")]
_NoCost = Annotated[bool, typer.Option("--no-cost", help="Do not ask for the cost.")]
_Model = Annotated[str, typer.Option("--model", help="Identifier of the model.")]
_Seam = Annotated[Seam, typer.Option("--seam", help="How the picture joins at the edges.")]
_Project = Annotated[Path | None, typer.Option("--project", help="Keep it in this project.")]
_Out = Annotated[Path, typer.Option("--out", help="Folder of the fitted clip.")]


@app.command()
def run(
    clip: _Clip,
    start: Annotated[str, typer.Option("--start", help="Where the segment starts.", metavar="T")],
    duration: Annotated[str, typer.Option("--duration", help="How long it is.", metavar="T")],
    prompt: Annotated[str, typer.Option("--prompt", help="What the segment shows and sounds like.")] = "",
    prompt_file: Annotated[Path | None, typer.Option("--prompt-file", help="Read the prompt from a file.")] = None,
    mode: _Mode = Mode.BOTH,
    results: _Results = 1,
    window: _Window = SentWindow.AUTO,
    engine: _Engine = None,
    output_format: _Format = OutputFormat.MP4,
    quality: _Quality = 95,
    safety: _Safety = Safety.NONE,
    ttl: _Ttl = None,
    frame_image: _FrameImage = "",
    webhook_url: _WebhookUrl = "",
    upload_endpoint: _UploadEndpoint = "",
    no_cost: _NoCost = False,
    model: _Model = "",
    task_uuid: Annotated[str, typer.Option("--task-uuid", help="Use this version 4 UUID.")] = "",
    seam: _Seam = Seam.CUT,
    most: Annotated[float | None, typer.Option("--most", help="Refuse what would cost more dollars.")] = None,
    project: _Project = None,
    out: _Out = Path(),
    show_request: Annotated[bool, typer.Option("--show-request", help="Print the request and stop.")] = False,
    as_json: AsJson = False,
) -> int:
    """One retake from file to fitted clip."""
    from retake_gui.services.asking import Wish
    from retake_gui.services.batch import Batch, run_one, show_one

    services = endpoints()
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
        model=model or services.model,
    )
    chosen = engine.value if engine is not None else services.default_engine
    wish = Wish(clip, start, duration, settings, chosen, whole=window is SentWindow.WHOLE, most=most)
    if show_request:
        return go(show_one(wish, services, project, task_uuid, as_line=as_json))
    return go(run_one(wish, Batch(services, project, as_json=as_json), _folder(out), seam, task_uuid))


@app.command()
def batch(
    clip: _Clip,
    segment: Annotated[
        list[str] | None,
        typer.Option("--segment", help="Start and duration, such as “2 + 3”; as often as wanted.", metavar="T + T"),
    ] = None,
    prompt: Annotated[
        list[str] | None, typer.Option("--prompt", help="What a segment shows; as often as wanted.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help='JSON: {"segments": ["2 + 3", …], "prompts": ["…", …]}; adds to the options.'),
    ] = None,
    mode: _Mode = Mode.BOTH,
    results: _Results = 1,
    window: _Window = SentWindow.AUTO,
    engine: _Engine = None,
    output_format: _Format = OutputFormat.MP4,
    quality: _Quality = 95,
    safety: _Safety = Safety.NONE,
    ttl: _Ttl = None,
    frame_image: _FrameImage = "",
    webhook_url: _WebhookUrl = "",
    no_cost: _NoCost = False,
    model: _Model = "",
    in_flight: Annotated[int, typer.Option("--in-flight", help="How many jobs go on at once.", min=1, max=8)] = 2,
    seam: _Seam = Seam.CUT,
    most: Annotated[float | None, typer.Option("--most", help="Refuse a batch that would cost more dollars.")] = None,
    project: _Project = None,
    out: _Out = Path(),
    as_json: AsJson = False,
) -> int:
    """Every segment of a clip with every prompt, each as a job of its own; all are refused where one is."""
    from retake_gui.services.asking import Wish
    from retake_gui.services.batch import Batch, run_batch
    from retake_gui.services.several import BatchOrder, read_order

    services = endpoints()
    given = read_order(file) if file is not None else BatchOrder()
    order = given.joined(segment or (), prompt or ())
    settings = RetakeSettings(
        mode=mode,
        results=results,
        output_format=output_format,
        quality=quality,
        safety=safety,
        ttl=ttl,
        frame_images=_frame_images(frame_image),
        webhook_url=webhook_url,
        include_cost=not no_cost,
        model=model or services.model,
    )
    chosen = engine.value if engine is not None else services.default_engine
    wish = Wish(clip, "", "", settings, chosen, whole=window is SentWindow.WHOLE, most=most)
    work = Batch(services, project, as_json=as_json, in_flight=in_flight)
    return go(run_batch(wish, order, work, _folder(out), seam))


def _prompt(text: str, file: Path | None) -> str:
    if file is None:
        return text
    if text:
        raise SettingRefused("positivePrompt", "A prompt and a prompt file were given.", do="Keep one of the two.")
    try:
        return expanded(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingRefused("positivePrompt", f"{file} cannot be read as text.", do="Check the name.") from error


def _frame_images(value: str) -> tuple[FrameImage, ...]:
    if not value:
        return ()
    as_object = value.startswith("first:")
    return (FrameImage(value.removeprefix("first:"), as_object=as_object),)


def _folder(out: Path) -> Path:
    """The folder of the results, before anything is sent."""
    folder = expanded(out).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} is no folder and cannot be made.", do="Choose another with --out.") from error
    return folder
