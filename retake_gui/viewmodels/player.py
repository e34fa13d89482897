"""The player: pictures of source and take, always of one and the same frame, and how the two are looked at.

Nothing here waits. Positions become requests to the thread that owns the decoders; the newest replaces the one before;
answers come back as a queued signal that carries the pictures of all sides together.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from retake_gui.domain.compare import CompareMode, CompareState, Side
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.span import NOTHING
from retake_gui.domain.timebase import TimeDisplay
from retake_gui.viewmodels.clip_sources import clip_pictures, clip_sound
from retake_gui.viewmodels.clock import Output, SilentOutput
from retake_gui.viewmodels.compare_model import CompareModel, Result, ShownTake
from retake_gui.viewmodels.course import Turn
from retake_gui.viewmodels.frame_desk import FrameDesk
from retake_gui.viewmodels.levels import LevelsModel
from retake_gui.viewmodels.sound_feed import SoundFeed

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.viewmodels.frames import Desk, Pair, PictureFactory, SoundFactory

_SLOW_MS = 250


class PlayerModel(CompareModel):
    """Transport, pictures, sound and comparison of one clip and, perhaps, one take.

    Args:
        output: Makes what plays the sound that is prepared; by default nothing is heard.
        desk: Where pictures are asked for.

    Signals:
        framesReady: The pictures of a frame are there (``Pair``).
        volumeChanged: Louder, softer or muted.
        displayChanged: Times are written in another unit (``TimeDisplay``).
        busyChanged: Pictures are long in coming, or came.
        settledChanged: The pictures of the frame that is meant are all there, or no more.
        failed: A picture cannot be had (``RetakeError``).
    """

    framesReady = Signal(object)
    volumeChanged = Signal(float)
    displayChanged = Signal(object)
    busyChanged = Signal(bool)
    settledChanged = Signal(bool)
    failed = Signal(object)
    _answered = Signal(object, int)

    def __init__(
        self,
        output: Callable[[SoundFeed], Output] | None = None,
        desk: "Desk | None" = None,
        parent: QObject | None = None,
    ) -> None:
        self._sound = SoundFeed()
        super().__init__(output(self._sound) if output else SilentOutput(), self._sound, parent)
        self._desk: Desk = desk or FrameDesk()
        self._pictures: PictureFactory | None = None
        self._desk.listen(self._answered.emit)
        self._take_pictures: PictureFactory | None = None
        self._clip_sound: SoundFactory | None = None
        self.levels = LevelsModel(self._sound, self)
        self._pair: Pair | None = None
        self._size: tuple[int, int] | None = None
        self._volume, self._muted = 1.0, False
        self._display = TimeDisplay.TIMECODE
        self._awaits_first, self._busy, self._settled = True, False, False
        self._ticket, self._oldest = 0, 0
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._be_busy)
        self._answered.connect(self._take_answer, Qt.ConnectionType.QueuedConnection)
        self.positionChanged.connect(self._ask)
        for moved in (self.playingChanged, self.speedChanged, self.loopChanged):
            moved.connect(self._tell_loop)

    @property
    def pair(self) -> "Pair | None":
        """The pictures that are there, possibly of a frame before."""
        return self._pair

    @property
    def volume(self) -> float:
        """0 to 1."""
        return self._volume

    @property
    def muted(self) -> bool:
        """Whether nothing is heard whatever the volume."""
        return self._muted

    @property
    def display(self) -> TimeDisplay:
        """How times are written."""
        return self._display

    @property
    def busy(self) -> bool:
        """Whether pictures are long in coming."""
        return self._busy

    @property
    def settled(self) -> bool:
        """Whether the pictures of the frame that is meant are all there, in the size that is shown."""
        return self._settled

    # What is played

    def set_clip(
        self, clip: "Clip | None", pictures: "PictureFactory | None" = None, sound: "SoundFactory | None" = None
    ) -> None:
        """Play another clip from its first frame.

        Args:
            clip: Its facts, or ``None`` for nothing.
            pictures: Makes its pictures on the decoders' thread; by default the file's own.
            sound: Makes its sound on the sound's thread; by default the file's own.
        """
        self._drop()
        self._pictures = None if clip is None else pictures or clip_pictures(clip)
        self._clip_sound = None if clip is None or not clip.sound else sound or clip_sound(clip)
        self._sound.set_side(Side.SOURCE, self._clip_sound)
        self._set_take(None, None, None)
        self.load(clip)
        self._ask()

    def set_take(self, pictures: "PictureFactory", sound: "SoundFactory | None", take: ShownTake) -> None:
        """Compare a take, fitted into the whole clip, with the source; at first side by side."""
        self._set_take(pictures, sound, take)
        if self._compare.mode is CompareMode.SOURCE:
            self.set_mode(CompareMode.SIDE_BY_SIDE)
        self._ask()

    def set_grid(self, results: Sequence[Result]) -> None:
        """Which takes the grid shows beside each other, the compared one among them; told after each new take."""
        if tuple(results) != self._grid:
            self._grid = tuple(results)
            self.gridChanged.emit()
            if self._compare.mode is CompareMode.GRID:
                self._set_sides()
                self._ask()

    def clear_take(self) -> None:
        """Show the source alone."""
        self._set_take(None, None, None)
        self._ask()

    def _set_take(
        self, pictures: "PictureFactory | None", sound: "SoundFactory | None", take: ShownTake | None
    ) -> None:
        self._take_pictures = pictures
        if take is None or take not in self.grid:
            self._grid = ()
            self.gridChanged.emit()
        self._sound.set_side(Side.TAKE, sound)
        self._compare_loudness(sound, take)
        if take != self._take:
            self._compare = replace(self._compare, nudge=0)
        self._take = take
        self._set_sides()
        self.takeChanged.emit(take)
        if take is None:
            self.set_mode(CompareMode.SOURCE)
        self._hear()

    def _compare_loudness(self, sound: "SoundFactory | None", take: ShownTake | None) -> None:
        """Both sides are measured over what the take replaces."""
        clip, own = self._clip, self._clip_sound
        if clip is None or own is None or take is None or sound is None:
            self.levels.compare({})
        else:
            self.levels.compare_over(clip, take.span or clip.whole, {Side.SOURCE: own, Side.TAKE: sound})

    def _set_sides(self) -> None:
        """Tell the desk whose pictures are wanted; answers for other sides do not count any more."""
        in_grid = self._compare.mode is CompareMode.GRID and self._take is not None
        others = tuple(result.pictures for result in self._grid if result.take != self._take) if in_grid else ()
        self._desk.set_sides(self._pictures, self._take_pictures, others)
        self._oldest = self._ticket

    def set_volume(self, volume: float) -> None:
        """0 to 1; moving it ends muting."""
        self._volume, self._muted = min(max(volume, 0.0), 1.0), False
        self._loudness()

    def set_muted(self, muted: bool) -> None:
        """Silence, or the volume again."""
        self._muted = muted
        self._loudness()

    def set_display(self, display: TimeDisplay) -> None:
        """Write times in another unit."""
        if display is not self._display:
            self._display = display
            self.displayChanged.emit(display)

    def cycle_display(self) -> None:
        """Timecode, frames, seconds, and again."""
        self.set_display(self._display.following)

    def set_view_size(self, width: int, height: int) -> None:
        """Ask for pictures that fill so many device pixels."""
        if (width, height) != self._size:
            self._size = (width, height)
            self._ask()

    def close(self) -> None:
        """Stop everything and wait for the threads to end."""
        super().close()
        self._slow.stop()
        self.levels.close()
        self._desk.close()
        self._sound.close()

    # Pictures

    def _tell_loop(self) -> None:
        """What the desk has to have ready: where a loop that runs forwards begins again."""
        forwards = self.playing and self._speed > 0
        self._desk.set_loop(self.loop if forwards and self._turn is Turn.LOOP else NOTHING)
        if forwards:
            self._desk.roll()

    def _ask(self) -> None:
        self._settle(settled=False)
        if self._clip is not None and self._clip.frames:
            self._ticket += 1
            self._desk.request(self._position, self._size, self._ticket, self._compare.nudge)
            if not self._slow.isActive() and not self._busy:
                self._slow.start()

    def _take_answer(self, answer: "Pair | RetakeError", ticket: int) -> None:
        if ticket <= self._oldest:
            return
        if isinstance(answer, RetakeError):
            self._tell_shown()
            self._calm()
            self.failed.emit(answer)
            return
        self._pair = answer
        if answer.number == self._position or not self.playing:
            self._calm()
        self.framesReady.emit(answer)
        self._tell_shown()
        if self.playing:
            QTimer.singleShot(0, partial(self.picture_drawn, answer.number))
        self._settle(settled=ticket == self._ticket and not answer.proxy)

    def _tell_shown(self) -> None:
        """The window paints before it comes back here: until then nothing should take the processor from it."""
        if self._awaits_first:
            self._awaits_first = False
            QTimer.singleShot(0, self._desk.picture_shown)

    def _drop(self) -> None:
        self._awaits_first = True
        self._oldest = self._ticket
        self._pair = None
        self._calm()

    def _settle(self, *, settled: bool) -> None:
        if settled is not self._settled:
            self._settled = settled
            self.settledChanged.emit(settled)

    def _be_busy(self) -> None:
        self._busy = True
        self.busyChanged.emit(self._busy)

    def _calm(self) -> None:
        self._slow.stop()
        if self._busy:
            self._busy = False
            self.busyChanged.emit(self._busy)

    def _compared(self, before: CompareState) -> None:
        """Other pictures may be wanted, and another side may be heard."""
        if (before.mode is CompareMode.GRID) is not (self._compare.mode is CompareMode.GRID):
            self._set_sides()
            self._ask()
        elif before.nudge != self._compare.nudge:
            self._ask()
        self._hear()

    def _hear(self) -> None:
        if self._clip is not None:
            self._sound.set_shift(self._compare.nudge / self._clip.rate)
        has_take = self._take is not None and self._compare.mode is not CompareMode.SOURCE
        self._sound.hear(self._compare.heard if has_take else Side.SOURCE)

    def _loudness(self) -> None:
        self._sound.set_volume(0.0 if self._muted else self._volume)
        self.volumeChanged.emit(self._volume)
