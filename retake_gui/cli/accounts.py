"""Commands about the account and this machine: ``retake balance`` and ``retake doctor``."""

from typing import Annotated

import typer

from retake_gui.cli.terminal import AsJson, Engine, app, endpoints, go


@app.command()
def balance(
    engine: Annotated[Engine | None, typer.Option("--engine", help="Whose account.")] = None,
    as_json: AsJson = False,
) -> int:
    """What is on the account."""
    from retake_gui.services.export_commands import show_balance

    return go(show_balance(endpoints(), engine.value if engine is not None else None, as_json=as_json))


@app.command()
def doctor(
    as_json: AsJson = False,
) -> int:
    """What this machine has and lacks."""
    from retake_gui.services.health import examine

    return go(examine(endpoints(), as_json=as_json))
