"""The thread that fills the scrub store of a clip by decoding it once.

Decoding and packing run side by side. Whatever the user waits for goes first, and what is near the playhead comes
before what is far from it, without leaving a group of pictures half done.
"""

import math
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from av.video.frame import VideoFrame

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.span import Span
from retake_gui.media import hardware
from retake_gui.media.allocator import give_back
from retake_gui.media.blocks import BLOCK
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import FrameIndex, build_index
from retake_gui.media.picture import Painter
from retake_gui.media.precedence import Precedence, step_back
from retake_gui.media.proxies import packed, proxy_box
from retake_gui.media.scene_cuts import SceneCuts
from retake_gui.media.scrub_store import ScrubStore

_AHEAD = 4
"""Frames that wait to be packed."""
LONG = 64 * BLOCK
"""Frames from which on a clip's key frames are made before most of the rest."""
_MOST_KEYS = 1024
_PATIENCE = 1.0
"""Seconds after which it seems that a clip plays, and memory is of more use to that than to who waits."""
_KEYS_AT_ONCE = 32

News = Callable[[], None]


class Filler(threading.Thread):
    """What fillers of clips and of takes share: waiting their turn, and for the playhead to move once all is done."""

    def __init__(self, name: str, precedence: Precedence, news: News) -> None:
        super().__init__(name=name, daemon=True)
        self._precedence, self._news = precedence, news
        self._cancelled = threading.Event()
        self._moved = threading.Event()

    def cancel(self) -> None:
        """End soon; the store is closed by the thread itself."""
        self._cancelled.set()
        self._moved.set()
        self._precedence.wake()

    def nudge(self) -> None:
        """The playhead moved: something else may be nearest now."""
        self._moved.set()

    def run(self) -> None:
        """Fill until cancelled."""
        step_back(2)
        try:
            self._fill()
        except RetakeError:
            pass  # the player says what is wrong with the file
        finally:
            self._finish()

    def _wait_turn(self, let_go: Callable[[], None] | None = None) -> bool:
        """Whether to go on, once nobody goes first; where that takes long, decoders are let go of meanwhile."""
        if not self._precedence.wait(self._cancelled.is_set, _PATIENCE if let_go else math.inf) and let_go:
            let_go()
            give_back()
            self._precedence.wait(self._cancelled.is_set)
        return not self._cancelled.is_set()

    def _rest(self) -> None:
        self._news()
        self._moved.wait()
        self._moved.clear()

    def _fill(self) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        raise NotImplementedError


