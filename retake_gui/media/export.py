"""Exporting a take: the fitted clip, its segment, or the service's file, checked before it gets its name."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import av

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError, StorageError, UnreadableMedia
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.codecs import (
    layout_for,
    muxer_for,
    picture_codec,
    plain_codec,
    sound_codec,
    sound_rate,
    takes_pictures,
    takes_sound,
)
from retake_gui.media.encode import MediaWriter, PictureFormat, SoundFormat
from retake_gui.media.feeds import Feed, packet_feed, picture_feed, run_feeds, sound_feed
from retake_gui.media.fitted import FittedPictures, FittedSound, Part
from retake_gui.media.index import build_index
from retake_gui.media.probe import probe
from retake_gui.media.publish import Never, Stoppable, new_file, nobody_asks, stop_if
from retake_gui.media.recipe import Recipe

Progress = Callable[[int, int], None]
_PIECE = 1 << 20
_SEAM_MARGIN = Fraction(1, 1)


class ExportKind(StrEnum):
    """In which form a take leaves; the values are the terminal's."""

    SMART = "smart"
    FULL = "full"
    SEGMENT = "segment"
    AS_RETURNED = "as-returned"


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is to be written.

    Attributes:
        clip: The source.
        window: What was sent.
        recipe: How the return is brought back.
        returned: The service's file.
        target: Does not exist; its ending chooses the container.
        codec: Of the picture; empty for the clip's own.
        sound: Whose sound is heard instead of the take's own.
        handles: Frames on each side of the segment that :attr:`ExportKind.SEGMENT` brings along.
        metadata: Written into the file beside the source's.
    """

    clip: Clip
    window: Window
    recipe: Recipe
    returned: Path
    target: Path
    kind: ExportKind = ExportKind.FULL
    mode: Mode = Mode.BOTH
    seams: Seams = field(default_factory=Seams)
    sound: Part | None = None
    codec: str = ""
    handles: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def heard(self) -> Part:
        """What gives the sound."""
        return self.sound or Part(self.window, self.recipe, self.returned, self.mode)

    @property
    def span(self) -> Span:
        """Frames of the clip that are written."""
        if self.kind is ExportKind.SEGMENT:
            return self.window.segment.grown(self.handles, self.handles, self.clip.whole)
        return self.clip.whole


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    Attributes:
        encoded: Frames of the clip that were encoded anew.
        copied_pictures: Whether picture packets were taken over.
        copied_sound: Whether sound packets were taken over.
        notes: Sentences for people.
    """

    path: Path
    kind: ExportKind
    frames: int
    encoded: tuple[Span, ...] = ()
    copied_pictures: bool = False
    copied_sound: bool = False
    notes: tuple[str, ...] = ()


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
        return _as_returned(plan, on_progress, stop)
    _check_source(plan.clip)
    if plan.kind is ExportKind.SMART:
        from retake_gui.media.smart import smart_export

        return smart_export(plan, on_progress, stop)
    return full_export(plan, on_progress, stop)


def full_export(
    plan: ExportPlan, on_progress: Progress, cancelled: Stoppable, notes: tuple[str, ...] = ()
) -> ExportReport:
    """Write pictures encoded anew (or copied where none changes); a stream that does not change is copied."""
    muxer = muxer_for(plan.target)
    copies = _Copies.possible(plan, muxer)
    while True:
        try:
            with new_file(plan.target, expected_bytes(plan)) as part:
                way = _picture_way(plan, muxer, copied=copies.pictures)
                write_streams(plan, part, way, copy_sound=copies.sound, on_progress=on_progress, cancelled=cancelled)
                verify(plan, part)
        except (WrittenOtherwise, av.FFmpegError, ValueError) as error:
            if not copies:
                raise _sentence(plan, error) from error
            copies = _Copies(pictures=False, sound=False)
            continue
        encoded = () if copies.pictures else (plan.span,)
        return ExportReport(plan.target, plan.kind, len(plan.span), encoded, copies.pictures, copies.sound, notes)


@dataclass(frozen=True, slots=True)
class _Copies:
    """Which streams are taken over as they are."""

    pictures: bool
    sound: bool

    def __bool__(self) -> bool:
        return self.pictures or self.sound

    @classmethod
    def possible(cls, plan: ExportPlan, muxer: str) -> "_Copies":
        clip, whole = plan.clip, plan.span == plan.clip.whole
        pictures = not plan.mode.replaces_picture and not plan.codec and takes_pictures(muxer, clip.video_codec)
        return cls(pictures and whole, can_copy_sound(plan, muxer))


