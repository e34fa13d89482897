import threading
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.domain.span import Span
from retake_gui.media.blocks import BLOCK
from retake_gui.media.decoder import FrameReader
from retake_gui.media.disk_cache import DiskCache
from retake_gui.media.index import build_index
from retake_gui.media.picture import Frame, Painter
from retake_gui.media.precedence import Precedence
from retake_gui.media.probe import probe
from retake_gui.media.proxies import packed, unpacked, unpacked_to_fit
from retake_gui.media.scrub_filler import group_around, missing_keys
from retake_gui.media.scrub_set import ScrubSet
from retake_gui.media.scrub_store import ScrubStore
from retake_gui.media.source import ClipPictures, Origin
from tests.clips import ClipOptions, number_picture, numbered_clip, read_number
from tests.exact_clips import EXACT_CLIPS, FRAMES, exact_clip
from tests.filled import News, opened


def proxy(stores: ScrubSet, frame: int, shift: int = 0) -> list[Frame]:
    found = stores.frames(frame, None, shift)
    assert found is not None
    return found


@pytest.mark.parametrize("name", EXACT_CLIPS)
def test_every_proxy_is_of_its_frame(name: str, tmp_path: Path) -> None:
    clip = probe(exact_clip(tmp_path, name))
    with opened(clip) as (stores, _):
        assert stores.spans() == (Span(0, FRAMES),)
        wrong = [number for number in range(FRAMES) if read_number(proxy(stores, number)[0].pixels()) != number]
        assert wrong == []
        assert proxy(stores, 7)[0].number == 7


def test_filling_starts_at_the_playhead(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=320, rate=30, options=ClipOptions(size=(96, 64), gop=64)))
    precedence = Precedence()
    with precedence.claimed(), opened(clip, precedence=precedence) as (stores, news):
        news.until(lambda: stores.store is not None)
        stores.aim(200)
        store = stores.store
        assert store is not None
        assert store.next_block() == 3


def test_of_a_long_clip_the_key_frames_are_there_before_the_rest_and_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retake_gui.media.scrub_filler.LONG", 200)
    options = ClipOptions(size=(96, 64), gop=25)
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=10 * BLOCK, rate=30, options=options))
    keys = range(0, 10 * BLOCK, 25)
    made: list[int] = []
    keep = ScrubStore.keep_key

    def kept(store: ScrubStore, number: int, data: bytes) -> None:
        made.append(store.count)
        keep(store, number, data)

    monkeypatch.setattr(ScrubStore, "keep_key", kept)
    stores = ScrubSet(clip, Precedence(), news := News(), memory=200_000)
    stores.start()
    try:
        news.until(lambda: stores.store is not None and all(map(stores.has, keys)))
        assert made[0] < 3 * BLOCK
        assert [read_number(proxy(stores, key)[0].pixels()) for key in keys] == [*keys]
        news.until(lambda: stores.store is not None and stores.store.complete)
        assert len(stores.spans()) == 1
        assert not all(map(stores.has, range(10 * BLOCK)))
        assert all(map(stores.has, keys))
    finally:
        stores.cancel()
        stores.join()


def test_very_many_key_frames_are_chosen_from_evenly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=120, rate=30, options=ClipOptions(size=(96, 64), gop=1))
    index, store = build_index(path), ScrubStore(120)
    assert missing_keys(index, store) == []
    monkeypatch.setattr("retake_gui.media.scrub_filler.LONG", 100)
    monkeypatch.setattr("retake_gui.media.scrub_filler._MOST_KEYS", 40)
    store.aim(60)
    chosen = missing_keys(index, store)
    assert chosen[0] == 60
    assert sorted(chosen) == [*range(0, 120, 4)]


def test_a_take_brings_its_own_frames_and_leaves_the_others(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30))

    class Inside(ClipPictures):
        """Frames 20 to 29 are others."""

        @property
        def own(self) -> Span:
            return Span(20, 30)

        def frame(self, number: int, size: tuple[int, int] | None) -> Frame:
            assert number in self.own
            return super().frame(number + 5, size).numbered(number)

    def make() -> Inside:
        return Inside(Path(clip.source), clip)

    with opened(clip) as (stores, news):
        stores.set_takes((make,))
        news.until(lambda: stores.spans() == (Span(0, 60),))
        for number in range(60):
            source, take = (read_number(picture.pixels()) for picture in proxy(stores, number))
            assert source == number
            assert take == (number + 5 if 20 <= number < 30 else number)
        assert [picture.number for picture in proxy(stores, 19, shift=1)] == [19, 20]
        assert [picture.number for picture in proxy(stores, 59, shift=3)] == [59, 59]
        stores.set_takes(())
        assert len(proxy(stores, 20)) == 1


