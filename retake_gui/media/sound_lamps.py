"""Listening to a fitted take: clicks at its edges, loudness, and whether sound and picture are together."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Clip
from retake_gui.domain.lamps import Lamp, LampState
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.media.fitted import Part
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.probe import probe
from retake_gui.media.source import ClipSound, SoundSource

_RATE = 48_000
_CLICK = 3.5
_WELL_ABOVE = 2.0
_LOUD_CHANGE = 3.0
_FAR_LOUD_CHANGE = 9.0
_IN_SYNC = Fraction(5, 1000)
_SURE = 0.5
_AROUND = Fraction(1, 10)
_EDGE = Fraction(60, 1000)
_BESIDE = Fraction(5, 1000)
_FLOOR = 1e-5
Samples = npt.NDArray[np.float32]


def inspect_sound(clip: Clip, part: Part, seams: Seams | None) -> list[Lamp]:
    """Listen to the sound of a return that is fitted into its clip.

    Raises:
        UnreadableMedia: One of the files cannot be read.
    """
    segment = part.window.segment
    fitted = FittedSound(clip, part.window, part.recipe, part.returned, Mode.AUDIO, seams)
    source = ClipSound(Path(clip.source), clip)
    came = ClipSound(part.returned, probe(part.returned))
    made = part.window.regenerated_sound
    lamps = []
    try:
        for name, frame, word, joint, zone in (
            ("click_head", segment.start, "start", made[0], _crossover(fitted.span.start, fitted.fade_in)),
            ("click_tail", segment.end, "end", made[1], _crossover(fitted.span.end, -fitted.fade_out)),
        ):
            if zone:
                here, own = _sharpest(fitted, zone), _sharpest(source, zone)
                returned = clicks_near(came, round((joint + part.recipe.sound_late) * _RATE), _EDGE)
                sent = clicks_near(source, round((joint + part.window.origin) * _RATE), _EDGE)
                lamps.append(_click_lamp(name, frame, word, (here, own), (returned, sent)))
        if clip.sound:
            lamps.append(_loudness_lamp(fitted, source, segment))
            lamps.append(_sync_lamp(part, segment.start))
    finally:
        for each in (fitted, source, came):
            each.close()
    return lamps


def clicks_near(sound: SoundSource | FittedSound, place: int, reach: Fraction) -> float:
    """How far the sharpest bend within ``reach`` seconds of a sample stands out of what is around."""
    near = round(reach * _RATE)
    return _sharpest(sound, Span(place - near, place + near))


def _crossover(edge: int, fade: int) -> Span:
    """Samples in which a crossover that begins or ends at an edge can click; none where there is no crossover."""
    margin = round(_BESIDE * _RATE) if fade else 0
    return Span(min(edge, edge + fade) - margin, max(edge, edge + fade) + margin)


def _sharpest(sound: SoundSource | FittedSound, zone: Span) -> float:
    around = round(_AROUND * _RATE)
    return click_strength(sound.read(zone.start - around, len(zone) + 2 * around), around, around + len(zone))


def _click_lamp(name: str, frame: int, word: str, fitted: tuple[float, float], came: tuple[float, float]) -> Lamp:
    """Whether a click is heard, or was cut away; the clip's own claps at the same moments are none.

    Args:
        name: The lamp's.
        frame: Where it leads to.
        word: Which edge.
        fitted: The sharpest bend that is heard, and that of the clip there.
        came: The sharpest bend of the return where its new part begins or ends, and that of the clip there.
    """
    here, limit = fitted[0], max(_CLICK, _WELL_ABOVE * fitted[1])
    returned, found = came[0] > max(_CLICK, _WELL_ABOVE * came[1]), here > limit
    sentence = f"There {'is a click' if found else 'is no click'} at the {word} of the new sound."
    if returned and not found:
        sentence = f"The returned sound clicks at its {word}; it was cut away there, so it cannot be heard."
    return Lamp(name, LampState.BAD if found else LampState.GOOD, here, limit, "×", frame, sentence)


def _loudness_lamp(fitted: FittedSound, source: ClipSound, segment: Span) -> Lamp:
    span = fitted.span
    change = 20 * math.log10(_rms(fitted, span.start, span.end) / _rms(source, span.start, span.end))
    sentence = f"The new sound is {abs(change):.1f} dB {'louder' if change >= 0 else 'quieter'} than the old one."
    size = abs(change)
    state = LampState.GOOD if size <= _LOUD_CHANGE else LampState.LOOK if size <= _FAR_LOUD_CHANGE else LampState.BAD
    return Lamp("loudness", state, change, _LOUD_CHANGE, "dB", segment.start, sentence, segment)


def _sync_lamp(part: Part, frame: int) -> Lamp:
    late, limit = part.recipe.sound_late, float(_IN_SYNC * 1000)
    match = float(part.recipe.numbers.get("sound_match", 0))
    if match < _SURE:
        sentence = (
            "Whether picture and sound are together could not be measured: "
            "the sound around is too different or repeats itself."
        )
        return Lamp("sync", LampState.LOOK, 0.0, limit, "ms", frame, sentence, part.window.segment)
    if abs(late) <= _IN_SYNC:
        sentence = "Picture and sound came back together."
    else:
        sentence = f"The sound came back {float(late * 1000):+.1f} ms off; it is put back in place."
    return Lamp("sync", LampState.GOOD, 0.0, limit, "ms", frame, sentence, part.window.segment)


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
