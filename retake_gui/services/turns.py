"""Whose turn it is: the order of the queue, what is held back, and the pause of all. Each choice is kept."""

from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import partial

from retake_gui.services.background import commit
from retake_gui.services.places import Places
from retake_gui.store.project_file import ProjectFile


class Move(StrEnum):
    """Where a job of the queue is put."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


class Turns:
    """The queue of one project.

    Args:
        project: Where order and pauses are kept.
        in_flight: How many go on at once.
        heeds_pause: Whether a pause of the whole queue counts here; a command that was asked for goes on.
        executor: Where is written.
    """

    def __init__(
        self, project: ProjectFile, in_flight: int, *, heeds_pause: bool = False, executor: Executor | None = None
    ) -> None:
        self._project, self._executor = project, executor
        self._positions = project.positions()
        self._held = project.held_jobs()
        self._expected: set[str] = set()
        self._paused = heeds_pause and project.queue_paused
        self.places = Places(in_flight, self._position, self._may_go_on)

    def expect(self, task_uuid: str) -> None:
        """A job is about to wait for its turn."""
        self._expected.add(task_uuid)

    def give_up(self, task_uuid: str) -> None:
        """It does not wait after all."""
        self._expected.discard(task_uuid)

    @asynccontextmanager
    async def turn(self, task_uuid: str) -> AsyncIterator[None]:
        """Wait for a job's turn, and have it while the block lasts."""
        place = self.places.place(task_uuid)
        self._expected.discard(task_uuid)
        async with place:
            yield

    @property
    def waiting(self) -> tuple[str, ...]:
        """Jobs that wait for their turn, the next one first; those held back are among them."""
        return tuple(sorted({*self.places.waiting, *self._expected}, key=self._position))

    @property
    def paused(self) -> bool:
        """Whether no job gets its turn; those that go on are not touched."""
        return self._paused

    def is_held(self, task_uuid: str) -> bool:
        """Whether a job is held back."""
        return task_uuid in self._held

    async def learn(self) -> None:
        """Jobs were written down."""
        self._positions = await commit(self._project.positions, self._executor)

    async def pause(self) -> None:
        """Give no turns until :meth:`go_on`; also after the next start.

        Raises:
            StorageError: It cannot be written down.
        """
        await commit(partial(self._project.set_queue_paused, paused=True), self._executor)
        self._paused = True

    async def go_on(self) -> None:
        """Give turns again.

        Raises:
            StorageError: It cannot be written down.
        """
        await commit(partial(self._project.set_queue_paused, paused=False), self._executor)
        self._paused = False
        self.places.review()

    async def hold(self, task_uuid: str) -> None:
        """Hold a job back.

        Raises:
            StorageError: It cannot be written down.
        """
        await commit(partial(self._project.set_held, task_uuid, held=True), self._executor)
        self._held.add(task_uuid)

    async def let_go(self, task_uuid: str) -> None:
        """Let a job have its turn again.

        Raises:
            StorageError: It cannot be written down.
        """
        if task_uuid in self._held:
            await commit(partial(self._project.set_held, task_uuid, held=False), self._executor)
            self._held.discard(task_uuid)
        self.places.review()

    async def move(self, task_uuid: str, where: Move) -> tuple[str, ...]:
        """Put a job that waits elsewhere in the queue; returns the new order.

        Raises:
            StorageError: It cannot be written down.
        """
        order = list(self.waiting)
        if task_uuid not in order:
            return tuple(order)
        at = order.index(task_uuid)
        order.remove(task_uuid)
        goals = {Move.FIRST: 0, Move.UP: max(0, at - 1), Move.DOWN: at + 1, Move.LAST: len(order)}
        order.insert(goals[where], task_uuid)
        await commit(partial(self._project.set_order, order), self._executor)
        self._positions = await commit(self._project.positions, self._executor)
        self.places.review()
        return self.waiting

    def _position(self, task_uuid: str) -> int:
        return self._positions.get(task_uuid, len(self._positions) + 1)

    def _may_go_on(self, task_uuid: str) -> bool:
        return not self._paused and task_uuid not in self._held
