"""The sound card: the only module that knows QtMultimedia, which it loads when something is first played.

The sink lives in a thread with an event loop of its own, so that a busy window leaves no gap in the sound. It is the
master clock: what has been heard is what left the sink's buffer, less what the sound server took in one gulp when it
started, which is what it holds back. Where there is no card, or one that takes nothing, :attr:`CardOutput.failed`
turns true and the transport goes on in silence.
"""

import threading
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice, QObject, Qt, QThread, QTimer, Signal, Slot

from retake_gui.viewmodels.clock import SteadyCount
from retake_gui.viewmodels.course import SOUND_RATE
from retake_gui.viewmodels.voice import CHANNELS

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioFormat, QAudioSink

    from retake_gui.viewmodels.sound_feed import SoundFeed

_FRAME_BYTES = CHANNELS * 4
_BUFFER_SECONDS = Fraction(1, 5)
_FILL_MS = 10
_PATIENCE_SECONDS = 1.2
_MOST_HELD = Fraction(3, 10)
_NANO = 1_000_000_000
_ENDING_MS = 5000
_BROKEN = frozenset({"OpenError", "IOError", "FatalError"})


@dataclass
class _Heard:
    """What the two threads share: how much of which course came out."""

    turn: int = 0
    count: SteadyCount | None = None
    failed: bool = False


class CardOutput(QObject):
    """Plays what a feed prepares, and knows how far it is.

    Args:
        feed: Asked for samples on the sound's thread.
    """

    _soon = Signal()
    _wanted = Signal(int)
    _unwanted = Signal()

    def __init__(self, feed: "SoundFeed", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._thread: QThread | None = None
        self._lock = threading.Lock()
        self._heard = _Heard()
        self._turn = 0
        self._begun = 0.0

    @property
    def failed(self) -> bool:
        """Whether there is no card, or none that plays."""
        with self._lock:
            if self._heard.failed:
                return True
            waiting = self._begun and (self._heard.turn != self._turn or self._heard.count is None)
        return bool(waiting) and time.monotonic() - self._begun > _PATIENCE_SECONDS

    def prepare(self) -> None:
        """Load QtMultimedia and open what is heard, on the sound's thread."""
        if self._thread is None:
            self._start_thread()
        self._soon.emit()

    def begin(self) -> None:
        """Play from the start of what the feed was given."""
        if self._thread is None:
            self._start_thread()
        self._turn += 1
        self._begun = time.monotonic()
        self._wanted.emit(self._turn)

    def halt(self) -> None:
        """Play nothing any more."""
        self._begun = 0.0
        self._turn += 1
        self._unwanted.emit()

    def elapsed(self) -> Fraction:
        """Seconds of the course that have been heard; zero until the first sound comes out."""
        with self._lock:
            if self._heard.turn != self._turn or self._heard.count is None:
                return Fraction(0)
            return Fraction(self._heard.count.at(time.monotonic_ns())).limit_denominator(1_000_000)

    def close(self) -> None:
        """Give the card back and wait for the thread."""
        self._begun = 0.0
        thread, self._thread = self._thread, None
        if thread is not None:
            self._unwanted.emit()
            thread.quit()
            thread.wait(_ENDING_MS)

    def _start_thread(self) -> None:
        thread = QThread()
        thread.setObjectName("sound")
        card = _Card(self._feed, self._heard, self._lock)
        card.moveToThread(thread)
        self._soon.connect(card.prepare, Qt.ConnectionType.QueuedConnection)
        self._wanted.connect(card.begin, Qt.ConnectionType.QueuedConnection)
        self._unwanted.connect(card.halt, Qt.ConnectionType.QueuedConnection)
        thread.finished.connect(card.end, Qt.ConnectionType.DirectConnection)
        thread.start(QThread.Priority.HighPriority)
        self._thread, self._card = thread, card


class _Card(QObject):
    """The sink, in its thread."""

    def __init__(self, feed: "SoundFeed", heard: _Heard, lock: threading.Lock) -> None:
        super().__init__()
        self._feed, self._heard, self._lock = feed, heard, lock
        self._sink: QAudioSink | None = None
        self._device: QIODevice | None = None
        self._timer: QTimer | None = None
        self._turn = 0
        self._written = 0
        self._held: Fraction | None = None
        self._kept = b""

    @Slot()
    def prepare(self) -> None:
        """Have everything ready for the first play."""
        if self._sink is not None or self._open():
            self._feed.open()

    @Slot(int)
    def begin(self, turn: int) -> None:
        """Start over with what the feed has now."""
        if self._sink is None and not self._open():
            with self._lock:
                self._heard.failed = True
            return
        self._stop()
        self._turn = turn
        if self._sink is not None and self._timer is not None:
            self._kept = self._feed.read(int(SOUND_RATE * _BUFFER_SECONDS))
            self._device = self._sink.start()
            self._fill()
            self._timer.start()

    @Slot()
    def halt(self) -> None:
        """Stop at once."""
        self._stop()

    @Slot()
    def end(self) -> None:
        """The thread ends: everything that lives in it goes."""
        self._stop()
        self._sink, self._timer = None, None

    def _open(self) -> bool:
        from PySide6.QtMultimedia import QAudioSink, QMediaDevices

        device = QMediaDevices.defaultAudioOutput()
        if device.isNull() or not device.isFormatSupported(_format()):
            return False
        self._sink = QAudioSink(device, _format())
        self._sink.setBufferSize(int(SOUND_RATE * _BUFFER_SECONDS) * _FRAME_BYTES)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FILL_MS)
        self._timer.timeout.connect(self._fill)
        return True

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self._sink is not None and self._device is not None:
            self._sink.reset()
        self._device, self._held, self._kept, self._written = None, None, b"", 0
        with self._lock:
            self._heard.count = None

    def _fill(self) -> None:
        """Top up the sink's buffer, and note what came out of it."""
        sink, device = self._sink, self._device
        if sink is None or device is None:
            return
        room = sink.bytesFree() // _FRAME_BYTES
        if room > 0:
            missing = room - len(self._kept) // _FRAME_BYTES
            block = self._kept + (self._feed.read(missing) if missing > 0 else b"")
            taken = max(0, device.write(block))
            self._kept = block[taken:]
            self._written += taken // _FRAME_BYTES
        self._note(Fraction(sink.processedUSecs(), 1_000_000))
        if sink.error().name in _BROKEN:
            with self._lock:
                self._heard.failed = True

    def _note(self, gone: Fraction) -> None:
        if gone <= 0:
            return
        if self._held is None:
            self._held = min(gone, _MOST_HELD)
        now = time.monotonic_ns()
        with self._lock:
            if self._heard.count is None or self._heard.turn != self._turn:
                self._heard.count, self._heard.turn = SteadyCount(SOUND_RATE), self._turn
            self._heard.count.read(max(0, int((gone - self._held) * SOUND_RATE)), now)


def _format() -> "QAudioFormat":
    from PySide6.QtMultimedia import QAudioFormat

    made = QAudioFormat()
    made.setSampleRate(SOUND_RATE)
    made.setChannelCount(CHANNELS)
    made.setSampleFormat(QAudioFormat.SampleFormat.Float)
    return made
