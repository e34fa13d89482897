"""Moving through a clip by hand: stepping, jumping and scrubbing, heard as short grains of sound."""

from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from retake_gui.viewmodels.clock import Feed
from retake_gui.viewmodels.grains import GrainFeed, Grains
from retake_gui.viewmodels.playback import Playback

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.viewmodels.clock import Output


class ScrubFeed(Feed, GrainFeed, Protocol):
    """Prepares sound of both kinds."""


class Transport(Playback):
    """Playback, and the hands that move the playhead.

    Signals:
        scrubSoundChanged: Scrubbing and stepping are heard, or not.
    """

    scrubSoundChanged = Signal(bool)

    def __init__(
        self, output: "Output | None" = None, feed: ScrubFeed | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(output, feed, parent)
        self._grains = Grains(feed, self) if feed is not None else None
        self._resume = False
        self._scrubbing = False

    @property
    def scrub_sound(self) -> bool:
        """Whether something is heard while a hand scrubs or steps."""
        return self._grains is not None and self._grains.enabled

    def load(self, clip: "Clip | None") -> None:
        """Begin anew with a clip, at its first frame."""
        self._resume = self._scrubbing = False
        super().load(clip)

    def play(self) -> None:
        """Play from here; from the start where there is nothing ahead."""
        self._hush()
        super().play()

    def pause(self) -> None:
        """Stop on the frame that is shown; the next play is forwards, at the speed that was chosen."""
        self._hush()
        super().pause()

    def set_scrub_sound(self, on: bool) -> None:
        """Let scrubbing and stepping be heard, or not."""
        if self._grains is not None:
            self._grains.enabled = on
            self._grains.stop()
            self.scrubSoundChanged.emit(on)

    def seek(self, frame: int) -> None:
        """Be at a frame; playing goes on from there."""
        super().seek(frame)
        if self._scrubbing:
            self._sound_here()

    def step(self, frames: int) -> None:
        """Some frames on, or back, standing still."""
        if self.playing:
            self.pause()
        self.seek(self._position + frames)
        self._sound_here()

    def skip(self, seconds: int) -> None:
        """Some seconds on, or back; playing goes on."""
        if self._clip is not None:
            moment = self._clip.time_of(self._position) + seconds
            self.seek(self._clip.frame_for(max(Fraction(0), moment)))
            self._sound_here()

    def seek_start(self) -> None:
        """To the first frame."""
        self.seek(0)

    def seek_end(self) -> None:
        """To the last frame."""
        if self._clip is not None:
            self.seek(self._clip.frames - 1)

    def seek_in(self) -> None:
        """To the first frame of the segment."""
        if self._segment:
            self.seek(self._segment.start)

    def seek_out(self) -> None:
        """To the last frame of the segment."""
        if self._segment:
            self.seek(self._segment.end - 1)

    def next_seam(self) -> None:
        """To the first frame after one seam, then after the other, in turn."""
        if self._segment:
            self.seek(self._segment.end if self._position == self._segment.start else self._segment.start)

    def begin_scrub(self) -> None:
        """A hand takes the playhead: time stands still meanwhile."""
        self._resume = self.playing
        self.pause()
        self._scrubbing = True

    def end_scrub(self) -> None:
        """The hand lets go: what played goes on."""
        self._scrubbing = False
        if self._resume:
            self._resume = False
            self.play()

    def _sound_here(self) -> None:
        """A moment of sound of the frame that is meant, while time stands still."""
        if self.playing or self._clip is None or self._grains is None:
            return
        self._replace_failed_output()
        self._grains.sound(self._output, self._clip, self._position)

    def _hush(self) -> None:
        if self._grains is not None:
            self._grains.stop()
