"""The sidecar of an export: a small JSON file beside it that says what it is and how it was made."""

import functools
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from retake_gui import __version__
from retake_gui.domain.job import Job
from retake_gui.domain.project import ProjectClip
from retake_gui.domain.take import Take
from retake_gui.media.export_plan import ExportReport
from retake_gui.media.publish import new_file
from retake_gui.runware.exchange import without_query, without_secrets
from retake_gui.store.plain import Plain, settings_as_plain

FORMAT = 1
_ELSEWHERE = ("prompt", "mode", "model", "webhook_url", "upload_endpoint")
"""Settings that stand in a place of their own, or that open doors and belong to nobody who gets the file."""


def describe(take: Take, report: ExportReport, clip: ProjectClip | None, job: Job | None) -> Plain:
    """Everything that is known about an export, as plain JSON values."""
    settings = settings_as_plain(take.settings)
    window = {key: take.window.get(key) for key in ("rate", "start_seconds", "duration_seconds") if key in take.window}
    return {
        "format": FORMAT,
        "program": f"Retake {__version__}",
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        "file": report.path.name,
        "render": report.kind.value,
        "frames": report.frames,
        "encoded_frames": [[span.start, span.end] for span in report.encoded],
        "copied": {"pictures": report.copied_pictures, "sound": report.copied_sound},
        "notes": list(report.notes),
        "source": None if clip is None else _source(clip),
        "take": take.number,
        "draft": take.is_draft,
        "segment": {"start_frame": take.segment.start, "end_frame": take.segment.end},
        "sent": window,
        "mode": take.mode.value,
        "prompt": take.settings.prompt,
        "model": take.settings.model,
        "settings": {key: without_secrets(value) for key, value in settings.items() if key not in _ELSEWHERE},
        "seams": take.seams.as_dict(),
        "sound_of": take.sound_of,
        "engine": take.engine,
        "job": take.task_uuid,
        "video_uuid": take.video_uuid,
        "seed": take.seed,
        "nsfw": take.nsfw,
        "cost": None if take.cost is None else str(take.cost),
        "estimate": None if job is None else str(job.estimate),
        "created": take.created.isoformat(),
        "submitted": None if job is None else job.created.isoformat(),
        "report": {key: without_secrets(value) for key, value in take.report.items() if key != "delivered"},
    }


def write_sidecar(take: Take, report: ExportReport, clip: ProjectClip | None, job: Job | None) -> Path:
    """Write the sidecar of an export beside it: ``shot_take_003.mp4.json``, never over another file.

    Raises:
        StorageError: The disk refuses.
    """
    target = _free(report.path.with_name(f"{report.path.name}.json"))
    text = json.dumps(describe(take, report, clip, job), ensure_ascii=False, indent=2)
    with new_file(target, len(text)) as part:
        part.write_text(f"{text}\n", encoding="utf-8")
    return target


def _source(clip: ProjectClip) -> dict[str, Any]:
    path = Path(clip.source)
    facts: dict[str, Any] = {
        "path": without_query(clip.source),
        "name": Path(without_query(clip.source)).name,
        "frames": clip.frames,
        "sha256": None,
    }
    if path.is_file():
        found = path.stat()
        facts |= {"bytes": found.st_size, "sha256": _digest(path, found.st_size, found.st_mtime_ns)}
    return facts


@functools.lru_cache(maxsize=8)
def _digest(path: Path, size: int, changed: int) -> str:
    """The hash of a whole file; once for each of its versions."""
    del size, changed
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free(path: Path) -> Path:
    counter, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}_{counter}{path.suffix}")
        counter += 1
    return free
