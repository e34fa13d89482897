"""How loud each side is: by the user's hand, and matched so that the louder one does not win the comparison."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from retake_gui.domain.compare import Side
from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.course import SOUND_RATE

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.span import Span
    from retake_gui.viewmodels.frames import SoundFactory
    from retake_gui.viewmodels.sound_feed import SoundFeed

_MOST_CUT = 30.0
"""Decibels by which matching makes a side softer, at most: a nearly silent side must not mute the other."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What of a sound is measured, in samples."""

    sound: "SoundFactory"
    start: int
    count: int


class LevelsModel(QObject):
    """Volumes of the two sides.

    Args:
        feed: Told how loud each side is.

    Signals:
        changed: A volume, a loudness or what is matched changed.
    """

    changed = Signal()
    _measured = Signal(object, object)

    def __init__(self, feed: "SoundFeed", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._levels = dict.fromkeys(Side, 1.0)
        self._passages: dict[Side, Passage] = {}
        self._loudness: dict[Side, float] = {}
        self._matching = False
        self._work: _Measuring | None = None
        self._ending: list[threading.Thread] = []
        self._measured.connect(self._take_over, Qt.ConnectionType.QueuedConnection)

    @property
    def matching(self) -> bool:
        """Whether both sides are made equally loud."""
        return self._matching

    @property
    def measuring(self) -> bool:
        """Whether loudness is being measured."""
        return self._work is not None

    def level(self, side: Side) -> float:
        """The user's volume of a side, 0 to 1."""
        return self._levels[side]

    def loudness(self, side: Side) -> float | None:
        """Integrated loudness (EBU R 128) of the compared passage, LUFS; ``None`` while unknown, or silent."""
        return self._loudness.get(side)

    def gain(self, side: Side) -> float:
        """Decibels by which matching changes a side: the louder one is made softer, so that nothing is clipped."""
        own, other = self.loudness(side), self.loudness(side.other)
        if not self._matching or own is None or other is None:
            return 0.0
        return max(-_MOST_CUT, min(0.0, other - own))

    def set_level(self, side: Side, level: float) -> None:
        """Make one side softer, 0 to 1."""
        self._levels[side] = min(max(level, 0.0), 1.0)
        self._apply()

    def set_matching(self, matching: bool) -> None:
        """Make both sides equally loud, or leave them as they are."""
        self._matching = matching
        self._measure()
        self._apply()

    def compare(self, passages: dict[Side, Passage]) -> None:
        """Other sounds are compared, or fewer than two: nothing to match."""
        if passages != self._passages:
            self._passages, self._loudness = passages, {}
            self._cancel()
            self._measure()
            self._apply()

    def compare_over(self, clip: "Clip", span: "Span", sounds: dict[Side, "SoundFactory"]) -> None:
        """Compare over these frames: the rest of a long clip would hide what is heard of them."""
        start, count = clip.time_of(span.start) * SOUND_RATE, clip.span_seconds(span) * SOUND_RATE
        self.compare({side: Passage(sound, round(start), round(count)) for side, sound in sounds.items()})

    def close(self) -> None:
        """Stop measuring and wait for the threads."""
        self._cancel()
        for thread in self._ending:
            thread.join()
        self._ending.clear()

    def _measure(self) -> None:
        if self._matching and self._work is None and not self._loudness and len(self._passages) > 1:
            self._work = _Measuring(self._passages, self._measured.emit)
            self._work.start()

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._ending = [thread for thread in (*self._ending, self._work) if thread.is_alive()]
            self._work = None

    def _take_over(self, work: object, found: dict[Side, float]) -> None:
        if work is self._work:
            self._cancel()
            self._loudness = found
            self._apply()

    def _apply(self) -> None:
        for side in Side:
            self._feed.set_level(side, self._levels[side] * 10 ** (self.gain(side) / 20))
        self.changed.emit()


class _Measuring(threading.Thread):
    """Measures all sides, one after the other."""

    def __init__(self, passages: dict[Side, Passage], done: Callable[["_Measuring", dict[Side, float]], None]) -> None:
        super().__init__(name="loudness", daemon=True)
        self._passages, self._done = dict(passages), done
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End soon; nothing is told any more."""
        self._cancelled.set()

    def run(self) -> None:
        """Measure."""
        found: dict[Side, float] = {}
        for side, passage in self._passages.items():
            loudness = self._loudness(passage)
            if loudness is not None:
                found[side] = loudness
        if not self._cancelled.is_set():
            self._done(self, found)

    def _loudness(self, passage: Passage) -> float | None:
        from retake_gui.media.loudness import measure

        try:
            sound = passage.sound()
        except RetakeError:
            return None
        try:
            return measure(sound, passage.start, passage.count, self._cancelled.is_set)
        except RetakeError:
            return None
        finally:
            sound.close()
