"""Exporting a take: the fitted clip, its segment, or the service's file, checked before it gets its name."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import av

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError, StorageError, UnreadableMedia
from retake_gui.domain.seams import Seams
from retake_gui.media.carry import carried, without_streams
from retake_gui.media.codecs import muxer_for, takes_pictures
from retake_gui.media.export_plan import ExportKind, ExportPlan, ExportReport
from retake_gui.media.publish import Never, Stoppable, new_file, nobody_asks, stop_if
from retake_gui.media.sizes import expected_bytes
from retake_gui.media.sound_joint import SoundJoint, kept_sound, sound_notes, verify_joint
from retake_gui.media.verify import WrittenOtherwise, verify, verify_copies
from retake_gui.media.writing import Progress, cut_notes, field_notes, picture_way, write_streams

_PIECE = 1 << 20
_PICTURES = "png"
_ALONE = (_PICTURES, "wav")


def export(plan: ExportPlan, on_progress: Progress = nobody_asks, cancelled: Stoppable | None = None) -> ExportReport:
    """Write a take.

    Args:
        plan: What and where.
        on_progress: Told frames (or bytes) done and altogether.
        cancelled: Looked at between frames; nothing is left behind.

    Raises:
        StorageError: The target exists, or the disk refuses; nothing is left behind.
        UnreadableMedia: The source or the returned file is gone or damaged.
        Refused: The target's ending is unknown.
        CancelledError: It was cancelled.
    """
    stop = cancelled or Never()
    if plan.kind is ExportKind.AS_RETURNED:
        return copy_returned(plan.returned, plan.target, on_progress, stop)
    _check_source(plan.clip)
    cut = cut_notes(plan) if plan.codec != _PICTURES else ()
    report = _way(plan)(plan, on_progress, stop)
    return report if report.copied_sound else replace(report, notes=(*report.notes, *cut))


def _way(plan: ExportPlan) -> Callable[[ExportPlan, Progress, Stoppable], ExportReport]:
    if plan.codec in _ALONE:
        from retake_gui.media import stems

        return stems.export_pictures if plan.codec == _PICTURES else stems.export_sound
    if plan.kind is ExportKind.SMART:
        from retake_gui.media.smart import smart_export

        return smart_export
    return full_export


def full_export(
    plan: ExportPlan, on_progress: Progress, cancelled: Stoppable, notes: tuple[str, ...] = ()
) -> ExportReport:
    """Write pictures encoded anew (or copied where none changes); a stream that does not change is copied."""
    muxer = muxer_for(plan.target)
    rest = carried(plan.clip, muxer, plan.span.start, whole=plan.span == plan.clip.whole)
    copies = _Copies.possible(plan, muxer)
    while True:
        try:
            with new_file(plan.target, expected_bytes(plan)) as part:
                way = picture_way(plan, muxer, rest, copied=copies.pictures)
                sums = write_streams(plan, part, way, rest, copies.sound, on_progress, cancelled)
                lost = verify(plan, part)
                verify_copies(plan, part, sums, cancelled)
                verify_joint(plan, part, copies.sound)
                stop_if(cancelled)
        except (WrittenOtherwise, av.FFmpegError, ValueError) as error:
            if rest.streams:
                rest = without_streams(rest)
            elif copies:
                copies = _Copies(pictures=False, sound=None)
            else:
                raise _sentence(plan, error) from error
            continue
        encoded = () if copies.pictures else (plan.span,)
        whole = () if copies.pictures else field_notes(plan, muxer)
        words = (*notes, *whole, *sound_notes(copies.sound), *lost, *rest.left)
        kept = copies.sound is not None
        return ExportReport(plan.target, plan.kind, len(plan.span), encoded, copies.pictures, kept, words)


@dataclass(frozen=True, slots=True)
class _Copies:
    """Which streams are taken over, the sound maybe with other packets where the take is."""

    pictures: bool
    sound: SoundJoint | None

    def __bool__(self) -> bool:
        return self.pictures or self.sound is not None

    @classmethod
    def possible(cls, plan: ExportPlan, muxer: str) -> "_Copies":
        clip, whole = plan.clip, plan.span == plan.clip.whole
        pictures = not plan.mode.replaces_picture and not plan.codec and takes_pictures(muxer, clip.video_codec)
        return cls(pictures and whole, kept_sound(plan))


def _sentence(plan: ExportPlan, error: Exception) -> RetakeError:
    if isinstance(error, WrittenOtherwise):
        return error.sentence
    return StorageError(
        f"“{plan.target.name}” could not be written in this form.",
        kept="Nothing half-written was left behind.",
        do="Choose another container or codec.",
        details=str(error),
    )


def _check_source(clip: Clip) -> None:
    source = Path(clip.source)
    if not source.is_file():
        raise UnreadableMedia(f"“{source.name}” is not there any more.", do="Bring it back and export again.")
    if clip.size and source.stat().st_size != clip.size:
        raise UnreadableMedia(
            f"“{source.name}” was changed since it was opened.", kept="Nothing was written.", do="Open it again."
        )


def copy_returned(
    returned: Path, target: Path, on_progress: Progress = nobody_asks, cancelled: Stoppable | None = None
) -> ExportReport:
    """The service's file under another name, byte for byte, never over another file.

    Raises:
        UnreadableMedia: It is not there any more.
        StorageError: The target exists, or the disk refuses; nothing is left behind.
        CancelledError: It was cancelled.
    """
    stop = cancelled or Never()
    try:
        total = returned.stat().st_size
    except OSError as error:
        raise UnreadableMedia(
            "The returned file is not there any more.", do="Fetch the result again.", details=str(error)
        ) from error
    with new_file(target, total) as part, returned.open("rb") as given, part.open("wb") as taken:
        done = 0
        while piece := given.read(_PIECE):
            stop_if(stop)
            taken.write(piece)
            done += len(piece)
            on_progress(done, total)
        taken.flush()
        shutil.copymode(returned, part)
    return ExportReport(target, ExportKind.AS_RETURNED, 0, copied_pictures=True, copied_sound=True)


__all__ = ["ExportKind", "ExportPlan", "ExportReport", "Seams", "copy_returned", "export"]
