"""Prepares the sound of a course ahead of its being heard.

The window's thread says what is played, which side is heard and how loud; the sound's thread asks for samples. The two
share nothing but the values that are set here, and a course never changes.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retake_gui.domain.compare import Side
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.course import SOUND_RATE, Course, Run
from retake_gui.viewmodels.frames import SoundFactory

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from retake_gui.media.source import SoundSource

    Samples = npt.NDArray[np.float32]

CHANNELS = 2
"""Everything is played in stereo."""
_SAMPLE_BYTES = 4


@dataclass
class _Opened:
    """A side's source as the sound's thread has it open."""

    factory: SoundFactory
    source: "SoundSource | None"


@dataclass
class SoundFeed:
    """Told by the window's thread what to play; asked for samples by the sound's thread."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _course: Course | None = None
    _given: int = 0
    _factories: dict[Side, SoundFactory | None] = field(default_factory=dict)
    _opened: dict[Side, _Opened] = field(default_factory=dict)
    _side: Side = Side.SOURCE
    _volume: float = 1.0

    # Called by the window's thread

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
        for opened in self._opened.values():
            if opened.source is not None:
                opened.source.close()
        self._opened.clear()

    # Called by the sound's thread

    def read(self, count: int) -> bytes:
        """The next samples of the course: 32-bit floats, two channels; silence where there is nothing to hear."""
        with self._lock:
            course, first = self._course, self._given
            self._given += count
            source = self._source(self._side)
            volume = self._volume
        if course is None or source is None or not volume:
            return silence(count)
        from retake_gui.media.mixing import as_stereo_bytes

        made = b"".join(
            as_stereo_bytes(part, volume) for run in course.runs(first, count) for part in _sound_of(source, run)
        )
        return made + silence(count - len(made) // (CHANNELS * _SAMPLE_BYTES))

    def _source(self, side: Side) -> "SoundSource | None":
        """A side's source, opened when first heard; one that cannot be opened is silent."""
        factory = self._factories.get(side)
        opened = self._opened.get(side)
        if opened is not None and opened.factory is not factory:
            if opened.source is not None:
                opened.source.close()
            del self._opened[side]
            opened = None
        if opened is None and factory is not None:
            try:
                opened = _Opened(factory, factory())
            except RetakeError:
                opened = _Opened(factory, None)
            self._opened[side] = opened
        return None if opened is None else opened.source


def silence(count: int) -> bytes:
    """Nothing to hear, for so many samples."""
    return bytes(max(0, count) * CHANNELS * _SAMPLE_BYTES)


def _sound_of(source: "SoundSource", run: Run) -> "Iterator[Samples]":
    """The samples of a stretch without a turn, as many as it plays."""
    speed = abs(run.speed)
    begin = round(run.start * SOUND_RATE)
    needed = run.samples if speed == 1 else max(1, round(run.samples * speed))
    forwards = run.speed > 0
    samples = source.read(begin, needed) if forwards else source.read(begin - needed, needed)[::-1]
    if speed != 1:
        from retake_gui.media.mixing import stretch

        samples = stretch(samples, run.samples)
    yield samples
