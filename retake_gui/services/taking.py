"""From a returned file to a take: measured against the clip once, so that it is looked at and exported alike."""

import logging
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import BrokenResult, RetakeError, UnreadableMedia
from retake_gui.domain.job import Job, JobResult
from retake_gui.domain.seams import Seams
from retake_gui.domain.take import Take
from retake_gui.media.conform import measure
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.probe import probe
from retake_gui.services.background import commit, run_blocking
from retake_gui.services.inspecting import inspect_take
from retake_gui.store.plain import Plain, window_from_plain
from retake_gui.store.project_file import ProjectFile

log = logging.getLogger(__name__)


class Fitter:
    """Makes takes out of results, and knows the clips that jobs are about."""

    def __init__(self, project: ProjectFile, executor: Executor | None = None) -> None:
        self._project, self._executor = project, executor
        self._clips: dict[int, Clip] = {}

    def remember(self, clip_id: int, clip: Clip) -> None:
        """A clip was measured already."""
        self._clips[clip_id] = clip

    async def clip(self, clip_id: int) -> Clip:
        """The facts of a clip of the project.

        Raises:
            UnreadableMedia: It is gone, or cannot be used any more.
        """
        if clip_id not in self._clips:
            row = self._project.clip(clip_id)
            if row is None or not row.frames:
                raise UnreadableMedia("The clip is not in the project.", do="Open the clip again.")
            source = Path(row.source)
            self._clips[clip_id] = await run_blocking(lambda _progress, _stop: probe(source), executor=self._executor)
        return self._clips[clip_id]

    async def take_of(self, job: Job, result: JobResult, path: Path, *, is_draft: bool) -> Take:
        """Measure a result and add it to the project; a second time it is only found there.

        What cannot be measured is a take all the same, with the reason in its report: it was paid for.
        """
        fit, report = await self._measured(job, path)
        take = Take(
            id=0,
            clip_id=job.clip_id,
            number=0,
            segment=job.segment,
            settings=job.settings,
            returned=str(path),
            task_uuid=job.task_uuid,
            video_uuid=result.video_uuid,
            engine=job.engine,
            is_draft=is_draft,
            created=datetime.now(UTC),
            cost=result.cost,
            seed=result.seed,
            nsfw=result.nsfw,
            window=job.window,
            fit=fit,
            seams=Seams(keep_all=job.settings.keep_all),
            report=report | ({"service": result.extra} if result.extra else {}),
        )
        take = await self.with_lamps(take)
        return await commit(lambda: self._project.add_take(take), self._executor)

    async def with_lamps(self, take: Take) -> Take:
        """A take with the lamps of its report lit, as it is fitted now; unchanged where it cannot be looked at."""
        if not take.fit:
            return take
        other = self._project.take(take.sound_of) if take.sound_of else None
        try:
            lamps = await inspect_take(await self.clip(take.clip_id), take, other, self._executor)
        except RetakeError as error:
            log.warning("%s was not looked at: %s", take.title, error.sentence)
            return take
        return replace(take, report=take.report | {"lamps": [lamp.as_dict() for lamp in lamps]})

    async def _measured(self, job: Job, path: Path) -> tuple[Plain, Plain]:
        window = window_from_plain(job.window)
        if window is None:
            return {}, {"notes": ["The clip was never seen here; the result is kept as it was returned."]}
        try:
            clip = await self.clip(job.clip_id)
            recipe = await run_blocking(lambda _progress, _stop: measure(clip, window, path), executor=self._executor)
        except RetakeError as error:
            return {}, {"notes": [f"It could not be fitted: {error.sentence}"]}
        return recipe.as_dict(), report_of(recipe.as_dict(), list(recipe.report))


def report_of(fit: Plain, notes: list[str]) -> Plain:
    """What was found and corrected, for people."""
    return {"notes": notes, "numbers": fit.get("numbers", {})}


def check_returned(path: Path) -> None:
    """Whether a downloaded file is a video that decodes.

    Raises:
        BrokenResult: It is not.
    """
    try:
        clip = probe(path)
        with FrameReader(path, build_index(path), kept_bytes=0) as reader:
            for number in {0, clip.frames - 1}:
                reader.frame(number)
    except UnreadableMedia as error:
        raise BrokenResult(
            "The file that the service returned is no usable video.",
            kept="Nothing was changed.",
            do="Try again, or tell the service.",
            details=error.sentence,
        ) from error
