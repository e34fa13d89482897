"""Playing a clip: forwards and backwards, at any speed, in loops, on one clock."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from retake_gui.domain.compare import loop_span
from retake_gui.domain.span import NOTHING, Span
from retake_gui.viewmodels.clock import Feed, Output, SilentOutput
from retake_gui.viewmodels.course import Course, Turn, next_rate
from retake_gui.viewmodels.picture_lag import PictureLag

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip

_TICK_MS = 5
_FASTEST = 8


class Playback(QObject):
    """Where in the clip we are, and whether we move.

    Signals:
        clipChanged: Another clip, or none (``Clip | None``).
        positionChanged: Another frame is meant.
        playingChanged: Playing began or ended.
        speedChanged: Clip seconds a second, negative backwards (``Fraction``).
        loopChanged: What is looped changed (``Span``, empty when nothing is).
        segmentChanged: The range around which is looped moved (``Span``).
    """

    clipChanged = Signal(object)
    positionChanged = Signal(int)
    playingChanged = Signal(bool)
    speedChanged = Signal(object)
    loopChanged = Signal(object)
    segmentChanged = Signal(object)

    def __init__(self, output: Output | None = None, feed: Feed | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._output: Output = output or SilentOutput()
        self._feed = feed
        self._clip: Clip | None = None
        self._segment = NOTHING
        self._position = 0
        self._speed = self._rate = Fraction(1)
        self._looping = False
        self._margin = Fraction(1)
        self._closer = NOTHING
        self._turn = Turn.LOOP
        self._course: Course | None = None
        self._lag = PictureLag()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def clip(self) -> "Clip | None":
        """The open clip."""
        return self._clip

    @property
    def segment(self) -> Span:
        """The range around which is looped."""
        return self._segment

    @property
    def position(self) -> int:
        """The frame that is meant; the picture follows as soon as it is there."""
        return self._position

    @property
    def playing(self) -> bool:
        """Whether time moves."""
        return self._course is not None

    @property
    def speed(self) -> Fraction:
        """Clip seconds a second while playing."""
        return self._speed

    @property
    def rate(self) -> Fraction:
        """Clip seconds a second when playing begins."""
        return self._rate

    @property
    def turn(self) -> Turn:
        """What a loop does at its ends."""
        return self._turn

    @property
    def margin(self) -> Fraction:
        """Seconds that are looped before and after the segment."""
        return self._margin

    @property
    def looping(self) -> bool:
        """Whether a range is played again and again."""
        return self._looping

    @property
    def loop(self) -> Span:
        """What is looped: the segment with its margin before and after, or the clip; empty when nothing is."""
        if not self._looping or self._clip is None:
            return NOTHING
        return self._closer or loop_span(self._clip, self._segment, self._margin)

    @property
    def loops_place(self) -> bool:
        """Whether frames of their own are looped, not the range or the clip."""
        return self._looping and bool(self._closer)

    def load(self, clip: "Clip | None") -> None:
        """Begin anew with a clip, at its first frame."""
        self.pause()
        self._clip, self._segment, self._position = clip, NOTHING, 0
        self._closer = NOTHING
        if clip is not None:
            self._output.prepare()
        self.clipChanged.emit(clip)
        self.segmentChanged.emit(NOTHING)
        self.loopChanged.emit(self.loop)
        self.positionChanged.emit(0)

    def set_segment(self, segment: Span) -> None:
        """The range moved; a running loop goes on with it."""
        if segment == self._segment:
            return
        self._segment, self._closer = segment, NOTHING
        self.segmentChanged.emit(segment)
        if self._looping:
            self.loopChanged.emit(self.loop)
            self._set_out_again()

    # Playing

    def play(self) -> None:
        """Play from here; from the start where there is nothing ahead."""
        if self._clip is None or not self._clip.frames or self.playing:
            return
        if not self._looping:
            ahead = self._position < self._clip.frames - 1 if self._speed > 0 else self._position > 0
            if not ahead:
                self._move(0 if self._speed > 0 else self._clip.frames - 1)
        self._set_out()
        self.playingChanged.emit(self.playing)

    def pause(self) -> None:
        """Stop on the frame that is shown; the next play is forwards, at the speed that was chosen."""
        if self._course is None:
            return
        self._course = None
        self._lag.begin()
        self._timer.stop()
        self._output.halt()
        if self._feed is not None:
            self._feed.play(None)
        self._set_speed(self._rate)
        self.playingChanged.emit(self.playing)

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def shuttle(self, way: int) -> None:
        """L (``way`` 1) or J (-1): play that way, again to double the speed."""
        if self.playing and (self._speed > 0) == (way > 0):
            self._set_speed(way * min(abs(self._speed) * 2, Fraction(_FASTEST)))
        else:
            self._set_speed(way * self._rate)
        if self.playing:
            self._set_out()
        else:
            self.play()

    def set_speed(self, speed: Fraction) -> None:
        """Play at another speed; zero is not one."""
        if speed and speed != self._speed:
            self._set_speed(speed)
            self._set_out_again()

    def set_rate(self, rate: Fraction) -> None:
        """Play at another speed from now on, and whenever playing begins; the way stays."""
        self._rate = rate
        self.set_speed(rate if self._speed > 0 else -rate)

    def change_rate(self, steps: int) -> None:
        """The next faster or slower of the usual speeds."""
        if (found := next_rate(self._rate, steps)) != self._rate:
            self.set_rate(found)

    def set_looping(self, looping: bool) -> None:
        """Loop, or play on."""
        if looping != self._looping or self._closer:
            self._looping, self._closer = looping, NOTHING
            self.loopChanged.emit(self.loop)
            self._set_out_again()

    def loop_over(self, span: Span) -> None:
        """Loop these frames alone, until the range moves or looping is switched."""
        if self._clip is not None:
            self._looping, self._closer = True, span.within(self._clip.whole)
            self.loopChanged.emit(self.loop)
            self._set_out_again()

    def set_turn(self, turn: Turn) -> None:
        """What a loop does at its ends: start again, or turn round."""
        if turn is not self._turn:
            self._turn = turn
            self.loopChanged.emit(self.loop)
            self._set_out_again()

    def set_margin(self, seconds: Fraction) -> None:
        """Loop so much before and after the segment."""
        if seconds != self._margin or self._closer:
            self._margin, self._closer = seconds, NOTHING
            self.loopChanged.emit(self.loop)
            self._set_out_again()

    # Moving

    def seek(self, frame: int) -> None:
        """Be at a frame; playing goes on from there."""
        if self._clip is not None and self._clip.frames:
            self._move(min(max(0, frame), self._clip.frames - 1))
            if self.playing:
                self._set_out(held=True)

    def picture_drawn(self, frame: int) -> None:
        """A frame is on the screen: how long it took is by how much earlier the next ones are asked for."""
        self._lag.show(frame)

    def close(self) -> None:
        """Stop, and give the sound card back."""
        self.pause()
        self._output.close()

    def _replace_failed_output(self) -> bool:
        if not self._output.failed:
            return False
        self._output.close()
        self._output = SilentOutput()
        return True

    def _set_speed(self, speed: Fraction) -> None:
        if speed != self._speed:
            self._speed = speed
            self.speedChanged.emit(speed)

    def _move(self, frame: int) -> None:
        if frame != self._position:
            self._position = frame
            self.positionChanged.emit(frame)

    def _set_out_again(self) -> None:
        if self.playing:
            self._set_out()

    def _set_out(self, *, held: bool = False) -> None:
        """Start a course from here. ``held``: a seek out of the loop is obeyed and ends at the clip's end."""
        clip = self._clip
        if clip is None:
            return
        span, turn = clip.whole, Turn.STOP
        if self._looping:
            span, turn = self.loop, self._turn
            if self._position not in span:
                if held:
                    span = span.hull(Span(self._position, self._position + 1))
                else:
                    self._move(span.start if self._speed > 0 else span.end - 1)
        start = clip.time_of(self._position if self._speed > 0 else self._position + 1)
        self._course = Course(start, self._speed, clip.time_of(span.start), clip.time_of(span.end), turn)
        if self._feed is not None:
            self._feed.play(self._course)
        self._lag.begin()
        self._output.begin()
        self._timer.start()

    def _tick(self) -> None:
        clip, course = self._clip, self._course
        if clip is None or course is None:
            return
        if self._replace_failed_output():
            self._set_out()
            return
        elapsed = self._output.elapsed()
        if course.ended(elapsed):
            self._move(clip.frames - 1 if self._speed > 0 else 0)
            self.pause()
            return
        frame = course.frame(clip, self._lag.ahead(elapsed))
        if frame != self._position:
            self._lag.ask(frame)
            self._move(frame)
