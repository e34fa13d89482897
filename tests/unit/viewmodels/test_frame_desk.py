import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from retake_gui.domain.errors import RetakeError, UnreadableMedia
from retake_gui.viewmodels.frame_desk import FrameDesk
from retake_gui.viewmodels.frames import Pair

FRAMES = 100


@dataclass(frozen=True)
class Blank:
    number: int
    width: int = 2
    height: int = 1
    stride: int = 8
    data: bytes = bytes(8)


@dataclass
class Counted:
    """Pictures that know what was made, and wait while a gate is shut."""

    gate: threading.Event = field(default_factory=threading.Event)
    made: queue.Queue[int] = field(default_factory=queue.Queue)
    entered: queue.Queue[int] = field(default_factory=queue.Queue)
    closed: threading.Event = field(default_factory=threading.Event)
    frames: int = FRAMES

    def frame(self, number: int, size: tuple[int, int] | None) -> Blank:
        del size
        self.entered.put(number)
        assert self.gate.wait(5)
        self.made.put(number)
        return Blank(number)

    def heed(self, given_up: Callable[[], bool]) -> None:
        self.given_up = given_up

    def close(self) -> None:
        self.closed.set()


@dataclass
class Bench:
    desk: FrameDesk
    source: Counted
    answers: "queue.Queue[tuple[Pair | RetakeError, int]]"

    def ask(self, frame: int, ticket: int = 1) -> Pair:
        self.desk.request(frame, (10, 10), ticket)
        answer, answered = self.answers.get(timeout=5)
        assert isinstance(answer, Pair)
        assert (answer.number, answered) == (frame, ticket)
        return answer


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench(FrameDesk(), Counted(), queue.Queue())
    made.source.gate.set()
    made.desk.listen(lambda answer, ticket: made.answers.put((answer, ticket)))
    made.desk.set_sides(lambda: made.source, None)  # type: ignore[arg-type,return-value]
    yield made
    made.source.gate.set()
    made.desk.close()


def test_frames_asked_in_turn_are_made_ahead_but_only_so_many(bench: Bench) -> None:
    bench.ask(50)
    bench.ask(51)
    made = [bench.source.made.get(timeout=5) for _ in range(10)]
    assert made == list(range(50, 60))
    assert bench.ask(52).source.number == 52
    assert bench.source.made.get(timeout=5) == 60


def test_nothing_is_made_past_the_end(bench: Bench) -> None:
    bench.ask(FRAMES - 2)
    bench.ask(FRAMES - 1)
    assert bench.source.made.qsize() == 2


def test_only_the_newest_request_is_answered(bench: Bench) -> None:
    bench.ask(10)
    bench.source.entered.get(timeout=5)
    bench.source.gate.clear()
    bench.desk.request(30, (10, 10), 1)
    assert bench.source.entered.get(timeout=5) == 30
    for ticket, frame in enumerate((40, 45, 49), start=2):
        bench.desk.request(frame, (10, 10), ticket)
    bench.source.gate.set()
    answered = [bench.answers.get(timeout=5)[1] for _ in range(2)]
    assert answered == [1, 4]
    assert bench.answers.empty()


def test_a_side_that_is_not_shown_any_more_is_closed(bench: Bench) -> None:
    take = Counted()
    take.gate.set()
    bench.ask(1)
    bench.desk.set_sides(lambda: bench.source, lambda: take)  # type: ignore[arg-type,return-value]
    assert bench.ask(2).take is not None
    bench.desk.set_sides(lambda: bench.source, None)  # type: ignore[arg-type,return-value]
    assert take.closed.wait(5)
    assert bench.ask(3).take is None


def test_an_error_is_an_answer(bench: Bench) -> None:
    def gone() -> Counted:
        raise UnreadableMedia("It is gone.")

    bench.desk.set_sides(gone, None)  # type: ignore[arg-type]
    bench.desk.request(1, None, 7)
    answer, ticket = bench.answers.get(timeout=5)
    assert isinstance(answer, UnreadableMedia)
    assert ticket == 7
