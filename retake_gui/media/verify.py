"""Opening what was written and holding it against what was meant, before it gets its name."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError, StorageError, UnreadableMedia
from retake_gui.media.decoder import FrameReader
from retake_gui.media.export_plan import ExportPlan
from retake_gui.media.files import opened
from retake_gui.media.index import build_index
from retake_gui.media.mastering import Mastering, mastering_of
from retake_gui.media.planes import depth, working_format
from retake_gui.media.probe import probe
from retake_gui.media.publish import Stoppable, stop_if

_TOGETHER = Fraction(5, 1000)
"""How far sound may start from where it was, seconds."""


class WrittenOtherwise(Exception):
    """What was written is not what was meant."""

    def __init__(self, sentence: RetakeError) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def verify(plan: ExportPlan, part: Path) -> tuple[str, ...]:
    """Open what was written and hold it against what was meant.

    Returns:
        Sentences about what the codec could not keep.

    Raises:
        WrittenOtherwise: It is something else.
    """
    clip = plan.clip
    try:
        made = probe(part)
    except UnreadableMedia as error:
        raise WrittenOtherwise(written_wrong(plan, "it cannot be read again", error.sentence)) from error
    if made.frames != len(plan.span):
        raise WrittenOtherwise(written_wrong(plan, f"it has {made.frames} frames instead of {len(plan.span)}"))
    if (made.width, made.height) != (clip.width, clip.height):
        size = f"{made.width}×{made.height}"
        raise WrittenOtherwise(written_wrong(plan, f"it shows {size} instead of {clip.width}×{clip.height}"))
    if not clip.variable and abs(made.rate / clip.rate - 1) > Fraction(1, 100_000):
        raise WrittenOtherwise(written_wrong(plan, f"it runs at {float(made.rate):.3f} frames/s"))
    length = clip.span_seconds(plan.span)
    if abs(made.duration - length) > max(clip.step, Fraction(1, 20)):
        found, meant = float(made.duration), float(length)
        raise WrittenOtherwise(written_wrong(plan, f"it lasts {found:.2f} s instead of {meant:.2f} s"))
    _verify_sound(plan, made)
    return (*_lost(clip, made), *_lost_mastering(clip, part))


def _lost(clip: Clip, made: Clip) -> Iterator[str]:
    if depth(working_format(clip.pixel_format)) > depth(working_format(made.pixel_format)):
        yield "10 bits became 8: this codec has no more here."
    for name, own, kept in (
        ("matrix", clip.colour.space, made.colour.space),
        ("transfer", clip.colour.transfer, made.colour.transfer),
        ("primaries", clip.colour.primaries, made.colour.primaries),
    ):
        if own and own != kept:
            yield f"The colour {name} {own} cannot be told in this codec; players may take it for {kept or 'another'}."


def _lost_mastering(clip: Clip, part: Path) -> Iterator[str]:
    own = _mastering(Path(clip.source))
    if own != Mastering() and _mastering(part) == Mastering():
        yield "For which display the HDR picture was mastered cannot be told in this codec."


def _mastering(path: Path) -> Mastering:
    with FrameReader(path, build_index(path), kept_bytes=0) as reader:
        return mastering_of(reader.frame(0))


def _verify_sound(plan: ExportPlan, made: Clip) -> None:
    clip = plan.clip
    if not clip.sound and not (plan.heard.recipe.has_sound and plan.heard.mode.replaces_sound):
        return
    if not made.sound:
        raise WrittenOtherwise(written_wrong(plan, "it has no sound"))
    meant = max(Fraction(0), clip.sound[0].start - clip.time_of(plan.span.start)) if clip.sound else Fraction(0)
    late = made.sound[0].start - meant
    if late > _TOGETHER:
        raise WrittenOtherwise(written_wrong(plan, f"its sound starts {float(late * 1000):.0f} ms late"))


def verify_copies(plan: ExportPlan, part: Path, sums: Mapping[int, Sequence[int]], cancelled: Stoppable) -> None:
    """Hold every packet that was to be taken over as it is against the source's.

    Raises:
        WrittenOtherwise: One did not arrive, or arrived changed.
        CancelledError: It was cancelled.
    """
    wanted = {number: noted for number, noted in sums.items() if noted}
    if not wanted:
        return
    found: dict[int, list[int]] = {number: [] for number in wanted}
    with opened(part) as container:
        for packet in container.demux([container.streams[number] for number in wanted]):
            stop_if(cancelled)
            if packet.size:
                found[packet.stream_index].append(zlib.crc32(packet))
    if found != wanted:
        raise WrittenOtherwise(written_wrong(plan, "copied packets did not arrive unchanged"))


def written_wrong(plan: ExportPlan, what: str, details: str = "") -> StorageError:
    """The sentence for a file that is not what was meant."""
    return StorageError(
        f"“{plan.target.name}” was written but {what}.",
        kept="It was removed again; the take is unchanged.",
        do="Choose another container, such as .mp4 or .mkv.",
        details=details,
    )
