"""Where the sound of a return lies against the clip's, and how loud: found on the handles."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Clip, SoundTrack
from retake_gui.domain.window import Window
from retake_gui.media.channels import alike, upmix_for
from retake_gui.media.sound_lag import NOTEWORTHY, REACH, SURE, Doubt, Lag, lag_of
from retake_gui.media.source import ClipSound, SoundSource

_RATE = 48_000
_STEREO = 2
_MOST = 4 * _RATE
_LEAST = _RATE // 10
_QUIET = 1e-4
_LOUDER = 0.06
_MOST_GAIN = 2.0
_LEAST_MISSING = 0.05
_BAND = (60, 4_000)
_GAP = Fraction(3, 100)
"""Missing sound that is worth a word: a packet more or less is no deviation."""
Mono = npt.NDArray[np.float64]
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SoundFit:
    """What was found.

    Attributes:
        late: Seconds by which the returned sound is late.
        level: Factor that brings it to the clip's level.
        match: Correlation of the handles, -1 to 1; 0 where there was nothing to compare, or its place is doubtful.
        upmix: How two channels are spread over the clip's, where it has more.
    """

    late: Fraction = Fraction(0)
    level: float = 1.0
    match: float = 0.0
    upmix: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


def measure_sound(clip: Clip, window: Window, returned: Path, back: Clip) -> SoundFit:
    """Compare the handles' sound.

    Raises:
        UnreadableMedia: One of the files cannot be read.
    """
    if not back.sound:
        return SoundFit(notes=("It came back without sound.",) if clip.sound else ())
    if not clip.sound:
        added = "It came back with sound, which the clip does not have; outside the range it is silent."
        return SoundFit(notes=(added, *_missing_notes(clip, window, back, Fraction(0))))
    old = ClipSound(Path(clip.source), clip)
    try:
        new = ClipSound(returned, back)
        try:
            if _is_silent(new, 0, window.seconds) and not _is_silent(old, window.origin, window.seconds):
                return SoundFit(notes=("Its sound came back silent.",))
            fit = _compared(old, new, window, clip.sound[0], back.sound[0])
            upmix = _upmix(old, window, clip.sound[0], back.sound[0])
            return replace(fit, upmix=upmix, notes=(*fit.notes, *_missing_notes(clip, window, back, fit.late)))
        finally:
            new.close()
    finally:
        old.close()


def _is_silent(sound: SoundSource, start: Fraction | int, seconds: Fraction) -> bool:
    first = round(start * _RATE)
    end = first + round(seconds * _RATE)
    blocks = (sound.read(place, min(_RATE, end - place)) for place in range(first, end, _RATE))
    return all(float(np.abs(block).max(initial=0.0)) < _QUIET for block in blocks)


def _missing_notes(clip: Clip, window: Window, back: Clip, late: Fraction) -> list[str]:
    """What is said where the returned sound does not reach over the whole segment."""
    track = back.sound[0]
    first, last = window.back[0] / window.rate + late, (window.back[-1] + 1) / window.rate + late
    begins, ends = track.start - first, last - track.start - track.duration
    length = last - first
    stays = "the clip's own stays there" if clip.sound else "it is silent there"
    if max(begins, ends) >= length:
        return [f"Its sound does not reach the range; {stays}."]
    notes = []
    if begins > _GAP:
        notes.append(f"Its sound begins {float(begins):.2f} s after the range does; {stays}.")
    if ends > _GAP:
        notes.append(f"Its sound ends {float(ends):.2f} s before the range does; {stays}.")
    return notes


def _upmix(old: SoundSource, window: Window, own: SoundTrack, came: SoundTrack) -> tuple[float, ...]:
    """How what came is spread over more channels than it has."""
    if not came.channels <= _STEREO < own.channels:
        return ()
    origin = round(window.origin * _RATE)
    known = [old.read(origin + start, max(0, end - start)) for start, end in _handles(window, came)]
    return upmix_for(known, own.channels, own.layout)


def _compared(old: SoundSource, new: SoundSource, window: Window, own: SoundTrack, back: SoundTrack) -> SoundFit:
    origin = round(window.origin * _RATE)
    found: list[tuple[Lag, float]] = []
    for start, end in _handles(window, back):
        if end - start < _LEAST:
            continue
        wide = new.read(start - REACH, end - start + 2 * REACH)
        known, came = alike(old.read(origin + start, end - start), own.layout, wide, back.layout)
        if _mono(known).std() < _QUIET or _mono(came).std() < _QUIET:
            continue
        lag = lag_of(_mono(known), _mono(came))
        place = lag.samples + REACH
        found.append((lag, _level(known, came[place : place + len(known)])))
    if not found:
        return SoundFit()
    heard = [(_with_others(lag, found), level) for lag, level in found]
    lag, level = max(heard, key=lambda each: (each[0].is_sure, each[0].match))
    if lag.match < SURE:
        return SoundFit(match=lag.match, notes=("The sound around the range differs too much to be aligned.",))
    notes = _lag_notes(lag)
    if abs(level - 1) < _LOUDER:
        level = 1.0
    else:
        level, wanted = min(max(level, 1 / _MOST_GAIN), _MOST_GAIN), level
        notes.append(_level_note(level, wanted))
    return SoundFit(Fraction(lag.samples, _RATE), level, lag.match if lag.is_sure else 0.0, notes=tuple(notes))


def _with_others(lag: Lag, found: Sequence[tuple[Lag, float]]) -> Lag:
    """A lag in the light of what the other handle says."""
    for other, _ in found:
        lag = lag.against(other)
    return lag


def _lag_notes(lag: Lag) -> list[str]:
    """What is said about where the sound lies."""
    if lag.doubt is Doubt.REPEATS:
        return ["The sound around the range repeats itself, so whether it is in place cannot be measured."]
    if lag.doubt is Doubt.FAR:
        return [f"Its sound seems to have come back {_late(lag.seems)}, which is not certain; it is left where it is."]
    if abs(lag.samples) >= NOTEWORTHY:
        return [f"Its sound came back {_late(lag.samples)}; it is put back in place."]
    return []


def _late(samples: int) -> str:
    return f"{abs(samples) / 48:.1f} ms {'late' if samples > 0 else 'early'}"


def _level_note(level: float, wanted: float) -> str:
    decibels, missing = 20 * math.log10(level), 20 * math.log10(wanted / level)
    if abs(missing) < _LEAST_MISSING:
        return f"Its sound is brought to the clip's level by {decibels:+.1f} dB."
    word, still = ("raised", "quieter") if decibels > 0 else ("lowered", "louder")
    return (
        f"Its sound is {word} by {abs(decibels):.1f} dB, which is the most; "
        f"it is still {abs(missing):.1f} dB {still} than the clip's."
    )


def _handles(window: Window, track: SoundTrack) -> list[tuple[int, int]]:
    """Samples of what was sent that the model does not touch and that came back; at most four seconds a side.

    Padding is not among them.
    """
    first, last = (round(seconds * _RATE) for seconds in window.regenerated_sound)
    body_start = round(max(window.pad_head / window.rate, track.start) * _RATE)
    body_end = round(min((window.frames - window.pad_tail) / window.rate, track.start + track.duration) * _RATE)
    margin = _RATE // 20
    head, tail = min(first - margin, body_end), max(last + margin, body_start)
    return [(max(body_start, head - _MOST), head), (tail, min(body_end, tail + _MOST))]


def _mono(block: Samples) -> Mono:
    return np.asarray(block.mean(axis=1), np.float64)


def _level(known: Samples, came: Samples) -> float:
    """Factor from one aligned piece to the other, of all channels, from the band that every codec keeps."""
    low, high = (round(hertz * len(known) / _RATE) for hertz in _BAND)
    own, other = (
        float(np.square(np.abs(np.fft.rfft(each.astype(np.float64), axis=0)[low:high])).sum()) for each in (known, came)
    )
    return float(np.sqrt(own / other)) if other > 0 else 1.0
