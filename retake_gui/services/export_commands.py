"""What ``retake export`` and ``retake balance`` do."""

import json
import sys
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from retake_gui.domain.errors import SettingRefused, StorageError
from retake_gui.domain.naming import NameTemplate
from retake_gui.domain.price import dollars
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Seam
from retake_gui.services.delivering import free_name
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.exporting import ENDINGS
from retake_gui.services.progress_lines import ProgressLines
from retake_gui.services.speaking import say, warn
from retake_gui.services.workshop import Workshop, workshop
from retake_gui.store.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What ``export`` was asked for.

    Attributes:
        take: A name, or empty for every chosen take.
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


def _ordered(order: ExportOrder, shop: Workshop) -> list[tuple[Any, Path]]:
    takes = shop.project.takes()
    out = order.out.expanduser().absolute()
    if order.take:
        names = {shop.exporter.name_of(take): take for take in takes}
        if order.take not in names:
            known = ", ".join(sorted(names)) or "none"
            raise SettingRefused("take", f"There is no take “{order.take}”.", do=f"The project has: {known}.")
        return [(names[order.take], out)]
    chosen = {(clip.id, clip.chosen_take) for clip in shop.project.clips() if clip.chosen_take}
    picked = [take for take in takes if (take.clip_id, take.number) in chosen]
    if not picked:
        raise SettingRefused("take", "No take is chosen in this project.", do="Choose some in the window.")
    if out.exists() and not out.is_dir():
        raise StorageError(f"{out} is not a folder.", do="Name a folder with --out.")
    out.mkdir(parents=True, exist_ok=True)
    ending = ENDINGS.get(order.codec)
    return [(take, free_name(out / shop.exporter.suggested_name(take, order.template, ending))) for take in picked]


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
