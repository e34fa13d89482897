"""Scrub stores in tests: opened, filled, and ended."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from retake_gui.domain.clip import Clip
from retake_gui.media.disk_cache import DiskCache
from retake_gui.media.precedence import Precedence
from retake_gui.media.scrub_set import ScrubSet

PATIENCE = 20.0


class News:
    """Waits until something holds, looking whenever the set says that there is more."""

    def __init__(self) -> None:
        self._came = threading.Condition()

    def __call__(self) -> None:
        with self._came:
            self._came.notify_all()

    def until(self, holds: Callable[[], bool]) -> None:
        with self._came:
            assert self._came.wait_for(holds, PATIENCE)


@contextmanager
def opened(
    clip: Clip, cache: DiskCache | None = None, precedence: Precedence | None = None
) -> Iterator[tuple[ScrubSet, News]]:
    news = News()
    made = ScrubSet(clip, precedence or Precedence(), news, cache, lambda _path: "f" * 64)
    made.start()
    try:
        if precedence is None:
            news.until(lambda: made.store is not None and made.store.complete)
        yield made, news
    finally:
        made.cancel()
        made.join()
