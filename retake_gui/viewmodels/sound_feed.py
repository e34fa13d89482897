"""Prepares the sound of a course ahead of its being heard.

The window's thread says what is played, which side is heard and how loud; the sound's thread asks for samples. The two
share nothing but the values that are set here, and a course never changes.
"""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retake_gui.domain.compare import Side
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.course import SOUND_RATE, Course, Run
from retake_gui.viewmodels.frames import SoundFactory

if TYPE_CHECKING:
    from retake_gui.media.source import Samples, SoundSource

CHANNELS = 2
"""Everything is played in stereo."""
_FRAME_BYTES = CHANNELS * 4
_HALF_POWER = 0.707
_WITH_BASS = 4


@dataclass
class SoundFeed:
    """Told by the window's thread what to play; asked for samples by the sound's thread."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _course: Course | None = None
    _given: int = 0
    _factories: dict[Side, SoundFactory | None] = field(default_factory=dict)
    _opened: "dict[SoundFactory, SoundSource | None]" = field(default_factory=dict)
    _side: Side = Side.SOURCE
    _volume: float = 1.0

    # Called by the window's thread

    def open(self) -> None:
        """Open what is heard, so that playing starts at once; called by the sound's thread."""
        self.read(0)

    def play(self, course: Course | None) -> None:
        """Prepare this from now on, or silence."""
        with self._lock:
            self._course, self._given = course, 0

    def set_side(self, side: Side, factory: SoundFactory | None) -> None:
        """A side sounds like this from now on."""
        with self._lock:
            self._factories[side] = factory

    def hear(self, side: Side) -> None:
        """Let this side be heard."""
        self._side = side

    def set_volume(self, volume: float) -> None:
        """0 to 1."""
        self._volume = volume

    def close(self) -> None:
        """Let go of the sources; the sound's thread has ended."""
        with self._lock:
            self._course = None
            self._factories.clear()
        self._drop_unused(set())

    # Called by the sound's thread

    def read(self, count: int) -> bytes:
        """The next samples of the course: 32-bit floats, two channels; silence where there is nothing to hear."""
        with self._lock:
            course, first = self._course, self._given
            self._given += count
            factory = self._factories.get(self._side)
            used = set(self._factories.values())
        self._drop_unused(used)
        source = self._opened_source(factory)
        if course is None or source is None or not self._volume:
            return silence(count)
        made = b"".join(self._sound_of(source, run) for run in course.runs(first, count))
        return made + silence(count - len(made) // _FRAME_BYTES)

    def _sound_of(self, source: "SoundSource", run: Run) -> bytes:
        """The samples of a stretch without a turn, as many as it plays."""
        begin, needed = round(run.start * SOUND_RATE), max(1, round(run.samples * abs(run.speed)))
        try:
            samples = source.read(begin if run.speed > 0 else begin - needed, needed)
        except RetakeError:
            return silence(run.samples)
        samples = samples if run.speed > 0 else samples[::-1]
        return as_played(at_speed(samples, run), self._volume)

    def _opened_source(self, factory: SoundFactory | None) -> "SoundSource | None":
        """A source, opened when first heard; one that cannot be opened is silent."""
        if factory is None:
            return None
        if factory not in self._opened:
            try:
                self._opened[factory] = factory()
            except RetakeError:
                self._opened[factory] = None
        return self._opened[factory]

    def _drop_unused(self, used: set[SoundFactory | None]) -> None:
        for factory in [factory for factory in self._opened if factory not in used]:
            source = self._opened.pop(factory)
            if source is not None:
                source.close()


def silence(count: int) -> bytes:
    """Nothing to hear, for so many samples."""
    return bytes(max(0, count) * _FRAME_BYTES)


def at_speed(samples: "Samples", run: Run) -> "Samples":
    """Samples of a stretch squeezed or drawn out to how long it plays, as a tape would; the pitch goes with it."""
    speed = abs(run.speed)
    if speed == 1:
        return samples
    if speed > 1:
        return samples[:: int(speed)][: run.samples]
    return samples.repeat(round(1 / speed), axis=0)[: run.samples]


def as_played(samples: "Samples", volume: float) -> bytes:
    """Samples of any number of channels as the card takes them: two channels, never beyond full scale."""
    channels = samples.shape[1]
    if channels == 1:
        samples = samples.repeat(CHANNELS, axis=1)
    elif channels > CHANNELS:
        samples = _downmixed(samples)
    return (samples * volume).clip(-1, 1).astype("float32").tobytes()


def _downmixed(samples: "Samples") -> "Samples":
    """Left and right of a layout that begins with them; the centre and what is behind go to both, softer (BS.775)."""
    made: Samples = samples[:, :CHANNELS] / 2 + samples[:, 2:3] * (_HALF_POWER / 2)
    rest = samples[:, 4:] if samples.shape[1] > _WITH_BASS else samples[:, 3:]
    for channel in range(rest.shape[1]):
        made[:, channel % CHANNELS] += rest[:, channel] * (_HALF_POWER / 2)
    return made