class WrittenOtherwise(Exception):
    """What was written is not what was meant."""

    def __init__(self, sentence: RetakeError) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


PictureWay = Callable[[MediaWriter, FittedPictures], Feed]
"""Adds the picture stream to a file and gives what will flow into it."""


def write_streams(
    plan: ExportPlan, part: Path, way: PictureWay, *, copy_sound: bool, on_progress: Progress, cancelled: Stoppable
) -> None:
    """Write pictures one way or the other, and sound copied or encoded anew."""
    clip, source = plan.clip, Path(plan.clip.source)
    muxer, index = muxer_for(plan.target), build_index(source)
    pictures = FittedPictures(clip, plan.window, plan.recipe, plan.returned, plan.mode, plan.seams)
    heard = plan.heard
    sound = FittedSound(clip, heard.window, heard.recipe, heard.returned, heard.mode, plan.seams)
    feeds: list[Feed] = []
    try:
        with MediaWriter(part, muxer, metadata_of(source) | dict(plan.metadata)) as writer:
            feeds.append(_counted(way(writer, pictures), plan, on_progress))
            if copy_sound:
                feeds.append(packet_feed(writer, source, [track.index for track in clip.sound], index.start))
                next(feeds[-1])
            elif not sound.is_silent:
                writer.add_sound(sound_format(plan, muxer, sound))
                feeds.append(sound_feed(writer, sound, clip.time_of(plan.span.start), sound_end(plan)))
            run_feeds(feeds, cancelled)
            writer.finish()
    finally:
        for feed in reversed(feeds):
            close = getattr(feed, "close", None)
            if close is not None:
                close()
        pictures.close()
        sound.close()


def can_copy_sound(plan: ExportPlan, muxer: str) -> bool:
    """Whether the sound does not change, and its packets can be taken over."""
    sound = plan.clip.sound
    unchanged = bool(sound) and not plan.heard.mode.replaces_sound and plan.span == plan.clip.whole
    return unchanged and all(takes_sound(muxer, track.codec) for track in sound)


def _picture_way(plan: ExportPlan, muxer: str, *, copied: bool) -> PictureWay:
    def copy(writer: MediaWriter, _pictures: FittedPictures) -> Feed:
        source = Path(plan.clip.source)
        index = build_index(source)
        feed = packet_feed(writer, source, [index.stream], index.start)
        next(feed)
        return feed

    def encode(writer: MediaWriter, pictures: FittedPictures) -> Feed:
        form = picture_format(plan, muxer, pictures)
        writer.add_pictures(form)
        return picture_feed(writer, pictures, plan.clip, plan.span, form.time_base, form.codec.pixel_format)

    return copy if copied else encode


def picture_format(plan: ExportPlan, muxer: str, pictures: FittedPictures) -> PictureFormat:
    """How the pictures of an export are stored: as the clip stores them."""
    clip = plan.clip
    size = (clip.coded_width, clip.coded_height)
    own = "prores_hq" if clip.video_codec == "prores" else clip.video_codec
    codec = picture_codec(plan.codec or own, muxer, pictures.working, size)
    base = build_index(Path(clip.source)).time_base if clip.variable else 1 / clip.rate
    colour = replace(clip.colour, range="pc") if pictures.full else clip.colour
    turn = pictures.orientation
    return PictureFormat(
        codec,
        *size,
        clip.rate,
        base,
        colour,
        clip.pixel_aspect,
        turn.rotation,
        mirrored=turn.mirrored,
        variable=clip.variable,
    )


def sound_format(plan: ExportPlan, muxer: str, sound: FittedSound) -> SoundFormat:
    """How the sound of an export is stored: as the clip stores it, where the container takes that."""
    track = plan.clip.sound[0] if plan.clip.sound else None
    encoder = sound_codec(track.codec if track else "", muxer)
    known = track.layout if track and track.channels == sound.channels else ""
    rate = sound_rate(encoder, track.sample_rate if track else sound.rate)
    return SoundFormat(encoder, rate, layout_for(sound.channels, known), sound.rate)


