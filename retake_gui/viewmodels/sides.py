"""The sources of all sides, open on the decoders' thread, and the pairs that are made before they are asked for.

While frames are asked in turn those that follow are made ahead. A loop has every source twice: while one set plays, the
other is parked at the loop's start, and at the turn they change places. So nothing is sought there, however far the
last key frame lies before the start.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.span import NOTHING, Span
from retake_gui.viewmodels.frames import Pair, PictureFactory

if TYPE_CHECKING:
    from retake_gui.media.picture import Frame
    from retake_gui.media.source import PictureSource

_MOST_AHEAD = 8
_LEAST_AHEAD = 3
_AHEAD_BYTES = 96 << 20
"""Memory of pairs that are made ahead: eight of 1080p, fewer where the screen is larger."""
_LONG = 64
"""Frames of a loop that no decoder keeps."""
_IN_TURN = 3
"""Frames that may be left out without the rest being another place."""


def follows(frame: int, last: int, loop: Span) -> bool:
    """Whether a frame is one of those that come next, in a loop perhaps after its turn."""
    if frame in loop and last in loop:
        return 0 < (frame - last) % len(loop) <= _IN_TURN
    return 0 < frame - last <= _IN_TURN


def _bytes_of(pair: Pair) -> int:
    pictures = [pair.source, *pair.others, *([pair.take] if pair.take is not None else [])]
    return max(1, sum(picture.stride * picture.height for picture in pictures))


class Sides:
    """Makes pairs. One thread owns it.

    Args:
        is_overtaken: Whether a pair that is being made is of no use any more.
        is_asked: Whether a pair is asked for, so that what is made ahead has to wait.
    """

    def __init__(self, is_overtaken: Callable[[], bool], is_asked: Callable[[], bool]) -> None:
        self._is_overtaken, self._is_asked = is_overtaken, is_asked
        self._ahead_only = False
        self.factories: tuple[PictureFactory, ...] = ()
        self.loop = NOTHING
        self._size: tuple[int, int] | None = None
        self._shift = 0
        self._playing: dict[PictureFactory, PictureSource] = {}
        self._parked: dict[PictureFactory, PictureSource] = {}
        self._waits = False
        """The parked sources stand at the loop's start, or cannot."""
        self._ahead: OrderedDict[int, Pair] = OrderedDict()
        self._last = self._at = -1
        self._goes_on = False
        self.is_ready = True
        """Whether nothing is left to be opened."""

    @property
    def has_more_to_do(self) -> bool:
        """Whether a pair will soon be asked for that is not made yet."""
        return self._goes_on and (self._following() is not None or self._has_to_park)

    def use(self, factories: tuple[PictureFactory, ...], size: tuple[int, int] | None, shift: int = 0) -> None:
        """From now on make these sides, no larger than a size; sources that are not needed any more are closed."""
        if (factories, size, shift) == (self.factories, self._size, self._shift):
            return
        self._waits = self._waits and (factories, shift) == (self.factories, self._shift)
        self.factories, self._size, self._shift = factories, size, shift
        self._ahead.clear()
        self._goes_on = False
        for opened in (self._playing, self._parked):
            for factory in [factory for factory in opened if factory not in factories]:
                opened.pop(factory).close()
        self._hold()

    def follow(self, loop: Span) -> None:
        """After the last of these frames the first is asked for; without a loop nothing is parked."""
        if loop == self.loop:
            return
        self.loop, self._waits = loop, False
        self._ahead.clear()
        if not loop:
            self._leave_parked()

    def pair(self, frame: int) -> Pair | RetakeError | None:
        """The pictures of a frame; one after the other in turn means that those that follow are wanted too.

        ``None`` when another frame was asked for meanwhile.
        """
        from retake_gui.media.decoder import GivenUp

        in_turn = follows(frame, self._last, self.loop)
        self._last, self._goes_on = frame, False
        made = None
        while self._ahead and (made is None or made.number != frame):
            made = self._ahead.popitem(last=False)[1]
        if made is not None and (made.number != frame or not in_turn):
            self._ahead.clear()
        try:
            pair = made if made is not None and made.number == frame else self._make(frame)
        except RetakeError as error:
            return error
        except GivenUp:
            return None
        self._goes_on = in_turn
        return pair

    def roll(self) -> None:
        """What follows the last pair will be asked for."""
        self._goes_on = self._last >= 0

    def get_ready(self) -> None:
        """Open what could show its first picture without that, before the next one is asked for."""
        from retake_gui.media.decoder import GivenUp

        self.is_ready = True
        with contextlib.suppress(GivenUp, RetakeError):  # whoever asks for the next picture is told
            for source in self._playing.values():
                source.get_ready()

    def go_on(self) -> None:
        """Make the next pair ahead, or go on to where the loop begins, until another frame is asked for."""
        from retake_gui.media.decoder import GivenUp

        frame = self._following()
        self._ahead_only = True
        try:
            if frame is not None:
                self._ahead[frame] = self._make(frame)
            else:
                self._park()
        except GivenUp:
            pass  # the decoders stay where they are
        except RetakeError:
            self._goes_on = False
        finally:
            self._ahead_only = False

    def _given_up(self) -> bool:
        return self._is_overtaken() or (self._ahead_only and self._is_asked())

    def _following(self) -> int | None:
        """The frame to make next; ``None`` at the end, and while there are enough."""
        if len(self._ahead) >= self._most_ahead or not self._playing:
            return None
        last = next(reversed(self._ahead), self._last)
        frame = self.loop.start if self.loop and last == self.loop.end - 1 else last + 1
        if frame in self._ahead or frame >= self._playing[self.factories[0]].frames:
            return None
        return frame

    @property
    def _most_ahead(self) -> int:
        pair = next(iter(self._ahead.values()), None)
        return _MOST_AHEAD if pair is None else min(_MOST_AHEAD, max(_LEAST_AHEAD, _AHEAD_BYTES // _bytes_of(pair)))

    # Two sets of sources

    @property
    def _has_to_park(self) -> bool:
        return bool(self.loop) and not self._waits

    def _park(self) -> None:
        """Bring the other sources to where the loop begins."""
        try:
            sources = self._opened(self._parked)
            self._pair_of(sources, self.loop.start)
        except RetakeError:
            self._leave_parked()  # those that play go on without
        self._waits = True

    def _leave_parked(self) -> None:
        while self._parked:
            self._parked.popitem()[1].close()

    def _make(self, frame: int) -> Pair:
        if self._parked and self._turns_at(frame):
            self._playing, self._parked, self._waits = self._parked, self._playing, False
            self._hold()
        self._at = frame
        return self._pair_of(self._opened(self._playing), frame)

    def _turns_at(self, frame: int) -> bool:
        """Whether the parked sources are nearer to a frame: they stand there, or are at least on their way.

        Those that play may have all of a short loop among the frames that they keep.
        """
        start = self.loop.start
        begins = start <= frame <= start + _IN_TURN and not start <= self._at <= frame
        return begins and (self._waits or len(self.loop) > _LONG)

    def _hold(self) -> None:
        """Only those that play keep pictures for steps back, and no more together than one alone."""
        from retake_gui.media.decoder import KEPT_BYTES

        for sources, kept in ((self._playing, KEPT_BYTES), (self._parked, 0)):
            for source in sources.values():
                source.hold(kept // len(sources))

    def _opened(self, sources: "dict[PictureFactory, PictureSource]") -> "list[PictureSource]":
        missing = [factory for factory in self.factories if factory not in sources]
        for factory in missing:
            sources[factory], self.is_ready = factory(), False
            sources[factory].heed(self._given_up)
            self._hold()
        opened = [sources[factory] for factory in self.factories]
        for take in opened[1:] if missing else ():
            take.borrow(opened[0])
        return opened

    def _pair_of(self, sources: "list[PictureSource]", frame: int) -> Pair:
        source, *takes = sources
        first = source.frame(min(frame, source.frames - 1), self._size)
        rest = [self._of_take(take, frame + self._shift, source, first) for take in takes]
        return Pair(frame, first, rest[0] if rest else None, tuple(rest[1:]))

    def _of_take(self, take: "PictureSource", number: int, source: "PictureSource", first: "Frame") -> "Frame":
        """A take's picture; where it is the clip's own it is not decoded a second time."""
        number = min(max(number, 0), take.frames - 1)
        if number in take.own:
            return take.frame(number, self._size)
        return first if number == first.number else source.frame(min(number, source.frames - 1), self._size)
