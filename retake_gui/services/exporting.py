"""Writing takes to files, each with its sidecar: the fitted clip, the segment alone, or the returned file untouched."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from threading import Event

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError, SettingRefused, UnreadableMedia
from retake_gui.domain.naming import NameTemplate
from retake_gui.domain.take import Take
from retake_gui.media.export import ExportKind, ExportPlan, ExportReport, copy_returned, export
from retake_gui.media.forecast import Forecast, forecast
from retake_gui.media.probe import probe
from retake_gui.media.weighing import weighed
from retake_gui.services.background import Progress, run_blocking
from retake_gui.services.fitting import part_of, sound_part
from retake_gui.services.sidecar import write_sidecar
from retake_gui.store.fingerprint import fingerprint
from retake_gui.store.folders import made
from retake_gui.store.project_file import ProjectFile

__all__ = ["ENDINGS", "ExportKind", "ExportReport", "Exporter", "Forecast"]

ENDINGS: Mapping[str, str] = {
    "h264": ".mp4",
    "hevc": ".mp4",
    "prores": ".mov",
    "prores_hq": ".mov",
    "dnxhr": ".mov",
    "vp9": ".webm",
    "av1": ".mp4",
    "wav": ".wav",
    "png": "",
}
"""What names end in for each codec that can be asked for; pictures go into a folder."""

log = logging.getLogger(__name__)


class Exporter:
    """Exports the takes of a project. Cancelling the awaiting task leaves nothing behind."""

    def __init__(self, project: ProjectFile, executor: Executor | None = None) -> None:
        self._project, self._executor = project, executor

    def name_of(self, take: Take) -> str:
        """What a take is called: ``shot_take_001``."""
        return take.file_stem(self._source(take).stem)

    def suggested_name(self, take: Take, template: NameTemplate | None = None, ending: str | None = None) -> str:
        """A file's name for the fitted clip; in the source's container unless another ending is given."""
        source = self._source(take)
        stem = (template or NameTemplate()).name(source.stem, take)
        return stem + (source.suffix.lower() or ".mp4" if ending is None else ending)

    async def export(
        self,
        take: Take,
        target: Path,
        *,
        clip: Clip | None = None,
        kind: str = ExportKind.FULL,
        codec: str = "",
        handles: int = 0,
        on_progress: Progress | None = None,
    ) -> ExportReport:
        """Write a take.

        Args:
            take: Which.
            target: Does not exist; its ending chooses the container.
            clip: The source, where it is measured already.
            kind: One of :class:`ExportKind`.
            codec: Of the picture; empty for the clip's own.
            handles: Frames on each side that the segment brings along.
            on_progress: Told frames (or bytes) done and altogether.

        Raises:
            SettingRefused: The form or the container does not exist.
            StorageError: The target exists, or the disk refuses.
            UnreadableMedia: The source or the returned file is gone.
        """
        form = _kind(kind)

        def work(progress: Progress, stop: Event) -> ExportReport:
            if form is ExportKind.AS_RETURNED:
                report = copy_returned(Path(take.returned), target, progress, stop)
            else:
                self._check_unchanged(take)
                measured = clip or probe(self._source(take))
                report = export(self._plan(take, target, measured, form, codec, handles), progress, stop)
            return self._described(take, report)

        return await run_blocking(work, on_progress, self._executor)

    async def forecast(
        self,
        take: Take,
        target: Path,
        clip: Clip,
        *,
        kind: str = ExportKind.FULL,
        codec: str = "",
        handles: int = 0,
        on_rough: Callable[[Forecast], None] | None = None,
    ) -> Forecast:
        """What an export would write: how much, and which frames anew.

        Args:
            take: Which.
            target: Where to.
            clip: The source.
            kind: One of :class:`ExportKind`.
            codec: Of the picture; empty for the clip's own.
            handles: Frames on each side that the segment brings along.
            on_rough: Told the same with a rough size at once; the right one takes a trial of a second or some.

        Raises:
            RetakeError: It cannot be written in this form.
        """
        plan = self._plan(take, target, clip, _kind(kind), codec, handles)
        rough = await run_blocking(lambda _progress, _stop: forecast(plan), executor=self._executor)
        if on_rough is not None:
            on_rough(rough)
        return await run_blocking(lambda _progress, stop: weighed(plan, rough, stop), executor=self._executor)

    async def as_clip(self, take: Take, clip: Clip, on_progress: Progress | None = None) -> Path:
        """The clip with a take in place, as a file in the project's folder: something to retake further.

        It is written when it is first asked for, and anew when the take was fitted otherwise since.

        Raises:
            StorageError: The disk refuses.
            UnreadableMedia: The source or the returned file is gone.
        """
        target = self._clip_path(take)
        if not await asyncio.to_thread(target.is_file):
            await asyncio.to_thread(made, target.parent, kept="Nothing was changed.", do="Make room there.")
            await self.export(take, target, clip=clip, kind=ExportKind.SMART, on_progress=on_progress)
        return target

    def made_clip(self, take: Take) -> Path | None:
        """The file of :meth:`as_clip`, where it lies there as the take is fitted now."""
        path = self._clip_path(take)
        return path if path.is_file() else None

    def _clip_path(self, take: Take) -> Path:
        return self._project.takes_folder / "clips" / _mark(take) / self.suggested_name(take)

    def _check_unchanged(self, take: Take) -> None:
        """Whether the clip is what the take was made of; a file of the same size may still be another."""
        known, source = self._project.clip(take.clip_id), self._source(take)
        if known is not None and known.fingerprint and source.is_file() and fingerprint(source) != known.fingerprint:
            raise UnreadableMedia(
                f"“{source.name}” was changed since it was opened.", kept="Nothing was written.", do="Open it again."
            )

    def _described(self, take: Take, report: ExportReport) -> ExportReport:
        """Write the sidecar; a disk that refuses it now does not take the export back."""
        try:
            write_sidecar(take, report, self._project.clip(take.clip_id), self._project.job(take.task_uuid))
        except (RetakeError, OSError) as error:
            log.warning("No sidecar beside %s: %s", report.path.name, error)
            return replace(report, notes=(*report.notes, "Its sidecar could not be written."))
        return report

    def _plan(self, take: Take, target: Path, clip: Clip, kind: ExportKind, codec: str, handles: int) -> ExportPlan:
        part = part_of(take)
        other = self._project.take(take.sound_of) if take.sound_of else None
        return ExportPlan(
            clip=clip,
            window=part.window,
            recipe=part.recipe,
            returned=part.returned,
            target=target,
            kind=kind,
            mode=take.mode,
            seams=take.seams,
            sound=None if take.sound_of is None else sound_part(take, other),
            codec=codec,
            handles=handles,
            metadata=_marks(take),
        )

    def _source(self, take: Take) -> Path:
        clip = self._project.clip(take.clip_id)
        return Path(clip.source if clip is not None else "clip.mp4")


def _kind(name: str) -> ExportKind:
    try:
        return ExportKind(name)
    except ValueError as error:
        forms = ", ".join(ExportKind)
        raise SettingRefused("render", f"There is no form “{name}”.", do=f"Choose one of {forms}.") from error


def _mark(take: Take) -> str:
    """Differs for takes that look or sound otherwise."""
    made = repr((take.task_uuid, take.video_uuid, take.segment, take.fit, take.seams, take.sound_of))
    return hashlib.sha256(made.encode()).hexdigest()[:8]


def _marks(take: Take) -> dict[str, str]:
    """What the file says about how it was made."""
    marks = {"comment": f"Retake {take.task_uuid}, frames {take.segment.start} to {take.segment.end}"}
    return marks | ({"title": "DRAFT"} if take.is_draft else {})
