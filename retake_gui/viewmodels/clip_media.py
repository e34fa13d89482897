"""Filmstrip and waveform of the open clip, as the timeline paints them; made in the background, shown as they grow."""

import bisect
import threading
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.viewmodels.media_maker import BOX, MediaMaker, as_image
from retake_gui.viewmodels.scrubbing import ScrubRoom
from retake_gui.viewmodels.sound_outline import SoundOutline

_TELL_MS = 150
_RECENT = 300


class ClipMedia(QObject):
    """Small pictures and the sound's outline, as far as they are known.

    Signals:
        changed: There is more to show.
        settledChanged: All is known, or no more.
        scrubbableChanged: More, or fewer, frames can be scrubbed at once.
        cutsChanged: Scene cuts were found.
    """

    changed = Signal()
    scrubbableChanged = Signal()
    cutsChanged = Signal()
    settledChanged = Signal(bool)
    _news = Signal()
    _picture = Signal(object, int, QImage)
    _sound = Signal(object, list, list)
    _ended = Signal(object)

    def __init__(self, room: ScrubRoom | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room or ScrubRoom()
        self._recent: OrderedDict[int, QImage] = OrderedDict()
        self._told = threading.Event()
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(_TELL_MS)
        self._telling.timeout.connect(self._tell)
        self._maker: MediaMaker | None = None
        self._numbers: list[int] = []
        self._pictures: dict[int, QImage] = {}
        self._outline = SoundOutline()
        self._settled = True
        self._ending: list[threading.Thread] = []
        self._news.connect(self._telling.start, Qt.ConnectionType.QueuedConnection)
        self._picture.connect(self._take_picture, Qt.ConnectionType.QueuedConnection)
        self._sound.connect(self._take_sound, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def settled(self) -> bool:
        """Whether all is known."""
        return self._settled

    @property
    def scrubbable(self) -> tuple[Span, ...]:
        """Frames whose pictures are there at once, in order and apart from each other."""
        return self._room.spans()

    @property
    def cuts(self) -> tuple[int, ...]:
        """First frames after the scene cuts found so far, in order."""
        return ()

    def set_clip(self, clip: Clip | None) -> None:
        """Show another clip's."""
        self._stop()
        self._recent.clear()
        self._told.clear()
        self._room.set_clip(clip, self._hear_news)
        self._numbers, self._pictures, self._outline = [], {}, SoundOutline()
        if clip is not None and clip.frames:
            self._maker = MediaMaker(clip, self._picture.emit, self._sound.emit, self._ended.emit)
            self._maker.start()
        self._settle(settled=self._maker is None)
        self.changed.emit()
        self.scrubbableChanged.emit()

    def picture_at(self, frame: int) -> QImage | None:
        """A frame's small picture, or else the nearest, if there are any."""
        found = self._recent.get(frame)
        if found is not None:
            self._recent.move_to_end(frame)
            return found
        own = self._room.small(frame, BOX)
        if own is not None:
            self._recent[frame] = as_image(own)
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)
            return self._recent[frame]
        place = bisect.bisect_left(self._numbers, frame)
        near = self._numbers[max(0, place - 1) : place + 1]
        return self._pictures[min(near, key=lambda number: abs(number - frame))] if near else None

    def wave_at(self, start: float, end: float, columns: int) -> Sequence[tuple[float, float]] | None:
        """Least and most of the sound, -1 to 1, in so many columns between two moments; ``None`` while unknown."""
        return self._outline.columns(start, end, columns) if self._outline.seconds else None

    def close(self) -> None:
        """Stop and wait for the threads."""
        self._stop()
        self._telling.stop()
        self._room.close()
        for thread in self._ending:
            thread.join()
        self._ending.clear()

    def _hear_news(self) -> None:
        """There is more in the scrub room; called on its threads, for every frame."""
        if not self._told.is_set():
            self._told.set()
            self._news.emit()

    def _tell(self) -> None:
        self._told.clear()
        self.scrubbableChanged.emit()
        self.changed.emit()

    def _stop(self) -> None:
        """Let the maker end by itself: it may be in the middle of a frame, and nobody waits for that."""
        if self._maker is not None:
            self._maker.cancel()
            self._ending = [thread for thread in (*self._ending, self._maker) if thread.is_alive()]
            self._maker = None

    def _take_picture(self, maker: MediaMaker, number: int, picture: QImage) -> None:
        if maker is self._maker:
            if number not in self._pictures:
                bisect.insort(self._numbers, number)
            self._pictures[number] = picture
            self.changed.emit()

    def _take_sound(self, maker: MediaMaker, low: list[float], high: list[float]) -> None:
        if maker is self._maker:
            self._outline.add(low, high)
            self.changed.emit()

    def _end(self, maker: MediaMaker) -> None:
        if maker is self._maker:
            self._settle(settled=True)

    def _settle(self, *, settled: bool) -> None:
        if settled is not self._settled:
            self._settled = settled
            self.settledChanged.emit(settled)
