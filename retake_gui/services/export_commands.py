"""What ``retake export`` and ``retake balance`` do."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from retake_gui.domain.errors import SettingRefused, StorageError
from retake_gui.domain.naming import NameTemplate
from retake_gui.domain.price import dollars
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Seam
from retake_gui.domain.take import Take
from retake_gui.services.delivering import free_name
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.exporting import ENDINGS
from retake_gui.services.progress_lines import ProgressLines
from retake_gui.services.speaking import say, warn
from retake_gui.services.workshop import Workshop, workshop
from retake_gui.store.folders import expanded
from retake_gui.store.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What ``export`` was asked for.

    Attributes:
        take: The name of its file without the ending, or its title in the window; empty for every chosen take.
        seam: At both edges, or ``None`` for what is kept with each take.
        template: Names of the files where every chosen take is written.
        handles: Frames on each side that a segment brings along.
    """

    project: Path
    take: str
    out: Path
    render: str
    codec: str
    seam: Seam | None = None
    template: NameTemplate = field(default_factory=NameTemplate)
    handles: int = 0


async def export_takes(order: ExportOrder, endpoints: Endpoints, *, as_json: bool) -> int:
    """Write one take of a project, or every chosen one, to files.

    Raises:
        RetakeError: There is no such project or take, or it cannot be written.
    """
    project = ProjectFile.open(order.project)
    async with workshop(project, endpoints) as shop:
        written: list[dict[str, Any]] = []
        lines = ProgressLines(sys.stderr)
        for take, target in _ordered(order, shop):
            report = await shop.exporter.export(
                take if order.seam is None else replace(take, seams=Seams.both(order.seam)),
                target,
                kind=order.render,
                codec=order.codec,
                handles=order.handles,
                on_progress=partial(lines.counting, "exporting"),
            )
            lines.close()
            written.append({"name": shop.exporter.name_of(take), "path": str(report.path), "notes": list(report.notes)})
    if as_json:
        say(json.dumps({"exports": written}))
    else:
        for entry in written:
            say(entry["path"])
            for note in entry["notes"]:
                warn(note)
    return 0


def _ordered(order: ExportOrder, shop: Workshop) -> list[tuple[Take, Path]]:
    takes = shop.project.takes()
    out = expanded(order.out).absolute()
    if order.take:
        return [(_named(order.take, takes, shop), out)]
    chosen = {(clip.id, clip.chosen_take) for clip in shop.project.clips() if clip.chosen_take}
    picked = [take for take in takes if (take.clip_id, take.number) in chosen]
    if not picked:
        raise SettingRefused("take", "No take is chosen in this project.", do="Choose some in the window.")
    if out.exists() and not out.is_dir():
        raise StorageError(f"{out} is not a folder.", do="Name a folder with --out.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"The folder {out} cannot be made: {error.strerror}.", do="Name another one.") from error
    ending = ENDINGS.get(order.codec)
    return [(take, free_name(out / shop.exporter.suggested_name(take, order.template, ending))) for take in picked]


def _named(name: str, takes: Sequence[Take], shop: Workshop) -> Take:
    """The one take that goes by a name: that of its file, or, where no other has it too, its title in the window."""
    found = [take for take in takes if name == shop.exporter.name_of(take)]
    found = found or [take for take in takes if name.casefold() in (take.title.casefold(), str(take.number))]
    if len(found) == 1:
        return found[0]
    known = ", ".join(sorted(shop.exporter.name_of(take) for take in found or takes)) or "none"
    if found:
        raise SettingRefused("take", f"Several takes are called “{name}”.", do=f"Choose one of: {known}.")
    raise SettingRefused("take", f"There is no take “{name}”.", do=f"The project has: {known}.")


async def show_balance(endpoints: Endpoints, engine: str | None, *, as_json: bool) -> int:
    """What is on the account.

    Raises:
        RetakeError: There is no key, or the service does not answer.
    """
    try:
        amount = await endpoints.balance(engine or endpoints.default_engine)
    finally:
        await endpoints.aclose()
    say(json.dumps({"balance": float(amount)}) if as_json else dollars(amount))
    return 0
