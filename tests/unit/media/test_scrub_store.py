import os
import shutil
from pathlib import Path

import pytest

from retake_gui.domain.span import Span
from retake_gui.media.blocks import BLOCK
from retake_gui.media.disk_cache import DiskCache
from retake_gui.media.scrub_store import ScrubStore

FRAMES = 10 * BLOCK - 5


def data_of(number: int) -> bytes:
    return f"frame {number}".encode().ljust(100, b".")


def fill(store: ScrubStore, *blocks: int) -> None:
    for block in blocks:
        for number in range(block * BLOCK, min(store.frames, (block + 1) * BLOCK)):
            store.put(number, data_of(number))
        store.finish(block)


@pytest.fixture
def cache(tmp_path: Path) -> DiskCache:
    return DiskCache(tmp_path / "scrub")


def test_what_was_put_is_there_and_spans_say_so() -> None:
    store = ScrubStore(FRAMES)
    fill(store, 0, 1, 9)
    assert store.spans() == (Span(0, 2 * BLOCK), Span(9 * BLOCK, FRAMES))
    assert store.get(70) == data_of(70)
    assert store.get(2 * BLOCK) is None
    assert store.get(-1) is None


def test_the_nearest_block_comes_next_and_ahead_before_behind() -> None:
    store = ScrubStore(FRAMES)
    store.aim(5 * BLOCK + 1)
    order = []
    while (block := store.next_block()) is not None:
        order.append(block)
        fill(store, block)
    assert order == [5, 6, 4, 7, 8, 3, 9, 2, 1, 0]
    assert store.complete


def test_memory_is_bounded_and_keeps_what_is_near() -> None:
    store = ScrubStore(FRAMES, memory=3 * BLOCK * 100)
    store.aim(0)
    while (block := store.next_block()) is not None:
        fill(store, block)
    assert store.held <= 3 * BLOCK * 100
    assert store.has(0)
    assert not store.has(FRAMES - 1)
    store.aim(FRAMES - 1)
    for _ in range(30):
        if (block := store.next_block()) is None:
            break
        fill(store, block)
    assert store.complete
    assert store.has(FRAMES - 1)
    assert store.held <= 3 * BLOCK * 100


def test_key_frames_stay_within_the_memory_of_all() -> None:
    store = ScrubStore(FRAMES, memory=4 * BLOCK * 100)
    keys = range(3, FRAMES, 5)
    for number in keys:
        store.keep_key(number, data_of(number))
    kept = [number for number in keys if store.has(number)]
    assert kept == [*keys][:BLOCK]
    assert store.spans() == ()
    fill(store, *range(10))
    assert store.held <= 4 * BLOCK * 100
    assert all(store.get(number) == data_of(number) for number in kept)
    store.close()
    assert not any(map(store.has, kept))


def test_what_leaves_memory_is_read_from_the_disk(cache: DiskCache) -> None:
    store = ScrubStore(FRAMES, cache.shelf("clip"), memory=2 * BLOCK * 100)
    fill(store, *range(10))
    assert store.spans() == (Span(0, FRAMES),)
    assert all(store.get(number) == data_of(number) for number in range(FRAMES))
    assert store.held <= 2 * BLOCK * 100


def test_another_run_finds_what_was_made_even_what_was_only_begun(cache: DiskCache) -> None:
    first = ScrubStore(FRAMES, cache.shelf("clip"))
    fill(first, 3)
    first.put(0, data_of(0))
    first.close()
    assert first.spans() == ()
    second = ScrubStore(FRAMES, cache.shelf("clip"))
    assert second.spans() == (Span(0, 1), Span(3 * BLOCK, 4 * BLOCK))
    assert second.get(3 * BLOCK) == data_of(3 * BLOCK)
    assert second.is_done(3)
    assert not second.is_done(0)
    fill(second, 0)
    assert ScrubStore(FRAMES, cache.shelf("clip")).is_done(0)


def test_the_cache_may_be_deleted_while_it_is_in_use(cache: DiskCache) -> None:
    store = ScrubStore(FRAMES, cache.shelf("clip"), memory=2 * BLOCK * 100)
    fill(store, *range(10))
    shutil.rmtree(cache.folder)
    gone = [number for number in range(FRAMES) if store.get(number) is None]
    assert gone
    assert all(not store.has(number) for number in gone)
    assert store.next_block() is not None
    fill(store, 9)
    assert store.get(9 * BLOCK) == data_of(9 * BLOCK)


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "foreign"])
def test_damaged_entries_are_as_good_as_absent(cache: DiskCache, damage: str) -> None:
    fill(ScrubStore(FRAMES, cache.shelf("clip")), 0, 1)
    path = next(path for path in (cache.folder / "clip").iterdir() if path.stem == "000001")
    data = bytearray(path.read_bytes())
    if damage == "flipped":
        data[-50] ^= 0xFF
    replaced = {"cut": bytes(data[: len(data) // 2]), "emptied": b"", "foreign": b"x" * 400}
    path.write_bytes(replaced.get(damage, bytes(data)))
    store = ScrubStore(FRAMES, cache.shelf("clip"))
    for number in range(2 * BLOCK):
        assert store.get(number) in (data_of(number), None)
    assert store.get(2 * BLOCK - 1) is None
    assert store.get(BLOCK - 1) == data_of(BLOCK - 1)


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, limit=20_000)
    for age, name in enumerate(("new", "middle", "old")):
        fill(ScrubStore(FRAMES, cache.shelf(name)), 0)
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    cache.limit = 22_000
    assert cache.shelf("now") is not None
    assert {path.name for path in tmp_path.iterdir()} == {"new", "middle", "now"}


def test_a_clip_larger_than_the_limit_keeps_what_is_near(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, limit=4 * 9000)
    store = ScrubStore(FRAMES, cache.shelf("clip"), memory=2 * BLOCK * 100)
    for _ in range(40):
        if (block := store.next_block()) is None:
            break
        fill(store, block)
    assert store.complete
    assert store.has(0)
    assert sum(path.stat().st_size for path in (tmp_path / "clip").iterdir()) <= 5 * 9000
    store.aim(FRAMES - 1)
    for _ in range(40):
        if (block := store.next_block()) is None:
            break
        fill(store, block)
    assert store.complete
    assert store.get(FRAMES - 1) == data_of(FRAMES - 1)
    assert sum(path.stat().st_size for path in (tmp_path / "clip").iterdir()) <= 5 * 9000


def test_a_disk_that_refuses_leaves_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert DiskCache(tmp_path / "file").shelf("clip") is None
    cache = DiskCache(tmp_path / "scrub")
    shelf = cache.shelf("clip")
    assert shelf is not None
    shutil.rmtree(tmp_path / "scrub")
    (tmp_path / "scrub").write_text("in the way")
    store = ScrubStore(FRAMES, shelf)
    fill(store, 0)
    assert store.get(5) == data_of(5)
    assert not shelf.takes_more
