"""A number of places that may change while some of them are taken, given in an order that may change too."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

Turn = asyncio.Future[None]


def _in_order_of_coming(name: str) -> int:
    del name
    return 0


def _anybody(name: str) -> bool:
    del name
    return True


class Places:
    """Lets in as many as there are places: the lowest rank first, then who came first.

    Args:
        limit: How many, at least one.
        rank: Of somebody who waits; asked whenever a place is given.
        may_enter: Whether somebody has a turn at all for the moment.
    """

    def __init__(
        self,
        limit: int,
        rank: Callable[[str], int] = _in_order_of_coming,
        may_enter: Callable[[str], bool] = _anybody,
    ) -> None:
        self._limit = max(1, limit)
        self._rank, self._may_enter = rank, may_enter
        self._taken = 0
        self._waiting: list[tuple[str, Turn]] = []

    @property
    def limit(self) -> int:
        """How many may be inside at once; those already inside stay when it shrinks."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._limit = max(1, limit)
        self.review()

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who waits, in the order in which they will be let in."""
        return tuple(name for name, _ in sorted(self._waiting, key=self._key))

    @asynccontextmanager
    async def place(self, name: str = "") -> AsyncIterator[None]:
        """Wait for a place, and keep it while the block lasts."""
        turn: Turn = asyncio.get_running_loop().create_future()
        entry = (name, turn)
        self._waiting.append(entry)
        self.review()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            else:
                self._waiting.remove(entry)
            raise
        try:
            yield
        finally:
            self._leave()

    def review(self) -> None:
        """Ranks or turns changed: let in whoever may come in now."""
        for entry in sorted(self._waiting, key=self._key):
            name, turn = entry
            if self._taken >= self._limit:
                return
            if not turn.done() and self._may_enter(name):
                self._waiting.remove(entry)
                self._taken += 1
                turn.set_result(None)

    def _key(self, entry: tuple[str, Turn]) -> int:
        return self._rank(entry[0])

    def _leave(self) -> None:
        self._taken -= 1
        self.review()
