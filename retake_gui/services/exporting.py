"""Writing takes to files: the fitted clip, the segment alone, or the returned file untouched."""

from concurrent.futures import Executor
from pathlib import Path
from threading import Event

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import SettingRefused, UnreadableMedia
from retake_gui.domain.take import Take
from retake_gui.media.export import ExportKind, ExportPlan, export
from retake_gui.media.probe import probe
from retake_gui.media.publish import new_file, stop_if
from retake_gui.services.background import Progress, run_blocking
from retake_gui.services.fitting import part_of, sound_part
from retake_gui.store.project_file import ProjectFile

__all__ = ["ExportKind", "Exporter"]

_PIECE = 1 << 20


class Exporter:
    """Exports the takes of a project. Cancelling the awaiting task leaves nothing behind."""

    def __init__(self, project: ProjectFile, executor: Executor | None = None) -> None:
        self._project, self._executor = project, executor

    def name_of(self, take: Take) -> str:
        """What a take is called: ``shot_take_001``."""
        return take.file_stem(self._source(take).stem)

    def suggested_name(self, take: Take) -> str:
        """A file's name for the fitted clip, in the source's container."""
        return self.name_of(take) + (self._source(take).suffix.lower() or ".mp4")

    async def export(
        self,
        take: Take,
        target: Path,
        *,
        clip: Clip | None = None,
        kind: str = ExportKind.FULL,
        codec: str = "",
        on_progress: Progress | None = None,
    ) -> Path:
        """Write a take.

        Args:
            take: Which.
            target: Does not exist; its ending chooses the container.
            clip: The source, where it is measured already.
            kind: One of :class:`ExportKind`.
            codec: Of the picture; empty for the clip's own.
            on_progress: Told frames (or bytes) done and altogether.

        Raises:
            SettingRefused: The form or the container does not exist.
            StorageError: The target exists, or the disk refuses.
            UnreadableMedia: The source or the returned file is gone.
        """
        form = _kind(kind)

        def work(progress: Progress, stop: Event) -> Path:
            if form is ExportKind.AS_RETURNED:
                _copy(Path(take.returned), target, progress, stop)
                return target
            plan = self._plan(take, target, clip or probe(self._source(take)), form, codec)
            return export(plan, progress, stop).path

        return await run_blocking(work, on_progress, self._executor)

    def _plan(self, take: Take, target: Path, clip: Clip, kind: ExportKind, codec: str) -> ExportPlan:
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


def _marks(take: Take) -> dict[str, str]:
    """What the file says about how it was made."""
    marks = {"comment": f"Retake {take.task_uuid}, frames {take.segment.start} to {take.segment.end}"}
    return marks | ({"title": "DRAFT"} if take.is_draft else {})


def _copy(returned: Path, target: Path, progress: Progress, stop: Event) -> None:
    """The service's file under another name, never over another file."""
    if not returned.is_file():
        raise UnreadableMedia("The returned file is not there any more.", do="Fetch the result again.")
    total, done = returned.stat().st_size, 0
    with new_file(target, total) as part, returned.open("rb") as given, part.open("wb") as taken:
        while piece := given.read(_PIECE):
            stop_if(stop)
            taken.write(piece)
            done += len(piece)
            progress(done, total)
