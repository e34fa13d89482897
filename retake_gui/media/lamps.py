"""Looking at a fitted take as an editor would: does the picture jump, does the sound click, is it louder."""

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Clip
from retake_gui.domain.settings import Mode
from retake_gui.domain.window import Window
from retake_gui.media.fitted import FittedPictures, FittedSound
from retake_gui.media.opencv import cv2
from retake_gui.media.picture import Bytes
from retake_gui.media.recipe import Recipe
from retake_gui.media.seam import MOST_FADE, Seams
from retake_gui.media.source import ClipPictures, ClipSound

_RATE = 48_000
_BLOCK = 32
_FINE_COLOUR = 1.0
_FAR_COLOUR = 3.0
_CLICK = 3.5
_LOUD_CHANGE = 3.0
_FAR_LOUD_CHANGE = 9.0
_IN_SYNC = Fraction(5, 1000)
_AROUND = Fraction(1, 10)
_FLOOR = 1e-5
Samples = npt.NDArray[np.float32]


class LampState(StrEnum):
    """How a lamp burns."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Lamp:
    """One thing that was looked at.

    Attributes:
        name: Of what; stable.
        value: Measured, in ``unit``.
        limit: Up to which it is good.
        frame: Frame of the clip at which to look.
    """

    name: str
    state: LampState
    value: float
    limit: float
    unit: str
    frame: int
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "name": self.name,
            "state": self.state.value,
            "value": round(self.value, 3),
            "limit": round(self.limit, 3),
            "unit": self.unit,
            "frame": self.frame,
            "sentence": self.sentence,
        }


def inspect(
    clip: Clip,
    window: Window,
    recipe: Recipe,
    returned: Path,
    mode: Mode = Mode.BOTH,
    seams: Seams | None = None,
) -> tuple[Lamp, ...]:
    """Look at a take that is fitted into its clip.

    Raises:
        UnreadableMedia: One of the files cannot be read.
    """
    lamps = [_outside(window)]
    if mode.replaces_picture:
        lamps += _picture_lamps(clip, window, recipe, returned, seams)
    if mode.replaces_sound and recipe.has_sound:
        lamps += _sound_lamps(clip, window, recipe, returned, seams)
    return tuple(lamps)


def _outside(window: Window) -> Lamp:
    frame = window.segment.start
    return Lamp("outside", LampState.GOOD, 0.0, 0.0, "", frame, "Outside the segment nothing changes.")


def _picture_lamps(clip: Clip, window: Window, recipe: Recipe, returned: Path, seams: Seams | None) -> list[Lamp]:
    fitted = FittedPictures(clip, window, recipe, returned, Mode.VIDEO, seams)
    source = ClipPictures(Path(clip.source), clip)
    try:
        edges = (("edge_head", fitted.taken.start, "start"), ("edge_tail", fitted.taken.end, "end"))
        return [_edge_lamp(name, edge, word, fitted, source) for name, edge, word in edges if 0 < edge < clip.frames]
    finally:
        fitted.close()
        source.close()


def _edge_lamp(name: str, edge: int, word: str, fitted: FittedPictures, source: ClipPictures) -> Lamp:
    """The jump from the frame before an edge to the one after it, against the clip's own there."""
    jump = colour_difference(fitted.bgr(edge - 1), fitted.bgr(edge))
    own = colour_difference(source.bgr(edge - 1), source.bgr(edge))
    beyond = max(0.0, jump - own)
    sentence = f"At the {word} colours change by {jump:.1f} ΔE; the clip's own change there is {own:.1f}."
    return Lamp(name, _state(beyond, _FINE_COLOUR, _FAR_COLOUR), beyond, _FINE_COLOUR, "ΔE", edge, sentence)