class ClipFiller(Filler):
    """Fills the store of a clip.

    Args:
        clip: Its facts.
        make_store: Called on the thread, since it looks at the disk.
        opened: Given the store once it is there.
        precedence: Who goes first.
        news: Called when there is more, on this thread or one of its own.
        cuts: Told of every frame that is made.
        keep_cuts: Called at the end.
    """

    def __init__(
        self,
        clip: Clip,
        make_store: Callable[[], ScrubStore],
        opened: Callable[[ScrubStore], None],
        precedence: Precedence,
        news: News,
        cuts: SceneCuts,
        keep_cuts: Callable[[], None],
    ) -> None:
        super().__init__("scrub store", precedence, news)
        self._clip, self._make_store, self._opened = clip, make_store, opened
        self._cuts, self._keep_cuts = cuts, keep_cuts
        self._store: ScrubStore | None = None
        self._tried: set[int] = set()

    def _fill(self) -> None:
        store = self._store = self._make_store()
        self._opened(store)
        self._news()
        path = Path(self._clip.source)
        index = build_index(path)
        if len(index) != self._clip.frames:
            return
        reader: FrameReader | None = None
        try:
            while not self._cancelled.is_set():
                block = store.next_block()
                keys = [key for key in missing_keys(index, store) if key not in self._tried]
                if block is None and not keys:
                    self._rest()
                    continue
                if reader is None:
                    if not self._wait_turn():
                        return
                    hardware.consider(path)
                    reader = FrameReader(path, index, kept_bytes=0, device_for=hardware.device_for)
                if block is not None:
                    self._run_from(block, index, reader, store)
                self._add_keys(keys, reader, store)
        finally:
            if reader is not None:
                reader.close()

    def _finish(self) -> None:
        if self._store is not None:
            self._store.close()
            self._keep_cuts()

    def _run_from(self, wanted: int, index: FrameIndex, reader: FrameReader, store: ScrubStore) -> None:
        """Fill the rest of a group of pictures that has a block in it, or until the playhead is elsewhere."""
        group = group_around(index, wanted * BLOCK)
        begin = next(block for block in range(group.start // BLOCK, wanted + 1) if not store.is_done(block))
        packer = _Packer(self._clip, store, self._news, self._cuts)
        try:
            for block in range(begin, -(-group.end // BLOCK)):
                if store.is_done(block) or not self._decode(block, index, reader, packer):
                    break
                nearest = store.next_block()
                if nearest is None or nearest * BLOCK not in group:
                    break
        finally:
            packer.end()
            give_back()

    def _add_keys(self, keys: list[int], reader: FrameReader, store: ScrubStore) -> None:
        """Make some key frames of a long clip, so that it can be looked through before it is filled."""
        painter, box = Painter(self._clip), proxy_box(self._clip.width, self._clip.height)
        for number in keys[:_KEYS_AT_ONCE]:
            if not self._wait_turn():
                return
            self._tried.add(number)
            for _, frame in reader.run(number, number + 1):
                store.keep_key(number, packed(painter.frame(frame, number, box)))
        self._news()

    def _decode(self, block: int, index: FrameIndex, reader: FrameReader, packer: "_Packer") -> bool:
        """Hand a block's frames on; whether it was not cancelled."""
        end = min(len(index), (block + 1) * BLOCK)
        for number, frame in reader.run(block * BLOCK, end):
            packer.give(number, frame)
            if not self._wait_turn(reader.rest):
                return False
        packer.finish(block)
        return True


class _Packer:
    """Scales and packs frames on a thread of its own while the next are decoded.

    What goes wrong there is raised to whoever gives the frames, and nothing is done after it: a block with a frame
    missing must not count as done.
    """

    def __init__(self, clip: Clip, store: ScrubStore, news: News, cuts: SceneCuts) -> None:
        self._painter = Painter(clip)
        self._box = proxy_box(clip.width, clip.height)
        self._store, self._news, self._cuts = store, news, cuts
        self._worker = ThreadPoolExecutor(1, "scrub packer")
        self._ahead: deque[Future[None]] = deque()
        self._failed = False

    def give(self, number: int, frame: VideoFrame) -> None:
        """Take a frame; waits while there are enough."""
        self._hand_on(partial(self._pack, number, frame))

    def finish(self, block: int) -> None:
        """All frames of a block were given."""
        self._hand_on(partial(self._close_block, block))

    def end(self) -> None:
        """Wait until all is packed, or until something has gone wrong."""
        try:
            while self._ahead:
                self._ahead.popleft().result()
        finally:
            self._worker.shutdown(cancel_futures=True)

    def _hand_on(self, step: Callable[[], None]) -> None:
        if len(self._ahead) >= _AHEAD:
            self._ahead.popleft().result()
        self._ahead.append(self._worker.submit(self._unless_failed, step))

    def _unless_failed(self, step: Callable[[], None]) -> None:
        if self._failed:
            return
        self._failed = True
        step()
        self._failed = False
        self._news()

    def _pack(self, number: int, frame: VideoFrame) -> None:
        picture = self._painter.frame(frame, number, self._box)
        self._store.put(number, packed(picture))
        self._cuts.note(number, picture.pixels())

    def _close_block(self, block: int) -> None:
        self._store.finish(block)
        self._cuts.look(Span(block * BLOCK, (block + 1) * BLOCK))


def missing_keys(index: FrameIndex, store: ScrubStore) -> list[int]:
    """Key frames of a long clip that are not there, nearest first; evenly chosen where there are very many."""
    if store.frames <= LONG:
        return []
    keys = index.keys[:: len(index.keys) // _MOST_KEYS + 1].tolist()
    return sorted((key for key in keys if not store.has(key)), key=lambda key: abs(key - store.focus))


def group_around(index: FrameIndex, number: int) -> Span:
    """The frames from a key frame to the next around a frame."""
    keys = index.keys
    place = int(keys.searchsorted(number, side="right"))
    start = int(keys[place - 1]) if place else 0
    end = int(keys[place]) if place < len(keys) else len(index)
    return Span(start, end)