def test_a_take_that_is_wanted_again_while_it_is_left_is_filled(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=96, rate=30, options=ClipOptions(size=(96, 64))))
    made: list[ClipPictures] = []

    class Leaving(ClipPictures):
        @property
        def own(self) -> Span:
            return Span(20, 60)

        def frame(self, number: int, size: tuple[int, int] | None) -> Frame:
            if number == 40 and len(made) == 1:
                stores.set_takes(())
            return super().frame(number, size)

        def close(self) -> None:
            super().close()
            if len(made) == 1:
                stores.set_takes((make,))

    def make() -> ClipPictures:
        made.append(Leaving(Path(clip.source), clip))
        return made[-1]

    with opened(clip) as (stores, news):
        stores.set_takes((make,))
        news.until(lambda: len(made) == 2 and stores.spans() == (Span(0, 96),))


def test_a_take_that_could_not_be_opened_is_tried_again_when_it_is_compared_again(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30, options=ClipOptions(size=(96, 64))))
    failures = [UnreadableMedia("Its disk is gone.")]

    def fails_once() -> ClipPictures:
        if failures:
            raise failures.pop()
        return ClipPictures(Path(clip.source), clip)

    def other() -> ClipPictures:
        return ClipPictures(Path(clip.source), clip)

    with opened(clip) as (stores, news):
        stores.set_takes((fails_once,))
        news.until(lambda: not failures)
        for take in (other, fails_once):
            stores.set_takes((take,))
            news.until(lambda: stores.spans() == (Span(0, 60),))


@pytest.mark.parametrize("of_take", [False, True])
def test_decoders_are_let_go_while_something_else_goes_first_for_long(
    of_take: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retake_gui.media.scrub_filler._PATIENCE", 0.01)
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=90, rate=30))
    rested, precedence, news = threading.Event(), Precedence(), News()
    rest, keep = FrameReader.rest, ScrubStore.put

    def put(store: ScrubStore, number: int, data: bytes) -> None:
        keep(store, number, data)
        if number == 40 and not rested.is_set() and (store is not stores.store) == of_take:
            precedence.claim_for(60)

    def noted(reader: FrameReader) -> None:
        rest(reader)
        if (threading.current_thread().name == "scrub stores of takes") == of_take:
            rested.set()
            precedence.let_go()

    monkeypatch.setattr(ScrubStore, "put", put)
    monkeypatch.setattr(FrameReader, "rest", noted)
    stores = ScrubSet(clip, precedence, news)
    if of_take:
        stores.set_takes((lambda: ClipPictures(Path(clip.source), clip),))
    stores.start()
    try:
        assert rested.wait(20)
        news.until(lambda: stores.spans() == (Span(0, 90),))
        assert [read_number(picture.pixels()) for n in range(90) for picture in proxy(stores, n)[-1:]] == [*range(90)]
    finally:
        stores.cancel()
        stores.join()


def test_another_run_takes_the_pictures_from_the_disk(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30))
    cache = DiskCache(tmp_path / "scrub")
    with opened(clip, cache):
        pass
    written = {path.name: path.stat().st_mtime_ns for path in cache.folder.rglob("*.proxies")}
    assert written
    with opened(clip, cache) as (stores, _):
        assert [read_number(proxy(stores, number)[0].pixels()) for number in (0, 33, 59)] == [0, 33, 59]
    assert {path.name: path.stat().st_mtime_ns for path in cache.folder.rglob("*.proxies")} == written


@dataclass(eq=False)
class Fitted:
    """Makes a take of other frames, and counts what was made of it."""

    clip: Clip
    way: str = "cut"
    made: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    def __call__(self) -> ClipPictures:
        log, way, held = self.made, self.way, self.held

        class Inside(ClipPictures):
            @property
            def own(self) -> Span:
                return Span(20, 90)

            def hold(self, kept_bytes: int) -> None:
                held.append(kept_bytes)
                super().hold(kept_bytes)

            def frame(self, number: int, size: tuple[int, int] | None) -> Frame:
                log.append(number)
                return super().frame(number + 5, size).numbered(number)

        pictures = Inside(Path(self.clip.source), self.clip)
        pictures.origin = Origin((Path(self.clip.source),), way)
        return pictures


