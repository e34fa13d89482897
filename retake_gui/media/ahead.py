"""Making things on a thread of their own before they are asked for."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Generic, Self, TypeVar

Made = TypeVar("Made")


class Ahead(AbstractContextManager["Ahead[Made]"], Generic[Made]):
    """The items of an iterator in order, begun at once; what making one raises is raised where it is asked for.

    Args:
        items: Belongs to the thread from then on. None of them is ``None``.
        most: How many may be there unasked for.
    """

    def __init__(self, items: Iterator[Made], most: int) -> None:
        self._items = items
        self._worker = ThreadPoolExecutor(1, "ahead")
        self._begun: deque[Future[Made | None]] = deque()
        for _ in range(most):
            self._begin()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Made:
        made = self._begun.popleft().result()
        self._begin()
        if made is None:
            raise StopIteration
        return made

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown(cancel_futures=True)

    def _begin(self) -> None:
        self._begun.append(self._worker.submit(next, self._items, None))