def sound_end(plan: ExportPlan) -> Fraction:
    """When the sound of an export ends, clip time."""
    clip = plan.clip
    if plan.span != clip.whole or not clip.sound:
        return clip.time_of(plan.span.end)
    track = clip.sound[0]
    end = min(track.start + track.duration, clip.duration + _SEAM_MARGIN)
    return max(end, clip.time_of(plan.heard.window.segment.end))


def metadata_of(source: Path) -> dict[str, str]:
    """What a file says about itself, without what its container wrote about itself."""
    own = {"major_brand", "minor_version", "compatible_brands", "encoder"}
    try:
        with av.open(str(source), metadata_errors="replace") as container:
            return {key: value for key, value in container.metadata.items() if key.lower() not in own}
    except (av.FFmpegError, OSError):
        return {}


def expected_bytes(plan: ExportPlan) -> int:
    """About how large an export gets: the source's bytes a frame, doubled."""
    return 2 * plan.clip.size * len(plan.span) // max(1, plan.clip.frames)


def verify(plan: ExportPlan, part: Path) -> None:
    """Open what was written and hold it against what was meant.

    Raises:
        WrittenOtherwise: It is something else.
    """
    clip = plan.clip
    try:
        made = probe(part)
    except UnreadableMedia as error:
        raise WrittenOtherwise(_wrong(plan, "it cannot be read again", error.sentence)) from error
    if made.frames != len(plan.span):
        raise WrittenOtherwise(_wrong(plan, f"it has {made.frames} frames instead of {len(plan.span)}"))
    if (made.width, made.height) != (clip.width, clip.height):
        size = f"{made.width}×{made.height}"
        raise WrittenOtherwise(_wrong(plan, f"it shows {size} instead of {clip.width}×{clip.height}"))
    if not clip.variable and not made.variable and abs(made.rate / clip.rate - 1) > Fraction(1, 1000):
        raise WrittenOtherwise(_wrong(plan, f"it runs at {float(made.rate):.3f} frames/s"))
    if (clip.sound or (plan.heard.recipe.has_sound and plan.heard.mode.replaces_sound)) and not made.sound:
        raise WrittenOtherwise(_wrong(plan, "it has no sound"))


def _sentence(plan: ExportPlan, error: Exception) -> RetakeError:
    if isinstance(error, WrittenOtherwise):
        return error.sentence
    return StorageError(
        f"“{plan.target.name}” could not be written in this form.",
        kept="Nothing half-written was left behind.",
        do="Choose another container or codec.",
        details=str(error),
    )


def _wrong(plan: ExportPlan, what: str, details: str = "") -> StorageError:
    return StorageError(
        f"“{plan.target.name}” was written but {what}.",
        kept="It was removed again; the take is unchanged.",
        do="Choose another container, such as .mp4 or .mkv.",
        details=details,
    )


def _counted(feed: Feed, plan: ExportPlan, on_progress: Progress) -> Feed:
    total = len(plan.span)
    done = 0
    for when in feed:
        done = min(total, done + 1)
        on_progress(done, total)
        yield when


def _check_source(clip: Clip) -> None:
    source = Path(clip.source)
    if not source.is_file():
        raise UnreadableMedia(f"“{source.name}” is not there any more.", do="Bring it back and export again.")
    if clip.size and source.stat().st_size != clip.size:
        raise UnreadableMedia(
            f"“{source.name}” was changed since it was opened.", kept="Nothing was written.", do="Open it again."
        )


def _as_returned(plan: ExportPlan, on_progress: Progress, cancelled: Stoppable) -> ExportReport:
    try:
        total = plan.returned.stat().st_size
    except OSError as error:
        raise UnreadableMedia("The returned file is not there any more.", details=str(error)) from error
    with new_file(plan.target, total) as part, plan.returned.open("rb") as given, part.open("wb") as taken:
        done = 0
        while piece := given.read(_PIECE):
            stop_if(cancelled)
            taken.write(piece)
            done += len(piece)
            on_progress(done, total)
        taken.flush()
        shutil.copymode(plan.returned, part)
    return ExportReport(plan.target, plan.kind, plan.recipe.frames, copied_pictures=True, copied_sound=True)


__all__ = ["ExportKind", "ExportPlan", "ExportReport", "Seams", "export", "plain_codec"]