def test_a_take_that_is_opened_again_finds_its_pictures_on_the_disk(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=100, rate=30))
    cache = DiskCache(tmp_path / "scrub")
    first, again, other = Fitted(clip), Fitted(clip), Fitted(clip, "dissolve")
    for take in (first, again, other):
        with opened(clip, cache) as (stores, news):
            stores.set_takes((take,))
            news.until(lambda: stores.spans() == (Span(0, 100),))
            for number in (19, 20, 63, 64, 89, 90):
                source, shown = (read_number(picture.pixels()) for picture in proxy(stores, number))
                assert (source, shown) == (number, number + 5 if 20 <= number < 90 else number)
    assert sorted(first.made) == sorted(other.made) == list(range(20, 90))
    assert again.made == []
    assert first.held == [0], "who fills goes forwards, and keeps nothing"


def test_a_take_that_was_left_half_filled_is_filled_on(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=100, rate=30))
    cache, precedence = DiskCache(tmp_path / "scrub"), Precedence()
    first, again = Fitted(clip), Fitted(clip)
    with opened(clip, cache, precedence) as (stores, news):
        news.until(lambda: stores.store is not None and stores.store.complete)
        stores.aim(40)
        stores.set_takes((first,))
        news.until(lambda: len(first.made) >= 10)
    with opened(clip, cache) as (stores, news):
        stores.set_takes((again,))
        news.until(lambda: stores.spans() == (Span(0, 100),))
    assert first.made[0] == 40
    assert not {*first.made[:9]} & {*again.made}
    assert {*first.made} | {*again.made} == {*range(20, 90)}


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30)
    clip = probe(path)
    numbered_clip(path, frames=50, rate=30)
    stores = ScrubSet(clip, Precedence(), lambda: None)
    stores.start()
    stores.join()
    assert stores.spans() == ()


@pytest.mark.parametrize("error", [UnreadableMedia("That frame is broken."), ValueError("no such format")])
def test_a_frame_that_cannot_be_made_ends_the_filling_and_leaves_its_block_undone(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=3 * BLOCK, rate=30, options=ClipOptions(size=(96, 64))))
    unhandled: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: unhandled.append(args.exc_value))
    paint = Painter.frame

    def fail_late(painter: Painter, frame: VideoFrame, number: int, box: tuple[int, int] | None = None) -> Frame:
        if number == 2 * BLOCK - 1:
            raise error
        return paint(painter, frame, number, box)

    monkeypatch.setattr(Painter, "frame", fail_late)
    stores = ScrubSet(clip, Precedence(), lambda: None)
    stores.start()
    ending = threading.Thread(target=stores.join, daemon=True)
    ending.start()
    ending.join(20)
    assert stores.ended
    assert stores.store is not None
    assert [stores.store.is_done(block) for block in range(3)] == [True, False, False]
    assert unhandled == ([] if isinstance(error, UnreadableMedia) else [error])


def test_groups_lie_between_key_frames(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=60, rate=Fraction(30), options=ClipOptions(gop=24))
    index = build_index(path)
    assert [group_around(index, number) for number in (0, 23, 24, 59)] == [
        Span(0, 24),
        Span(0, 24),
        Span(24, 48),
        Span(48, 60),
    ]


def test_packing_keeps_the_picture() -> None:
    pixels = np.dstack([number_picture(77, (640, 360)), np.full((360, 640), 255, np.uint8)])
    frame = Frame(77, 640, 360, 2560, pixels.data.cast("B").toreadonly())
    again = unpacked(packed(frame), 77)
    assert again is not None
    assert read_number(again.pixels()) == 77
    assert np.abs(again.pixels().astype(int) - pixels).mean() < 2
    assert unpacked(b"no picture", 77) is None


def test_a_proxy_is_as_large_on_the_screen_as_the_full_picture() -> None:
    pixels = np.dstack([number_picture(77, (640, 360)), np.full((360, 640), 255, np.uint8)])
    data = packed(Frame(77, 640, 360, 2560, pixels.data.cast("B").toreadonly()))
    sizes = {}
    for box in ((1000, 500), (5000, 4000), (320, 400)):
        proxy = unpacked_to_fit(data, 77, box, (1920, 1080))
        assert proxy is not None
        assert read_number(proxy.pixels()) == 77
        sizes[box] = proxy.width, proxy.height
    assert sizes == {(1000, 500): (889, 500), (5000, 4000): (1920, 1080), (320, 400): (320, 180)}
    huge = unpacked_to_fit(data, 77, (3840, 2160), (3840, 2160))
    assert huge is not None
    assert (huge.width, huge.height) == (640, 360)
    assert unpacked_to_fit(b"no picture", 77, (640, 360), (1920, 1080)) is None
