"""Every frame of a clip as a small picture, as far as memory and disk reach: what is near the playhead stays longest.

Pictures come in blocks of frames that follow each other. A finished block is written to the shelf, if there is one, and
may then leave memory. Where neither has room for the whole clip, the farthest blocks are given up for nearer ones.
Beside the blocks some key frames from all over a long clip may be kept, which stay.
"""

import threading
from collections import defaultdict

import numpy as np

from retake_gui.domain.span import Span
from retake_gui.media.blocks import BLOCK
from retake_gui.media.disk_cache import Shelf

MEMORY = 96 << 20
"""Bytes of pictures that are kept in memory."""
_BACK_COSTS = 2
"""A block behind the playhead is as good as one twice as far ahead."""


class ScrubStore:
    """The pictures of one clip; may be asked by any thread.

    Args:
        frames: How many the clip has.
        shelf: Where finished blocks go, if there is a place.
        memory: Most bytes in memory.
    """

    def __init__(self, frames: int, shelf: Shelf | None = None, memory: int = MEMORY) -> None:
        self.frames = frames
        self._shelf = shelf
        self._memory = memory
        self._lock = threading.Lock()
        self._kept: defaultdict[int, dict[int, bytes]] = defaultdict(dict)
        self._keys: dict[int, bytes] = {}
        self._bytes = 0
        self._done: set[int] = set()
        self._focus = 0
        self._filling = -1
        self._ready = np.zeros(frames, np.bool_)
        self._take_over(shelf)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be made, at least not near enough."""
        return self.next_block() is None

    @property
    def count(self) -> int:
        """How many frames are there."""
        return int(self._ready.sum())

    @property
    def held(self) -> int:
        """Bytes of memory that the pictures take."""
        return self._bytes

    @property
    def focus(self) -> int:
        """Where the playhead is."""
        return self._focus

    def has(self, number: int) -> bool:
        """Whether a frame is there, as far as is known."""
        return number in self._keys or (0 <= number < self.frames and bool(self._ready[number]))

    def get(self, number: int) -> bytes | None:
        """A packed picture, from memory or from the disk."""
        if number in self._keys or not self.has(number):
            return self._keys.get(number)
        block = number // BLOCK
        with self._lock:
            kept = self._kept.get(block)
            data = kept.get(number) if kept else None
        if data is None and self._shelf is not None:
            data = self._shelf.read(block, number)
        if data is None:
            with self._lock:
                self._forget(block)
        return data

    def aim(self, frame: int) -> None:
        """The playhead is there."""
        self._focus = frame

    def put(self, number: int, data: bytes) -> None:
        """A frame was made."""
        block = number // BLOCK
        with self._lock:
            kept = self._kept[block]
            self._bytes += len(data) - len(kept.get(number, b""))
            kept[number] = data
            self._ready[number] = True
            self._filling = block
            self._make_room()

    def keep_key(self, number: int, data: bytes) -> None:
        """A key frame was made that stays, whatever else leaves; of the memory they may have a quarter."""
        with self._lock:
            if sum(map(len, self._keys.values())) + len(data) <= self._memory // 4:
                self._bytes += len(data) - len(self._keys.get(number, b""))
                self._keys[number] = data
                self._make_room()

    def finish(self, block: int) -> None:
        """All frames of a block that can be made were put."""
        with self._lock:
            self._done.add(block)
            self._save(block)
            self._make_room()

    def next_block(self) -> int | None:
        """The block to make next: the nearest to the playhead that is not there, if it deserves its room."""
        with self._lock:
            blocks = -(-self.frames // BLOCK)
            missing = [block for block in range(blocks) if block not in self._done]
            if not missing:
                return None
            nearest = min(missing, key=self._cost)
            if self._has_room() or not self._done:
                return nearest
            return nearest if self._cost(nearest) + 2 < max(map(self._cost, self._done)) else None

    def is_done(self, block: int) -> bool:
        """Whether a block was made."""
        return block in self._done

    def spans(self) -> tuple[Span, ...]:
        """Which frames are there, but for single key frames."""
        return spans_of(self._ready)

    def ready(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """For each frame whether it is there."""
        return self._ready.copy()

    def close(self) -> None:
        """Save what was begun, and let go of the memory."""
        with self._lock:
            for block in list(self._kept):
                if block not in self._done:
                    self._save(block)
            self._kept.clear()
            self._keys.clear()
            self._bytes = 0
            self._ready[:] = False

    # What stays

    def _take_over(self, shelf: Shelf | None) -> None:
        """What an earlier run left on the disk."""
        if shelf is None:
            return
        for number in shelf.numbers():
            if number < self.frames:
                self._ready[number] = True
        for block in shelf.blocks():
            if self._ready[block * BLOCK : (block + 1) * BLOCK].all():
                self._done.add(block)

    def _cost(self, block: int) -> int:
        distance = block - self._focus // BLOCK
        return distance if distance >= 0 else -_BACK_COSTS * distance

    def _has_room(self) -> bool:
        if self._shelf is not None and self._shelf.takes_more:
            return True
        return self._bytes < self._memory * 7 // 8

    def _save(self, block: int) -> None:
        """Put what is known of a block on the shelf, if there is one and it can have the room."""
        shelf, kept = self._shelf, self._kept.get(block)
        if shelf is None or not kept or not (shelf.takes_more or self._makes_way(block, shelf)):
            return
        before = {number: shelf.read(block, number) for number in self._numbers(block) if number not in kept}
        shelf.write(block, {**{number: data for number, data in before.items() if data}, **kept})

    def _makes_way(self, block: int, shelf: Shelf) -> bool:
        """Give up the farthest block on the shelf for a nearer one; whether that was worth it."""
        farthest = max(shelf.blocks(), key=self._cost, default=block)
        if self._cost(farthest) <= self._cost(block):
            return False
        shelf.drop(farthest)
        if farthest not in self._kept:
            self._forget(farthest)
        return True

    def _make_room(self) -> None:
        """Let the farthest blocks leave memory."""
        while self._bytes > self._memory:
            others = [block for block in self._kept if block != self._filling]
            if not others:
                return
            farthest = max(others, key=self._cost)
            if farthest not in self._done:
                self._save(farthest)
            pictures = self._kept.pop(farthest)
            self._bytes -= sum(map(len, pictures.values()))
            if self._shelf is None or farthest not in self._shelf.blocks():
                self._forget(farthest)

    def _forget(self, block: int) -> None:
        """A block is not there any more, but for what memory has."""
        self._ready[block * BLOCK : (block + 1) * BLOCK] = False
        for number in self._kept.get(block, ()):
            self._ready[number] = True
        self._done.discard(block)

    def _numbers(self, block: int) -> range:
        return range(block * BLOCK, min(self.frames, (block + 1) * BLOCK))


def spans_of(flags: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[Span, ...]:
    """Runs of what is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return tuple(Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True))