def _sound_lamps(clip: Clip, window: Window, recipe: Recipe, returned: Path, seams: Seams | None) -> list[Lamp]:
    segment = window.segment
    fitted = FittedSound(clip, window, recipe, returned, Mode.AUDIO, seams)
    source = ClipSound(Path(clip.source), clip)
    lamps = []
    try:
        for name, edge, word in (("click_head", segment.start, "start"), ("click_tail", segment.end, "end")):
            if 0 < edge < clip.frames:
                lamps.append(_click_lamp(name, edge, word, fitted, round(clip.time_of(edge) * _RATE)))
        if clip.sound:
            lamps.append(_loudness_lamp(fitted, source, segment.start))
            lamps.append(_sync_lamp(recipe, segment.start))
    finally:
        fitted.close()
        source.close()
    return lamps


def _click_lamp(name: str, edge: int, word: str, fitted: FittedSound, place: int) -> Lamp:
    around = round((MOST_FADE + _AROUND) * _RATE)
    near = round(MOST_FADE * _RATE)
    strength = click_strength(fitted.read(place - around, 2 * around), around - near, around + near)
    found = strength > _CLICK
    sentence = f"There {'is a click' if found else 'is no click'} at the {word} of the new sound."
    return Lamp(name, LampState.BAD if found else LampState.GOOD, strength, _CLICK, "×", edge, sentence)


def _loudness_lamp(fitted: FittedSound, source: ClipSound, frame: int) -> Lamp:
    span = fitted.span
    change = 20 * math.log10(_rms(fitted, span.start, span.end) / _rms(source, span.start, span.end))
    sentence = f"The new sound is {abs(change):.1f} dB {'louder' if change >= 0 else 'quieter'} than the old one."
    state = _state(abs(change), _LOUD_CHANGE, _FAR_LOUD_CHANGE)
    return Lamp("loudness", state, change, _LOUD_CHANGE, "dB", frame, sentence)


def _sync_lamp(recipe: Recipe, frame: int) -> Lamp:
    late = recipe.sound_late
    if abs(late) <= _IN_SYNC:
        sentence = "Picture and sound came back together."
    else:
        sentence = f"The sound came back {float(late * 1000):+.1f} ms off; it is put back in place."
    return Lamp("sync", LampState.GOOD, 0.0, float(_IN_SYNC * 1000), "ms", frame, sentence)


def colour_difference(one: Bytes, other: Bytes) -> float:
    """Mean CIE76 difference of the colours of two pictures' areas, blue first; fine motion and noise average out."""
    size = (max(1, one.shape[1] // _BLOCK), max(1, one.shape[0] // _BLOCK))
    labs = []
    for picture in (one, other):
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        labs.append(np.asarray(cv2.cvtColor(np.asarray(small, np.float32) / 255, cv2.COLOR_BGR2LAB)))
    return float(np.linalg.norm(labs[0] - labs[1], axis=-1).mean())


def click_strength(block: Samples, first: int, last: int) -> float:
    """How far the sharpest bend between two samples stands out of those around.

    A click is a break in the waveform: its second difference is many times what the sound itself has nearby.

    Args:
        block: (samples, channels), with surroundings.
        first: First sample that is looked at.
        last: One past the last.
    """
    bends = np.abs(np.diff(block.astype(np.float64), n=2, axis=0)).max(axis=1)
    if not len(bends):
        return 0.0
    usual = max(float(np.percentile(bends, 99)), _FLOOR)
    return float(bends[max(0, first - 1) : last].max(initial=0.0)) / usual


def _rms(sound: FittedSound | ClipSound, start: int, end: int) -> float:
    total = 0.0
    for place in range(start, end, _RATE):
        block = sound.read(place, min(_RATE, end - place)).astype(np.float64)
        total += float(np.square(block).mean(axis=1).sum())
    return max(_FLOOR, math.sqrt(total / max(1, end - start)))


def _state(value: float, good: float, bad: float) -> LampState:
    return LampState.GOOD if value <= good else LampState.LOOK if value <= bad else LampState.BAD
