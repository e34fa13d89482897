"""The scrub stores of everything that is looked at: the clip's, and those of the takes that are compared with it."""

import contextlib
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import RetakeError
from retake_gui.domain.span import Span
from retake_gui.media.disk_cache import DiskCache, Shelf
from retake_gui.media.picture import Frame
from retake_gui.media.precedence import Precedence
from retake_gui.media.proxies import AREA, unpacked, unpacked_small, unpacked_to_fit
from retake_gui.media.scene_cuts import SceneCuts
from retake_gui.media.scrub_filler import ClipFiller, News
from retake_gui.media.scrub_store import MEMORY, ScrubStore, spans_of
from retake_gui.media.source import Origin, PictureSource
from retake_gui.media.take_filler import MakeSource, TakesFiller

Fingerprint = Callable[[Path], str]
_VERSION = 1
_CUTS = "scenes.npz"
_BESIDE_DISK = 40 << 20


class ScrubSet:
    """Proxies of one clip and its takes. All methods return at once and may be called on any thread.

    Args:
        clip: Its facts.
        precedence: Who goes before the threads that fill.
        news: Called when there is more, on one of these threads.
        cache: Where pictures are kept from run to run.
        fingerprint: Recognises a file by its content.
        memory: Most bytes of the clip's pictures in memory; by default less where there is a disk beside it.
    """

    def __init__(
        self,
        clip: Clip,
        precedence: Precedence,
        news: News,
        cache: DiskCache | None = None,
        fingerprint: Fingerprint | None = None,
        memory: int | None = None,
    ) -> None:
        self.clip = clip
        self._cache, self._fingerprint, self._memory = cache, fingerprint, memory
        self._precedence, self._news = precedence, news
        self._store: ScrubStore | None = None
        self._makes: tuple[MakeSource, ...] = ()
        self._cuts = SceneCuts(clip.frames)
        self._filler = ClipFiller(
            clip, self._opened_store, self._take_store, precedence, news, self._cuts, self._keep_cuts
        )
        self._takes: TakesFiller | None = None
        self._closed = False
        self._mark = ""
        self._finding = threading.Lock()

    @property
    def store(self) -> ScrubStore | None:
        """The clip's own; ``None`` until its thread opened it."""
        return self._store

    @property
    def cuts(self) -> tuple[int, ...]:
        """First frames of the scenes that are known so far, but for the first."""
        return self._cuts.cuts

    def start(self) -> None:
        """Begin to fill."""
        self._filler.start()

    def set_takes(self, makes: tuple[MakeSource, ...]) -> None:
        """These are compared with the clip."""
        self._makes = makes
        if makes and self._takes is None and not self._closed:
            self._takes = TakesFiller(self.clip, self._store_of_take, self._precedence, self._news)
            self._takes.aim(self._store.focus if self._store is not None else 0)
            self._takes.start()
        if self._takes is not None:
            self._takes.set_takes(makes)

    def aim(self, frame: int) -> None:
        """The playhead is at a frame."""
        store = self._store
        if store is not None and store.focus != frame:
            store.aim(frame)
            self._filler.nudge()
        if self._takes is not None:
            self._takes.aim(frame)

    def has(self, frame: int, shift: int = 0) -> bool:
        """Whether all sides have a frame."""
        return self._store is not None and all(
            store is not None and store.has(number) for store, number in self._sides(frame, shift)
        )

    def frames(self, frame: int, size: tuple[int, int] | None, shift: int = 0) -> list[Frame] | None:
        """The pictures of a frame of all sides, the clip's first; ``None`` unless all are there."""
        if not self.has(frame, shift):
            return None
        made: list[Frame] = []
        for store, number in self._sides(frame, shift):
            data = store.get(number) if store is not None else None
            picture = self._unpacked(data, number, size) if data is not None else None
            if picture is None:
                return None
            made.append(picture)
        return made

    def _unpacked(self, data: bytes, number: int, size: tuple[int, int] | None) -> Frame | None:
        if size is None:
            return unpacked(data, number)
        return unpacked_to_fit(data, number, size, (self.clip.width, self.clip.height))

    def small(self, frame: int, size: tuple[int, int]) -> Frame | None:
        """A small picture of the clip's own frame, if it is there."""
        data = self._store.get(frame) if self._store is not None else None
        if data is None:
            return None
        halved = size[0] * size[1] * 4 <= AREA
        return (unpacked_small if halved else unpacked)(data, frame, size)

    def spans(self) -> tuple[Span, ...]:
        """Which frames all sides have."""
        store = self._store
        if store is None:
            return ()
        ready = store.ready()
        for take in [self._takes.found(make) for make in self._makes] if self._takes is not None else ():
            if take is None:
                return ()
            own = slice(take.own.start, min(take.own.end, len(ready)))
            ready[own] = take.store.ready()[own]
        return spans_of(ready)

    def cancel(self) -> None:
        """End soon."""
        self._closed = True
        for filler in (self._filler, self._takes):
            if filler is not None:
                filler.cancel()

    @property
    def ended(self) -> bool:
        """Whether no thread works any more."""
        return not any(filler.is_alive() for filler in (self._filler, self._takes) if filler is not None)

    def join(self) -> None:
        """Wait until the threads have ended."""
        for filler in (self._filler, self._takes):
            if filler is not None and filler.ident is not None:
                filler.join()

    def _keep_cuts(self) -> None:
        """Leave the scene cuts for the next run; a disk that refuses is no harm."""
        folder = self.folder()
        if folder is not None:
            with contextlib.suppress(OSError):
                self._cuts.save(folder / _CUTS)

    def _sides(self, frame: int, shift: int) -> list[tuple[ScrubStore | None, int]]:
        """For each side where its picture of a frame would be, and under which number."""
        sides: list[tuple[ScrubStore | None, int]] = [(self._store, min(frame, self.clip.frames - 1))]
        for make in self._makes:
            take = self._takes.found(make) if self._takes is not None else None
            if take is None:
                sides.append((None, frame))
                continue
            number = min(max(frame + shift, 0), take.frames - 1)
            sides.append((take.store if number in take.own else self._store, number))
        return sides

    def _take_store(self, store: ScrubStore) -> None:
        self._store = store

    def _opened_store(self) -> ScrubStore:
        shelf = self._shelf()
        if shelf is not None:
            self._cuts.load(shelf.folder / _CUTS)
        return ScrubStore(self.clip.frames, shelf, self._memory or (MEMORY if shelf is None else _BESIDE_DISK))

    def _store_of_take(self, source: PictureSource) -> ScrubStore:
        shelf = self._shelf_of_take(source.origin)
        return ScrubStore(source.frames, shelf, self._memory or (MEMORY if shelf is None else _BESIDE_DISK))

    def _shelf_of_take(self, origin: Origin) -> Shelf | None:
        """Where a take's pictures are kept: found again by what it is made of, wherever its files lie."""
        if self._cache is None or self._fingerprint is None:
            return None
        try:
            marks = [self._fingerprint(path) for path in origin.files]
        except RetakeError:
            return None
        mark = hashlib.sha256("\n".join((*marks, origin.way)).encode()).hexdigest()
        return self._cache.shelf(f"{mark[:40]}-take-{_VERSION}")

    def _shelf(self) -> Shelf | None:
        folder = self.folder()
        return None if self._cache is None or folder is None else self._cache.shelf(folder.name)

    def folder(self) -> Path | None:
        """Where what is made of this content may be kept; not to be called on the window's thread."""
        if self._cache is None or self._fingerprint is None:
            return None
        with self._finding:
            if not self._mark:
                try:
                    self._mark = self._fingerprint(Path(self.clip.source))
                except RetakeError:
                    return None
        return self._cache.folder / f"{self._mark[:40]}-{_VERSION}"
