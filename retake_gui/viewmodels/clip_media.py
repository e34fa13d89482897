"""Filmstrip and waveform of the open clip, as the timeline paints them; made in the background, shown as they grow."""

import bisect
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from retake_gui.viewmodels.media_maker import BOX, Maker, StripMaker, WaveMaker, as_image
from retake_gui.viewmodels.scrubbing import ScrubRoom
from retake_gui.viewmodels.tiles import TileMaker

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.span import Span
    from retake_gui.media.peaks import PeakPyramid

_TELL_MS = 150
_REFINE_MS = 1000
"""While frames are filled in, the strip only gets more exact."""
_RECENT = 300


class ClipMedia(QObject):
    """Small pictures and the sound's outline, as far as they are known.

    Signals:
        changed: There is more to show.
        settledChanged: All is known, or no more.
        scrubbableChanged: More, or fewer, frames can be scrubbed at once.
        cutsChanged: Scene cuts were found.
        tilesReady: Pictures that were not at hand for the filmstrip are now.
    """

    changed = Signal()
    scrubbableChanged = Signal()
    cutsChanged = Signal()
    settledChanged = Signal(bool)
    tilesReady = Signal()
    _news = Signal()
    _picture = Signal(object, int, QImage)
    _sound = Signal(object, object)
    _ended = Signal(object)
    _tiled = Signal(int, object)

    def __init__(self, room: ScrubRoom | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room or ScrubRoom()
        self._recent: OrderedDict[int, QImage] = OrderedDict()
        self._told = threading.Event()
        self._closed = False
        self._telling, self._painting = QTimer(self), QTimer(self)
        for timer, slot in ((self._telling, self._tell), (self._painting, self.changed.emit)):
            timer.setSingleShot(True)
            timer.timeout.connect(slot)
        self._makers: set[Maker] = set()
        self._working: set[Maker] = set()
        self._numbers: list[int] = []
        self._pictures: dict[int, QImage] = {}
        self._outline: PeakPyramid | None = None
        self._settled = True
        self._cuts: tuple[int, ...] = ()
        self._ending: list[threading.Thread] = []
        self._news.connect(self._tell_soon, Qt.ConnectionType.QueuedConnection)
        self._picture.connect(self._take_picture, Qt.ConnectionType.QueuedConnection)
        self._sound.connect(self._take_sound, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._tiles = TileMaker(self._room, self._tiled.emit)
        self._opened = 0
        self._tiled.connect(self._take_tiles, Qt.ConnectionType.QueuedConnection)

    @property
    def settled(self) -> bool:
        """Whether all is known."""
        return self._settled

    @property
    def scrubbable(self) -> tuple["Span", ...]:
        """Frames whose pictures are there at once, in order and apart from each other."""
        return self._room.spans()

    @property
    def cuts(self) -> tuple[int, ...]:
        """First frames after the scene cuts found so far, in order."""
        return self._cuts

    def set_clip(self, clip: "Clip | None") -> None:
        """Show another clip's."""
        self._stop()
        self._opened += 1
        self._recent.clear()
        self._told.clear()
        self._room.set_clip(clip, self._hear_news)
        self._numbers, self._pictures, self._outline = [], {}, None
        if clip is not None and clip.frames:
            strip = StripMaker(clip, self._room, self._picture.emit, self._ended.emit)
            self._makers = {strip, WaveMaker(clip, self._room, self._sound.emit, self._ended.emit)}
            self._working = set(self._makers)
            for maker in self._makers:
                maker.start()
        self._settle(settled=not self._working)
        self.changed.emit()
        self.scrubbableChanged.emit()
        self._look_for_cuts()

    def picture_at(self, frame: int) -> QImage | None:
        """A frame's small picture, or else the nearest, if there are any."""
        found = self._at_hand(frame)
        own = self._room.small(frame, BOX) if found is None else None
        if own is not None:
            found = as_image(own)
            self._keep(frame, found)
        return found or self._nearest(frame)

    def pictures_of(self, frames: Sequence[int]) -> list[QImage | None]:
        """The small pictures of a filmstrip: what is at hand, or else the nearest; the rest is made, and told of."""
        own = [self._at_hand(frame) for frame in frames]
        missing = [frame for frame, found in zip(frames, own, strict=True) if found is None]
        wanted = [frame for frame in missing if self._room.has_own(frame)][: _RECENT - len(own) + len(missing)]
        if wanted and not self._closed:
            if self._tiles.ident is None:
                self._tiles.start()
            self._tiles.want(self._opened, wanted)
        return [found or self._nearest(frame) for frame, found in zip(frames, own, strict=True)]

    def wave_at(self, start: float, end: float, width: int, height: int) -> bytes | None:
        """The sound between two moments drawn row by row, outline and body; ``None`` while unknown."""
        return self._outline.drawn(start, end, width, height) if self._outline is not None else None

    def close(self) -> None:
        """Stop and wait for the threads."""
        self._stop()
        self._closed = True
        self._tiles.close()
        self._telling.stop()
        self._painting.stop()
        self._room.close()
        for thread in self._ending:
            thread.join()
        self._ending.clear()

    def _at_hand(self, frame: int) -> QImage | None:
        found = self._recent.get(frame)
        if found is not None:
            self._recent.move_to_end(frame)
        return found

    def _nearest(self, frame: int) -> QImage | None:
        place = bisect.bisect_left(self._numbers, frame)
        near = self._numbers[max(0, place - 1) : place + 1]
        return self._pictures[min(near, key=lambda number: abs(number - frame))] if near else None

    def _keep(self, frame: int, picture: QImage) -> None:
        self._recent[frame] = picture
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    def _take_tiles(self, clip: int, made: Mapping[int, QImage]) -> None:
        if clip == self._opened and not self._closed:
            for frame, picture in made.items():
                self._keep(frame, picture)
            self.tilesReady.emit()

    def _hear_news(self) -> None:
        """There is more in the scrub room; called on its threads, for every frame."""
        if not self._told.is_set():
            self._told.set()
            self._news.emit()

    def _tell(self) -> None:
        self._told.clear()
        self.scrubbableChanged.emit()
        self._look_for_cuts()
        self._paint_within(_REFINE_MS)

    def _look_for_cuts(self) -> None:
        cuts = self._room.cuts()
        if cuts != self._cuts:
            self._cuts = cuts
            self.cutsChanged.emit()

    def _stop(self) -> None:
        """Let the makers end by themselves: one may be in the middle of a frame, and nobody waits for that."""
        for maker in self._makers:
            maker.cancel()
        self._ending = [thread for thread in (*self._ending, *self._makers) if thread.is_alive()]
        self._makers, self._working = set(), set()

    def _take_picture(self, maker: Maker, number: int, picture: QImage) -> None:
        if maker in self._makers:
            if number not in self._pictures:
                bisect.insort(self._numbers, number)
            self._pictures[number] = picture
            self._paint_within(_TELL_MS)

    def _take_sound(self, maker: Maker, outline: "PeakPyramid") -> None:
        if maker in self._makers:
            self._outline = outline
            self._paint_within(_TELL_MS)

    def _tell_soon(self) -> None:
        if not self._telling.isActive() and not self._closed:
            self._telling.start(_TELL_MS)

    def _paint_within(self, milliseconds: int) -> None:
        """Have the strip painted again, but not more often than there is something to see."""
        late = not self._painting.isActive() or self._painting.remainingTime() > milliseconds
        if late and not self._closed:
            self._painting.start(milliseconds)

    def _end(self, maker: Maker) -> None:
        self._working.discard(maker)
        if maker in self._makers and not self._working:
            self.changed.emit()
            self._settle(settled=True)

    def _settle(self, *, settled: bool) -> None:
        if settled is not self._settled:
            self._settled = settled
            self.settledChanged.emit(settled)
