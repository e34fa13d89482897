"""The thread that fills the scrub stores of takes: each by fitting it into the clip, frame by frame."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.span import Span
from retake_gui.media.allocator import give_back
from retake_gui.media.blocks import BLOCK
from retake_gui.media.precedence import Precedence
from retake_gui.media.proxies import packed, proxy_box
from retake_gui.media.scrub_filler import Filler, News
from retake_gui.media.scrub_store import ScrubStore
from retake_gui.media.source import PictureSource

MakeSource = Callable[[], PictureSource]


@dataclass(frozen=True, slots=True)
class TakeStore:
    """A take's pictures.

    Attributes:
        store: Those that are not the clip's own.
        own: Which frames these are.
        frames: How many frames the take has.
    """

    store: ScrubStore
    own: Span
    frames: int


class TakesFiller(Filler):
    """Fills the stores of the takes that are compared, one after the other.

    Args:
        clip: The clip into which they are fitted.
        make_store: Called on the thread, since it looks at the disk.
        precedence: Who goes first.
        news: Called when there is more.
    """

    def __init__(
        self, clip: Clip, make_store: Callable[[PictureSource], ScrubStore], precedence: Precedence, news: News
    ) -> None:
        super().__init__("scrub stores of takes", precedence, news)
        self._clip, self._make_store = clip, make_store
        self._wanted: tuple[MakeSource, ...] = ()
        self._found: dict[MakeSource, TakeStore] = {}
        self._done: set[MakeSource] = set()
        self._focus = 0

    def set_takes(self, makes: tuple[MakeSource, ...]) -> None:
        """Fill these, and forget others."""
        self._wanted = makes
        self._moved.set()

    def aim(self, frame: int) -> None:
        """The playhead is there; the next take begins there."""
        self._focus = frame

    def found(self, make: MakeSource) -> TakeStore | None:
        """What there is of a take."""
        return self._found.get(make)

    def _fill(self) -> None:
        while not self._cancelled.is_set():
            wanted = self._wanted
            for left in [make for make in self._found if make not in wanted]:
                self._found.pop(left).store.close()
            self._done.intersection_update(wanted)
            make = next((make for make in wanted if make not in self._done), None)
            if make is None:
                self._rest()
            elif self._wait_turn():
                self._done.add(make)
                with contextlib.suppress(RetakeError):  # the player says what is wrong with it
                    if not self._fill_one(make):
                        self._done.discard(make)  # it was left, and may be wanted again already

    def _fill_one(self, make: MakeSource) -> bool:
        """Whether it went on to the end."""
        source = make()
        source.hold(0)  # filling goes forwards
        try:
            own = source.own
            if make not in self._found:
                self._found[make] = TakeStore(self._make_store(source), own, source.frames)
            store = self._found[make].store
            self._news()
            middle = min(max(self._focus, own.start), own.end)
            blocks = range(own.start // BLOCK, -(-own.end // BLOCK))
            for block in sorted(blocks, key=lambda block: (block < middle // BLOCK, block)):
                inside = own.intersection(Span(block * BLOCK, (block + 1) * BLOCK))
                if not self._fill_block(make, source, store, inside, middle):
                    return False
                store.finish(block)
            return True
        finally:
            source.close()
            give_back()

    def _fill_block(
        self, make: MakeSource, source: PictureSource, store: ScrubStore, inside: Span, middle: int
    ) -> bool:
        """Make those of a block that were not left by an earlier run; whether it went on to the end."""
        box = proxy_box(self._clip.width, self._clip.height)
        begin = middle if middle in inside else inside.start
        for number in (*range(begin, inside.end), *range(inside.start, begin)):
            if store.has(number):
                continue
            if not self._wait_turn(source.rest) or make not in self._wanted:
                return False
            store.put(number, packed(source.frame(number, box)))
            self._news()
        return True

    def _finish(self) -> None:
        for take in self._found.values():
            take.store.close()
