"""The desk with the decoders' thread behind it, which starts with the first clip: the media room is heavy to load."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retake_gui.domain.span import NOTHING, Span
from retake_gui.viewmodels.frames import Listener, Pair, PictureFactory
from retake_gui.viewmodels.picture_lag import Strain
from retake_gui.viewmodels.scrubbing import ScrubRoom
from retake_gui.viewmodels.sides import Sides, follows

if TYPE_CHECKING:
    from retake_gui.domain.errors import RetakeError


_PATIENCE = 0.03
"""Seconds that the full picture of a frame asked in turn may take before its proxy is shown."""
_HASTE = 0.12
"""Seconds between requests below which a hand is scrubbing."""
_REST = 0.06
"""Seconds without a request after which a scrubbing hand rests, and full pictures are worth their while."""
_IDLE = 0.5
"""Seconds without anything to do after which memory is given back: nobody minds the milliseconds that it takes."""
_FURTHER = 24
"""Frames ahead of which there have to be proxies for them to be shown in place of full pictures."""


@dataclass(frozen=True, slots=True)
class _Request:
    frame: int
    size: tuple[int, int] | None
    ticket: int
    shift: int
    in_turn: bool = False
    due: float = 0.0
    eased: bool = False


class FrameDesk:
    """Asks for pictures, and hands them on; everything may be called from the window's thread and returns at once.

    Two threads answer: one draws proxies from the scrub room, if it has them, at once; the other decodes, and is left
    alone while a hand scrubs over proxies.

    Args:
        room: Where proxies are.
        now: Seconds of a clock that never goes back.
    """

    def __init__(self, room: ScrubRoom | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._room = room or ScrubRoom()
        self._listener: Listener = _nobody
        self._changed = threading.Condition()
        self._wanted: _Request | None = None
        self._newest: _Request | None = None
        self._asked_at = 0.0
        self._waiting_since: float | None = None
        self._answered = self._proxied = 0
        self._factories: tuple[PictureFactory, ...] = ()
        self._loop = NOTHING
        self._strain = Strain()
        self._rolls = False
        self._threads: list[threading.Thread] = []
        self._ended = False
        self._shown = False
        self._is_tidy = True
        """Memory was given back since the last picture."""

    def listen(self, listener: Listener) -> None:
        """Who gets the answers and the tickets they are for; called on the desk's threads."""
        self._listener = listener

    def set_sides(
        self,
        source: PictureFactory | None,
        take: PictureFactory | None,
        others: tuple[PictureFactory, ...] = (),
    ) -> None:
        """The pictures of all sides from now on."""
        with self._changed:
            before = self._factories
            self._factories = tuple(side for side in (source, take, *others) if side is not None) if source else ()
            self._wanted = self._newest = None
            if self._factories[:1] != before[:1] and self._factories:
                self._shown = False
                self._room.expect_picture()
            if self._factories and not self._ended:
                self._start()
            self._changed.notify_all()
        self._room.set_takes(self._factories[1:])

    def _start(self) -> None:
        """Start the threads that do not run: none does before the first clip, and one that failed ended with that."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        running = {thread.name for thread in self._threads}
        for name, work in (("pictures", self._run), ("proxies", self._run_proxies)):
            if name not in running:
                self._threads.append(threading.Thread(target=work, name=name, daemon=True))
                self._threads[-1].start()

    def set_loop(self, loop: Span) -> None:
        """These frames are played round and round from now on; empty for none."""
        with self._changed:
            self._loop = loop
            self._changed.notify_all()

    def roll(self) -> None:
        """Playing begins where the last picture was asked for: until its clock runs, some can be made ahead."""
        with self._changed:
            self._rolls = True
            self._changed.notify_all()

    def request(self, frame: int, size: tuple[int, int] | None, ticket: int, shift: int = 0) -> None:
        """Ask for a frame of all sides, no larger than a size; what was asked before and not begun is forgotten."""
        now = self._now()
        with self._changed:
            last = self._newest.frame if self._newest is not None else -1
            in_turn = follows(frame, last, self._loop)
            is_hasty = not in_turn and now - self._asked_at < _HASTE and self._room.has(frame, shift)
            is_eased = in_turn and self._is_eased(frame, shift)
            due = now + _REST if is_hasty or is_eased else now
            self._wanted = self._newest = _Request(frame, size, ticket, shift, in_turn, due, is_eased)
            if not in_turn:
                self._strain.end()
            self._asked_at = now
            if self._waiting_since is None:
                self._waiting_since = now
            self._changed.notify_all()
        self._room.aim(frame, in_turn=in_turn and not is_eased)

    def _is_eased(self, frame: int, shift: int) -> bool:
        """Whether a frame asked in turn is shown by its proxy alone; begun only where those after it are there, too."""
        strain, room = self._strain, self._room
        late = self._newest is not None and self._answered < self._newest.ticket
        if strain.too_much and not late:
            strain.end()  # it rested
        was_eased = strain.too_much
        strain.note(late=late)
        if not was_eased and strain.too_much and not room.has(frame + _FURTHER, shift):
            strain.end()
        return strain.too_much and room.has(frame, shift)

    def picture_shown(self) -> None:
        """The first picture is on the screen: what was left undone for it can be done."""
        with self._changed:
            self._shown = True
            self._changed.notify_all()
        self._room.picture_came()

    def close(self) -> None:
        """End the threads."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        threads, self._threads = self._threads, []
        for thread in threads:
            thread.join()

    # Full pictures

    def _run(self) -> None:
        from retake_gui.media.precedence import step_back

        step_back()
        sides = Sides(self._is_overtaken, self._is_asked)
        try:
            while (work := self._next(sides)) is not None:
                request, factories = work
                sides.use(factories, request.size, request.shift)
                with self._room.claimed():
                    pair = sides.pair(request.frame)
                if pair is not None:
                    self._answer(pair, request.ticket)
        finally:
            sides.use((), None)

    def _answer(self, pair: "Pair | RetakeError", ticket: int) -> None:
        """Hand a picture on, unless the proxy of a later request is shown: the picture would jump back."""
        with self._changed:
            if isinstance(pair, Pair) and ticket < self._proxied:
                return
            self._answered = ticket
            self._waiting_since = None
            self._listener(pair, ticket)

    def _is_overtaken(self) -> bool:
        """Whether a picture that is being made is of no use: its proxy was shown, and the hand moved on."""
        wanted = self._wanted
        return self._ended or (wanted is not None and self._proxied > self._answered)

    def _is_asked(self) -> bool:
        """Whether what is made ahead has to wait."""
        return self._ended or self._wanted is not None

    def _next(self, sides: Sides) -> tuple[_Request, tuple[PictureFactory, ...]] | None:
        """The newest request, once there is one; what will be asked next is made meanwhile."""
        from retake_gui.media.allocator import give_back

        while True:
            with self._changed:
                if self._ended:
                    return None
                factories, loop = self._factories, self._loop
                rest = self._wanted.due - self._now() if self._wanted is not None else 0.0
                is_theirs = sides.factories == factories and sides.loop == loop
                if self._wanted is not None and factories and rest <= 0:
                    request, self._wanted, self._is_tidy = self._wanted, None, False
                    break
                if is_theirs and self._rolls and self._wanted is None:
                    self._rolls = False
                    sides.roll()
                unready = is_theirs and self._shown and not sides.is_ready
                idle = is_theirs and not unready and (rest > 0 or not sides.has_more_to_do)
                if idle and self._woke(rest):
                    continue
            if unready:
                sides.get_ready()
            elif idle:
                give_back()
            elif is_theirs:
                with self._room.claimed():
                    sides.go_on()
            else:
                self._tell(sides, factories, loop)
        self._tell(sides, factories, loop)
        return request, factories

    def _woke(self, rest: float) -> bool:
        """Wait for something to do, at most so long; not so once after work, where there was nothing for a while."""
        if rest > 0 or self._is_tidy:
            self._changed.wait(rest if rest > 0 else None)
            return True
        self._is_tidy = not self._changed.wait(_IDLE)
        return not self._is_tidy

    @staticmethod
    def _tell(sides: Sides, factories: tuple[PictureFactory, ...], loop: Span) -> None:
        if sides.factories != factories:
            sides.use(factories, None)
        sides.follow(loop)

    # Proxies

    def _run_proxies(self) -> None:
        seen = 0
        ahead: tuple[object, Pair | None] = (None, None)
        while (request := self._next_proxied(seen)) is not None:
            seen = request.ticket
            frame, size, shift, sides = request.frame, request.size, request.shift, self._factories
            pair = ahead[1] if ahead[0] == (frame, size, shift, sides) else self._room.pair(frame, size, shift)
            with self._changed:
                if pair is not None and request.ticket > self._answered and self._newest is not None:
                    self._proxied = request.ticket
                    self._waiting_since = None
                    self._listener(replace(pair, eased=request.eased), request.ticket)
            ahead = (None, None)
            if request.eased:
                ahead = (frame + 1, size, shift, sides), self._room.pair(frame + 1, size, shift)

    def _next_proxied(self, seen: int) -> _Request | None:
        """The newest request that is not answered; one in turn only when its full picture keeps it waiting."""
        with self._changed:
            while not self._ended:
                newest = self._newest
                if newest is None or newest.ticket <= max(seen, self._answered):
                    self._changed.wait()
                    continue
                since = self._waiting_since
                waits = newest.in_turn and not newest.eased
                rest = since + _PATIENCE - self._now() if waits and since is not None else 0.0
                if rest <= 0:
                    return newest
                self._changed.wait(rest)
        return None


def _nobody(answer: "Pair | RetakeError", ticket: int) -> None:
    del answer, ticket
