"""Measuring a return against what was sent: every deviation is found, written down, and can be undone."""

from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.window import Window
from retake_gui.media.colourfit import ColourFit, by_tags
from retake_gui.media.cutting import SENT_RATE
from retake_gui.media.handles import Handles
from retake_gui.media.probe import probe
from retake_gui.media.recipe import Number, Recipe
from retake_gui.media.soundfit import SoundFit, measure_sound

__all__ = ["Recipe", "measure"]


def measure(clip: Clip, window: Window, returned: Path) -> Recipe:
    """Find out how a returned file differs from what was sent.

    Args:
        clip: The source.
        window: What was sent.
        returned: The service's file.

    Raises:
        UnreadableMedia: One of the files cannot be read.
    """
    back = probe(returned)
    handles = Handles(clip, window, returned, back)
    try:
        shift = handles.shift()
        colour = by_tags(handles.colour(shift.frames), back.colour, clip.colour)
        best = handles.best_cuts(shift.frames, colour.matrix)
    finally:
        handles.close()
    missing = sum(not 0 <= place + shift.frames < back.frames for place in window.back)
    sound = measure_sound(clip, window, returned, back)
    notes = [*_shape_notes(clip, window, back), *_tag_notes(clip, back, colour)]
    notes += [*shift.notes, *_missing_notes(missing), *colour.notes]
    notes += [*_sound_shape_notes(clip, back), *sound.notes]
    numbers: dict[str, Number] = {
        "sent_frames": window.frames,
        "returned_frames": back.frames,
        "returned_rate": f"{back.rate.numerator}/{back.rate.denominator}",
        "returned_width": back.width,
        "returned_height": back.height,
        "shift_frames": shift.frames,
        "missing_frames": missing,
        **colour.numbers,
        **_sound_numbers(sound),
    }
    return Recipe(
        frames=back.frames,
        rate=back.rate,
        width=back.width,
        height=back.height,
        best=best,
        shift=shift.frames,
        missing=missing,
        has_sound=bool(back.sound),
        sound_late=sound.late,
        level=sound.level,
        upmix=sound.upmix,
        colour=colour.matrix,
        report=tuple(notes) or ("It came back as it was sent.",),
        numbers=numbers,
    )


def _shape_notes(clip: Clip, window: Window, back: Clip) -> list[str]:
    notes = []
    if (back.width, back.height) != (clip.width, clip.height):
        notes.append(f"It came back as {back.width}×{back.height}; scaled to {clip.width}×{clip.height}.")
    if back.rate != window.rate or back.variable:
        notes.append(
            f"It came back at {float(back.rate):.3f} frames/s instead of {float(window.rate):.3f}; "
            "its frames are shown at the clip's rate."
        )
    if back.frames != window.frames:
        differ = back.frames - window.frames
        word = "short" if differ < 0 else "long"
        notes.append(f"It came back {abs(differ)} frame{'s' if abs(differ) > 1 else ''} too {word}.")
    if back.pixel_aspect != 1:
        notes.append(f"Its pixels came back {back.pixel_aspect} times as wide as high; shown square.")
    if back.rotation:
        notes.append(f"It came back turned by {back.rotation}°; shown upright.")
    return notes


def _tag_notes(clip: Clip, back: Clip, colour: ColourFit) -> list[str]:
    """Which colour tags differ, and whether values were converted or only keep the clip's tag."""
    notes = []
    for name, sent, came in (
        ("range", clip.colour.range, back.colour.range),
        ("matrix", clip.colour.space, back.colour.space),
        ("primaries", clip.colour.primaries, back.colour.primaries),
    ):
        if sent and sent != came:
            done = f"{sent} is restored" if name in colour.restored else f"taken for {sent}, as the clip's"
            notes.append(f"The colour {name} came back {f'as {came}' if came else 'untagged'}; {done}.")
    return notes


def _sound_shape_notes(clip: Clip, back: Clip) -> list[str]:
    """How the returned sound is stored otherwise than the clip's."""
    if not clip.sound or not back.sound:
        return []
    own, came = clip.sound[0], back.sound[0]
    notes = []
    if own.channels != came.channels:
        notes.append(f"Its sound came back with {_channels(came.channels)}; brought to {_channels(own.channels)}.")
    if came.sample_rate != SENT_RATE:
        notes.append(f"Its sound came back at {came.sample_rate} Hz instead of {SENT_RATE}; resampled.")
    return notes


def _channels(count: int) -> str:
    return {1: "one channel", 2: "two channels"}.get(count, f"{count} channels")


def _missing_notes(missing: int) -> list[str]:
    if not missing:
        return []
    return [f"{missing} frame{'s' if missing > 1 else ''} of the range did not come back; the clip's own stay there."]


def _sound_numbers(sound: SoundFit) -> dict[str, Number]:
    return {
        "sound_late_ms": round(float(sound.late * 1000), 3),
        "sound_level": round(sound.level, 4),
        "sound_match": round(sound.match, 4),
    }
