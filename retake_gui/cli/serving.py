"""Commands that serve until they are interrupted: ``retake engine`` and ``retake webhook``."""

from pathlib import Path
from typing import Annotated

import typer

from retake_gui.cli.terminal import app, logged


@app.command()
def engine(
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1; a free one for 0.")] = 0,
    strict: Annotated[bool, typer.Option("--strict", help="Keep the real service's limits.")] = False,
    quirks: Annotated[str, typer.Option("--quirks", help="Deviations, separated by commas.")] = "",
) -> int:
    """Serve the draft engine until interrupted; prints one JSON line with base_url and api_key."""
    from retake_gui.engine.serving import serve

    with logged():
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

    with logged():
        return listen(host, port, public, lambda: known_projects(project), lambda line: print(line, flush=True))
