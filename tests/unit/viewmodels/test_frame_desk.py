import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from retake_gui.domain.errors import RetakeError, UnreadableMedia
from retake_gui.domain.span import Span
from retake_gui.media.decoder import KEPT_BYTES
from retake_gui.viewmodels.frame_desk import FrameDesk
from retake_gui.viewmodels.frames import Pair, PictureFactory
from retake_gui.viewmodels.scrubbing import ScrubRoom
from retake_gui.viewmodels.sides import follows

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
    ready: threading.Event = field(default_factory=threading.Event)
    frames: int = FRAMES
    own: Span = field(default_factory=lambda: Span(0, FRAMES))

    def frame(self, number: int, size: tuple[int, int] | None) -> Blank:
        del size
        self.entered.put(number)
        assert self.gate.wait(5)
        self.made.put(number)
        return Blank(number)

    def heed(self, given_up: Callable[[], bool]) -> None:
        self.given_up = given_up

    def hold(self, kept_bytes: int) -> None:
        self.kept_bytes = kept_bytes

    def borrow(self, clip: object) -> None:
        self.lender = clip

    def get_ready(self) -> None:
        self.ready.set()

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


def test_memory_is_given_back_once_there_was_nothing_to_do_for_a_while(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr("retake_gui.media.allocator.give_back", lambda: given.put(threading.current_thread().name))
    monkeypatch.setattr("retake_gui.viewmodels.frame_desk._IDLE", 0.02)
    bench.ask(10)
    assert given.get(timeout=5) == "pictures"
    bench.ask(20)
    assert given.get(timeout=5) == "pictures"
    with pytest.raises(queue.Empty):
        given.get(timeout=0.1)


def test_what_the_first_picture_did_not_need_is_opened_once_that_was_shown(bench: Bench) -> None:
    bench.ask(0)
    bench.ask(20)
    assert not bench.source.ready.is_set()
    bench.desk.picture_shown()
    assert bench.source.ready.wait(5)
    assert bench.ask(30).source.number == 30


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
    assert bench.source.kept_bytes == take.kept_bytes == KEPT_BYTES // 2, "both sides together keep as much as one"
    bench.desk.set_sides(lambda: bench.source, None)  # type: ignore[arg-type,return-value]
    assert take.closed.wait(5)
    bench.ask(3)
    assert bench.source.kept_bytes == KEPT_BYTES
    assert bench.ask(3).take is None


def test_an_error_is_an_answer(bench: Bench) -> None:
    def gone() -> Counted:
        raise UnreadableMedia("It is gone.")

    bench.desk.set_sides(gone, None)  # type: ignore[arg-type]
    bench.desk.request(1, None, 7)
    answer, ticket = bench.answers.get(timeout=5)
    assert isinstance(answer, UnreadableMedia)
    assert ticket == 7


def test_after_a_fault_the_next_clip_is_shown(bench: Bench) -> None:
    def broken() -> Counted:
        raise ZeroDivisionError("a fault that nobody thought of")

    failed = threading.Event()
    before, threading.excepthook = threading.excepthook, lambda _: failed.set()
    try:
        bench.desk.set_sides(broken, None)  # type: ignore[arg-type]
        bench.desk.request(1, None, 1)
        assert failed.wait(5)
    finally:
        threading.excepthook = before
    for thread in threading.enumerate():
        if thread.name == "pictures" and thread is not threading.current_thread():
            thread.join(5)

    bench.desk.set_sides(lambda: bench.source, None)  # type: ignore[arg-type,return-value]

    bench.ask(2, ticket=2)


def test_what_a_take_has_from_the_clip_is_made_once(bench: Bench) -> None:
    take = Counted(own=Span(20, 30))
    take.gate.set()
    bench.desk.set_sides(lambda: bench.source, lambda: take)  # type: ignore[arg-type,return-value]
    outside = bench.ask(40)
    assert outside.take is outside.source
    assert take.made.empty()
    assert bench.ask(25).take is not None
    assert take.made.get(timeout=5) == 25
    bench.desk.request(19, None, 9, 2)
    answer, _ = bench.answers.get(timeout=5)
    assert isinstance(answer, Pair)
    assert answer.take is not None
    assert (answer.source.number, answer.take.number) == (19, 21)


class Proxied(ScrubRoom):
    """A room that has every frame, in as many sides as were told."""

    told = 0

    def set_takes(self, takes: tuple[PictureFactory, ...]) -> None:
        self.told = len(takes)

    def has(self, frame: int, shift: int = 0) -> bool:
        return frame + shift < FRAMES

    def pair(self, frame: int, size: tuple[int, int] | None, shift: int = 0) -> Pair:
        del size, shift
        return Pair(frame, Blank(frame), Blank(frame) if self.told else None, proxy=True)


class Clock:
    """Time that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def proxied(clock: Clock) -> Iterator[Bench]:
    made = Bench(FrameDesk(Proxied(), now=clock), Counted(), queue.Queue())
    made.desk.listen(lambda answer, ticket: made.answers.put((answer, ticket)))
    made.desk.set_sides(lambda: made.source, None)  # type: ignore[arg-type,return-value]
    yield made
    made.source.gate.set()
    made.desk.close()


def answer_of(bench: Bench) -> tuple[int, int, bool]:
    pair, ticket = bench.answers.get(timeout=5)
    assert isinstance(pair, Pair)
    return pair.number, ticket, pair.proxy


def test_a_proxy_comes_while_the_full_picture_is_being_made(proxied: Bench) -> None:
    proxied.desk.request(50, None, 1)
    assert answer_of(proxied) == (50, 1, True)
    proxied.source.gate.set()
    assert answer_of(proxied) == (50, 1, False)


def test_a_picture_that_was_overtaken_may_be_given_up(proxied: Bench) -> None:
    proxied.desk.request(50, None, 1)
    assert proxied.source.entered.get(timeout=5) == 50
    assert answer_of(proxied) == (50, 1, True)
    assert not proxied.source.given_up()
    proxied.desk.request(10, None, 2)
    assert answer_of(proxied) == (10, 2, True)
    assert proxied.source.given_up()


def test_a_full_picture_never_follows_the_proxy_of_a_later_request(proxied: Bench, clock: Clock) -> None:
    proxied.desk.request(50, None, 1)
    assert proxied.source.entered.get(timeout=5) == 50
    assert answer_of(proxied) == (50, 1, True)
    proxied.desk.request(10, None, 2)
    assert answer_of(proxied) == (10, 2, True)
    proxied.source.gate.set()
    assert proxied.source.made.get(timeout=5) == 50
    clock.seconds += 1
    assert answer_of(proxied) == (10, 2, False)


def test_while_a_hand_scrubs_nothing_is_decoded_until_it_rests(proxied: Bench, clock: Clock) -> None:
    proxied.source.gate.set()
    proxied.desk.request(90, None, 1)
    while answer_of(proxied)[2]:
        pass
    for ticket, frame in enumerate((70, 50, 30, 10), start=2):
        clock.seconds += 0.05
        proxied.desk.request(frame, None, ticket)
        assert answer_of(proxied) == (frame, ticket, True)
    clock.seconds += 1
    assert answer_of(proxied) == (10, 5, False)
    assert [proxied.source.made.get(timeout=5) for _ in range(2)] == [90, 10]


def test_frames_asked_in_turn_wait_a_little_for_their_full_pictures(proxied: Bench, clock: Clock) -> None:
    proxied.source.gate.set()
    proxied.desk.request(50, None, 1)
    while answer_of(proxied)[2]:
        pass
    for ticket in range(2, 8):
        clock.seconds += 0.03
        proxied.desk.request(49 + ticket, None, ticket)
        assert answer_of(proxied) == (49 + ticket, ticket, False)
    proxied.source.gate.clear()
    proxied.desk.request(70, None, 20)
    assert answer_of(proxied) == (70, 20, True)
    proxied.desk.request(71, None, 21)
    clock.seconds += 0.05
    assert answer_of(proxied) == (71, 21, True)


def test_where_full_pictures_come_too_late_in_turn_proxies_are_shown_until_the_next_rest(
    proxied: Bench, clock: Clock
) -> None:
    proxied.source.gate.set()
    proxied.desk.request(30, None, 1)
    while answer_of(proxied)[2]:
        pass
    proxied.source.gate.clear()
    for ticket in range(2, 7):
        proxied.desk.request(29 + ticket, None, ticket)
    assert answer_of(proxied) == (35, 6, True)
    proxied.source.gate.set()
    for ticket in range(7, 20):
        clock.seconds += 0.033
        proxied.desk.request(29 + ticket, None, ticket)
        assert answer_of(proxied) == (29 + ticket, ticket, True)
    assert max(proxied.source.made.queue) < 48
    clock.seconds += 1
    assert answer_of(proxied) == (48, 19, False)
    for ticket in (20, 21):
        clock.seconds += 1
        proxied.desk.request(29 + ticket, None, ticket)
        assert answer_of(proxied) == (29 + ticket, ticket, False)
    clock.seconds += 1
    proxied.desk.request(80, None, 22)
    while answer_of(proxied)[2]:
        pass
    clock.seconds += 0.033
    proxied.desk.request(81, None, 23)
    assert answer_of(proxied) == (81, 23, False)


def test_a_picture_says_when_proxies_play_in_place_of_full_ones(proxied: Bench, clock: Clock) -> None:
    def next_pair() -> Pair:
        pair, _ = proxied.answers.get(timeout=5)
        assert isinstance(pair, Pair)
        return pair

    proxied.source.gate.set()
    proxied.desk.request(30, None, 1)
    while (pair := next_pair()).proxy:
        assert not pair.eased, "this one only bridges the time until the full picture is there"
    proxied.source.gate.clear()
    for ticket in range(2, 7):
        proxied.desk.request(29 + ticket, None, ticket)
    while next_pair().number != 35:
        pass
    proxied.source.gate.set()
    clock.seconds += 0.033
    proxied.desk.request(36, None, 7)
    assert next_pair().eased
    clock.seconds += 1
    rested = next_pair()
    assert (rested.number, rested.proxy, rested.eased) == (36, False, False)


def test_no_proxy_that_was_made_ahead_is_shown_beside_another_take(proxied: Bench, clock: Clock) -> None:
    take = Counted()
    proxied.source.gate.set()
    proxied.desk.request(30, None, 1)
    while answer_of(proxied)[2]:
        pass
    proxied.source.gate.clear()
    for ticket in range(2, 9):
        clock.seconds += 0.033
        proxied.desk.request(29 + ticket, None, ticket)
        while ticket > 6 and answer_of(proxied) != (29 + ticket, ticket, True):
            pass
    proxied.desk.set_sides(lambda: proxied.source, lambda: take)  # type: ignore[arg-type,return-value]
    proxied.desk.request(38, None, 9)
    answer, ticket = proxied.answers.get(timeout=5)
    assert isinstance(answer, Pair)
    assert (answer.number, ticket, answer.proxy) == (38, 9, True)
    assert answer.take is not None
    proxied.source.gate.set()
    take.gate.set()


def test_proxies_take_over_only_where_there_are_enough_of_them(proxied: Bench) -> None:
    proxied.source.gate.set()
    proxied.desk.request(80, None, 1)
    while answer_of(proxied)[2]:
        pass
    proxied.source.gate.clear()
    proxied.source.entered.queue.clear()
    for ticket in range(2, 15):
        proxied.desk.request(79 + ticket, None, ticket)
    proxied.source.gate.set()
    while answer_of(proxied)[1:] != (14, False):
        pass


def test_when_playing_begins_pictures_are_made_before_the_clock_runs(bench: Bench) -> None:
    bench.ask(50)
    bench.desk.roll()
    assert [bench.source.made.get(timeout=5) for _ in range(9)] == list(range(50, 59))
    assert bench.ask(51).source.number == 51


@dataclass(eq=False)
class Reels:
    """Sources that are made anew for each who opens one, and what was made on which."""

    opened: list[Counted] = field(default_factory=list)
    made: "queue.Queue[tuple[int, int]]" = field(default_factory=queue.Queue)
    seen: list[tuple[int, int]] = field(default_factory=list)

    def __call__(self) -> Counted:
        number = len(self.opened)
        log = self.made

        class Reel(Counted):
            def frame(self, frame: int, size: tuple[int, int] | None) -> Blank:
                blank = super().frame(frame, size)
                log.put((number, frame))
                return blank

        self.opened.append(Reel())
        self.opened[-1].gate.set()
        return self.opened[-1]

    def until(self, reel: int, frame: int, times: int = 1) -> None:
        """Wait for a frame to be made so often."""
        while self.seen.count((reel, frame)) < times:
            self.seen.append(self.made.get(timeout=5))

    def of(self, reel: int) -> list[int]:
        """What one of them made, in order."""
        return [frame for number, frame in self.seen if number == reel]


@pytest.fixture
def looped() -> Iterator[tuple[Bench, Reels]]:
    reels = Reels()
    made = Bench(FrameDesk(), Counted(), queue.Queue())
    made.desk.listen(lambda answer, ticket: made.answers.put((answer, ticket)))
    made.desk.set_sides(reels, None)  # type: ignore[arg-type]
    made.desk.set_loop(Span(20, 40))
    yield made, reels
    for reel in reels.opened:
        reel.gate.set()
    made.desk.close()


def test_a_loop_begins_again_without_a_jump(looped: tuple[Bench, Reels]) -> None:
    bench, reels = looped
    for frame in range(20, 29):
        bench.ask(frame)
    reels.until(1, 20)
    for frame in range(29, 40):
        bench.ask(frame)
    reels.until(1, 27)
    for frame in range(20, 29):
        assert bench.ask(frame).source.number == frame
    reels.until(0, 20, times=2)
    for frame in (*range(29, 40), *range(20, 25)):
        bench.ask(frame)
    reels.until(0, 32, times=2)
    reels.until(1, 20, times=3)
    assert reels.of(0) == [*range(20, 40), 20, *range(20, 33)]
    assert reels.of(1) == [20, *range(20, 40), 20]


def test_who_plays_never_waits_for_what_is_parked(looped: tuple[Bench, Reels]) -> None:
    bench, reels = looped
    bench.ask(30)
    bench.ask(31)
    reels.until(1, 20)
    bench.desk.set_loop(Span(10, 50))
    bench.ask(32)
    reels.until(1, 10)
    parked = reels.opened[1]
    while not parked.entered.empty():
        parked.entered.get()
    parked.gate.clear()
    bench.desk.set_loop(Span(5, 50))
    assert parked.entered.get(timeout=5) == 5
    assert not parked.given_up()
    bench.desk.request(33, None, 9)
    assert parked.given_up()
    parked.gate.set()
    assert bench.answers.get(timeout=5)[1] == 9


def test_what_was_parked_is_closed_when_nothing_goes_round(looped: tuple[Bench, Reels]) -> None:
    bench, reels = looped
    bench.ask(30)
    bench.ask(31)
    reels.until(1, 20)
    assert reels.opened[1].kept_bytes == 0
    bench.desk.set_loop(Span(0, 0))
    assert reels.opened[1].closed.wait(5)
    assert not reels.opened[0].closed.is_set()


@pytest.mark.parametrize(
    ("last", "frame", "expected"),
    [(10, 11, True), (10, 13, True), (10, 14, False), (10, 9, False), (39, 20, True), (38, 21, True), (30, 20, False)],
)
def test_in_a_loop_its_start_follows_its_end(last: int, frame: int, expected: bool) -> None:
    assert follows(frame, last, Span(20, 40)) is expected
    assert follows(frame, last, Span(0, 0)) is (expected and frame > last)
