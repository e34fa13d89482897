"""Prepares the sound of a course ahead of its being heard.

The window's thread says what is played, which side is heard and how loud; the sound's thread asks for samples. The two
share nothing but the values that are set here, and a course never changes. Whatever is switched while it plays, is
faded over some milliseconds, so that a change of side or volume is no click.
"""

import threading
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from retake_gui.domain.compare import Side
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.course import SOUND_RATE, Course, Run
from retake_gui.viewmodels.voice import CHANNELS, Voice

if TYPE_CHECKING:
    from retake_gui.media.source import Samples
    from retake_gui.viewmodels.frames import SoundFactory

_FRAME_BYTES = CHANNELS * 4
_CROSSFADE = SOUND_RATE // 200
_GRAIN_FADE = SOUND_RATE // 125


@dataclass
class SoundFeed:
    """Told by the window's thread what to play; asked for samples by the sound's thread."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _course: Course | None = None
    _is_grain: bool = False
    _given: int = 0
    _factories: dict[Side, "SoundFactory | None"] = field(default_factory=dict)
    _voices: dict["SoundFactory", Voice | None] = field(default_factory=dict)
    _side: Side = Side.SOURCE
    _volume: float = 1.0
    _levels: dict[Side, float] = field(default_factory=dict)
    _shift: int = 0
    _last_side: Side = Side.SOURCE
    _last_gain: float | None = None

    # Called by the window's thread

    def open(self) -> None:
        """Open what is heard, so that playing starts at once; called by the sound's thread."""
        self.read(0)

    def play(self, course: Course | None) -> None:
        """Prepare this from now on, or silence."""
        self._set_out(course, is_grain=False)

    def play_grain(self, course: Course) -> None:
        """Prepare a short piece that comes and goes softly: what a hand hears that scrubs."""
        self._set_out(course, is_grain=True)

    def set_side(self, side: Side, factory: "SoundFactory | None") -> None:
        """A side sounds like this from now on."""
        with self._lock:
            self._factories[side] = factory

    def hear(self, side: Side) -> None:
        """Let this side be heard."""
        self._side = side

    def set_volume(self, volume: float) -> None:
        """0 to 1."""
        self._volume = volume

    def set_level(self, side: Side, factor: float) -> None:
        """How loud one of the sides is, beside the volume of all."""
        with self._lock:
            self._levels[side] = factor

    def set_shift(self, seconds: Fraction) -> None:
        """By how much the take is ahead of the source."""
        self._shift = round(seconds * SOUND_RATE)

    def close(self) -> None:
        """Let go of the sources; the sound's thread has ended."""
        with self._lock:
            self._course = None
            self._factories.clear()
        self._drop_unused(set())

    def _set_out(self, course: Course | None, *, is_grain: bool) -> None:
        with self._lock:
            self._course, self._given, self._is_grain = course, 0, is_grain

    # Called by the sound's thread

    def read(self, count: int) -> bytes:
        """The next samples of the course: 32-bit floats, two channels; silence where there is nothing to hear."""
        with self._lock:
            course, first, is_grain = self._course, self._given, self._is_grain
            self._given += count
            side = self._side
            factories = dict(self._factories)
            gain = self._volume * self._levels.get(side, 1.0)
        self._drop_unused(set(factories.values()))
        voice = self._voice(factories.get(side))
        before = self._last_gain if first and self._last_gain is not None else gain
        last_side = self._last_side if first else side
        self._last_gain, self._last_side = gain, side
        if course is None or voice is None or not (gain or before):
            return silence(count)
        old = self._voice(factories.get(last_side)) if last_side is not side else None
        total = int((course.high - course.low) * SOUND_RATE) if is_grain else 0
        parts, place = [], first
        for run in course.runs(first, count):
            made = self._made(voice, course, place, run, side)
            if made is not None and old is not None:
                made = self._switched(old, made, course, place, run, last_side)
            parts.append(silence(run.samples) if made is None else _played(made, before, gain, place, total))
            old, before, place = None, gain, place + run.samples
        joined = b"".join(parts)
        return joined + silence(count - len(joined) // _FRAME_BYTES)

    def _made(self, voice: Voice, course: Course, place: int, run: Run, side: Side) -> "Samples | None":
        return voice.sound(course, place, run, self._shift if side is Side.TAKE else 0)

    def _switched(self, old: Voice, made: "Samples", course: Course, place: int, run: Run, side: Side) -> "Samples":
        """The other side from now on, begun with what was heard before."""
        from retake_gui.media.fades import crossfaded

        short = Run(run.start, run.speed, min(run.samples, _CROSSFADE), run.leg)
        ending = self._made(old, course, place, short, side)
        return made if ending is None else crossfaded(ending, made)

    def _voice(self, factory: "SoundFactory | None") -> Voice | None:
        """A side, opened when first heard; one that cannot be opened is silent."""
        if factory is None:
            return None
        if factory not in self._voices:
            try:
                self._voices[factory] = Voice(factory())
            except RetakeError:
                self._voices[factory] = None
        return self._voices[factory]

    def _drop_unused(self, used: set["SoundFactory | None"]) -> None:
        for factory in [factory for factory in self._voices if factory not in used]:
            voice = self._voices.pop(factory)
            if voice is not None:
                voice.close()


def silence(count: int) -> bytes:
    """Nothing to hear, for so many samples."""
    return bytes(max(0, count) * _FRAME_BYTES)


def _played(samples: "Samples", before: float, gain: float, place: int, grain_length: int) -> bytes:
    """As the card takes it, never beyond full scale; a grain comes and goes softly."""
    from retake_gui.media.fades import grain, ramped

    if grain_length:
        samples = grain(samples, place, grain_length, _GRAIN_FADE)
    return ramped(samples, before, gain).clip(-1, 1).astype("float32").tobytes()
