"""Short pieces of sound while a hand scrubs or steps: enough to hear where one is."""

from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer

from retake_gui.viewmodels.course import Course

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.viewmodels.clock import Output

LENGTH = Fraction(2, 25)
"""Seconds of a grain."""
_APART_MS = 90
_HEARD_MS = 600


class GrainFeed(Protocol):
    """Prepares a grain."""

    def play_grain(self, course: Course) -> None:
        """Prepare this short piece from now on."""


class Grains(QObject):
    """Plays at most one grain at a time, and always the newest place last.

    Args:
        feed: Prepares the sound.
    """

    def __init__(self, feed: GrainFeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.enabled = True
        self._feed = feed
        self._output: Output | None = None
        self._waiting: tuple[Clip, int] | None = None
        self._next = self._timer(_APART_MS, self._go_on)
        self._end = self._timer(_HEARD_MS, self.stop)

    def sound(self, output: "Output", clip: "Clip", frame: int) -> None:
        """Let a frame be heard, soon."""
        if not self.enabled or not clip.sound:
            return
        self._output, self._waiting = output, (clip, frame)
        if not self._next.isActive():
            self._go_on()

    def stop(self) -> None:
        """Be silent; playing has its own sound."""
        self._next.stop()
        self._end.stop()
        output, self._output, self._waiting = self._output, None, None
        if output is not None:
            output.halt()

    def _go_on(self) -> None:
        if self._waiting is None or self._output is None:
            return
        (clip, frame), self._waiting = self._waiting, None
        start = clip.time_of(frame)
        self._feed.play_grain(Course(start, Fraction(1), start, min(start + LENGTH, clip.duration)))
        self._output.begin()
        self._next.start()
        self._end.start()

    def _timer(self, interval: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer
