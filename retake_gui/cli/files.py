"""Commands about files: ``retake export`` and ``retake probe``."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from retake_gui.cli.terminal import AsJson, app, endpoints, go
from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.naming import USUAL_TEMPLATE, NameTemplate
from retake_gui.domain.settings import Seam
from retake_gui.store.folders import expanded


class Render(StrEnum):
    """In which form a take leaves."""

    SMART = "smart"
    FULL = "full"
    SEGMENT = "segment"
    AS_RETURNED = "as-returned"


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
    as_json: AsJson = False,
) -> int:
    """Write a take of a project to a file."""
    from retake_gui.services.export_commands import ExportOrder, export_takes

    if bool(take) == everything:
        raise SettingRefused("take", "Name one take with --take, or ask for --all.", do="Choose one of the two.")
    order = ExportOrder(project, take, out, render.value, codec, seam, NameTemplate(name), handles)
    return go(export_takes(order, endpoints(), as_json=as_json))


@app.command()
def probe(
    clip: Annotated[Path, typer.Argument(help="The file.", metavar="CLIP")],
    as_json: AsJson = False,
) -> int:
    """Facts about a file."""
    from retake_gui.domain.clip import as_probe, words_of_cut
    from retake_gui.media.probe import probe as measure
    from retake_gui.services.speaking import warn

    found = measure(expanded(clip))
    facts = as_probe(found)
    if note := words_of_cut(found, clip.name):
        warn(note)
        facts["note"] = note
    if as_json:
        print(json.dumps(facts))
        return 0
    for name, value in facts.items():
        print(f"{name}: {value if not isinstance(value, dict | list) else json.dumps(value)}")
    return 0
