"""Looking at a fitted take as an editor would: does the picture jump, does the sound click, is it louder."""

from pathlib import Path

import numpy as np

from retake_gui.domain.clip import Clip
from retake_gui.domain.lamps import Lamp, LampState
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.media.allocator import give_back
from retake_gui.media.fitted import FittedPictures, Part
from retake_gui.media.opencv import cv2
from retake_gui.media.picture import Bytes
from retake_gui.media.sound_lamps import inspect_sound
from retake_gui.media.source import ClipPictures

_BLOCK = 32
_FINE_COLOUR = 1.0
_FAR_COLOUR = 3.0


def inspect(clip: Clip, part: Part, seams: Seams | None = None, sound: Part | None = None) -> tuple[Lamp, ...]:
    """Look at a take that is fitted into its clip.

    Args:
        clip: The source.
        part: The take's return.
        seams: How it joins.
        sound: What gives the sound, where that is not the take itself.

    Raises:
        UnreadableMedia: One of the files cannot be read.
    """
    heard = sound or part
    lamps = []
    if part.mode.replaces_picture:
        lamps += _picture_lamps(clip, part, seams)
    else:
        lamps.append(_outside(part.window.segment, part.window.segment, 0.0))
    if heard.mode.replaces_sound and heard.recipe.has_sound:
        lamps += inspect_sound(clip, heard, seams)
    return tuple(lamps)


def _picture_lamps(clip: Clip, part: Part, seams: Seams | None) -> list[Lamp]:
    fitted = FittedPictures(clip, part.window, part.recipe, part.returned, Mode.VIDEO, seams)
    source = ClipPictures(Path(clip.source), clip, kept_bytes=0)
    fitted.hold(0)
    fitted.borrow(source)
    try:
        segment, taken = part.window.segment, fitted.taken
        beyond = [*range(taken.start, segment.start)[:1], *range(segment.end, taken.end)[-1:]]
        far = max((colour_difference(fitted.bgr(frame), source.bgr(frame)) for frame in beyond), default=0.0)
        lamps = [_outside(segment, taken, far)]
        edges = (("edge_head", taken.start, "start"), ("edge_tail", taken.end, "end"))
        lamps += [_edge_lamp(name, edge, word, fitted, source) for name, edge, word in edges if 0 < edge < clip.frames]
        return [*lamps, *_missing(segment, taken, part.recipe.missing)]
    finally:
        fitted.close()
        source.close()
        give_back()


def _outside(segment: Span, taken: Span, far: float) -> Lamp:
    """Whether frames outside the segment change: only where the seam was allowed to go there."""
    count = len(taken.hull(segment)) - len(segment)
    frame = taken.start if taken.start < segment.start else max(segment.start, taken.end - 1)
    if not count:
        return Lamp("outside", LampState.GOOD, 0.0, 0.0, "ΔE", segment.start, "Outside the range nothing changes.")
    sentence = (
        f"{count} frame{'s' if count > 1 else ''} outside the range come from the return, because the seam lies "
        f"there; they differ from the clip's by up to {far:.1f} ΔE."
    )
    state = LampState.GOOD if far <= _FINE_COLOUR else LampState.LOOK
    return Lamp("outside", state, far, _FINE_COLOUR, "ΔE", frame, sentence)


def _missing(segment: Span, taken: Span, count: int) -> list[Lamp]:
    """Whether frames that were asked for did not come back."""
    if not count:
        return []
    gap = Span(taken.end, segment.end) if taken.end < segment.end else Span(segment.start, taken.start)
    sentence = f"{count} of the {len(segment)} frames did not come back; the clip's own stay there."
    return [Lamp("missing", LampState.BAD, count, 0, "frames", gap.start, sentence, gap)]


def _edge_lamp(name: str, edge: int, word: str, fitted: FittedPictures, source: ClipPictures) -> Lamp:
    """The jump from the frame before an edge to the one after it, against the clip's own there."""
    jump = colour_difference(fitted.bgr(edge - 1), fitted.bgr(edge))
    own = colour_difference(source.bgr(edge - 1), source.bgr(edge))
    beyond = max(0.0, jump - own)
    sentence = f"At the {word} colours change by {jump:.1f} ΔE; the clip's own change there is {own:.1f}."
    state = LampState.GOOD if beyond <= _FINE_COLOUR else LampState.LOOK if beyond <= _FAR_COLOUR else LampState.BAD
    return Lamp(name, state, beyond, _FINE_COLOUR, "ΔE", edge, sentence)


def colour_difference(one: Bytes, other: Bytes) -> float:
    """Mean CIE76 difference of the colours of two pictures' areas, blue first; fine motion and noise average out."""
    size = (max(1, one.shape[1] // _BLOCK), max(1, one.shape[0] // _BLOCK))
    labs = []
    for picture in (one, other):
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        labs.append(np.asarray(cv2.cvtColor(np.asarray(small, np.float32) / 255, cv2.COLOR_BGR2LAB)))
    return float(np.linalg.norm(labs[0] - labs[1], axis=-1).mean())
