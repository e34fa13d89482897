from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QCoreApplication

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.viewmodels.clock import SilentOutput
from retake_gui.viewmodels.course import Turn
from retake_gui.viewmodels.picture_lag import PictureLag
from retake_gui.viewmodels.transport import Transport
from tests.facts import a_clip

pytestmark = pytest.mark.usefixtures("qapp")


class Hands:
    """A transport whose time is turned by hand."""

    def __init__(self, clip: Clip) -> None:
        self.now = 0
        self.transport = Transport(SilentOutput(now=lambda: self.now))
        self.transport._lag = PictureLag(now=lambda: self.now / 1e9)
        self.transport.load(clip)
        self.seen: list[int] = []
        self.transport.positionChanged.connect(self.seen.append)

    def wait(self, seconds: float) -> int:
        """Let time pass, and say which frame is meant then."""
        self.now += round(seconds * 1e9)
        self.transport._tick()
        return self.transport.position


@pytest.fixture
def hands() -> Iterator[Hands]:
    made = Hands(a_clip())
    yield made
    made.transport.close()


def test_playing_shows_the_frame_whose_time_it_is(hands: Hands) -> None:
    hands.transport.play()
    assert hands.wait(0.5) == 12
    assert hands.wait(0.02) == 12
    assert hands.wait(0.03) == 13
    hands.transport.pause()
    assert not hands.transport.playing
    assert hands.transport.position == 13


def test_pictures_that_take_long_are_asked_for_so_much_earlier_than_their_sound_is_heard(hands: Hands) -> None:
    hands.transport.play()
    due = [Fraction(n, 24) for n in range(1, 240)]
    drawn: dict[int, float] = {}
    waiting: list[tuple[int, float]] = []
    for _ in range(600):
        before = len(hands.seen)
        hands.wait(0.005)
        waiting += [(frame, hands.now / 1e9 + 0.03) for frame in hands.seen[before:]]
        while waiting and waiting[0][1] <= hands.now / 1e9:
            frame, when = waiting.pop(0)
            drawn[frame] = when
            hands.transport.picture_drawn(frame)
    late = [drawn[frame] - float(due[frame - 1]) for frame in sorted(drawn)]
    assert late[0] > 0.025
    assert all(abs(each) <= 0.006 for each in late[-20:])
    assert sorted(drawn) == list(range(1, len(drawn) + 1))


def test_a_lag_is_never_reckoned_longer_than_the_eye_would_notice_at_the_ear(hands: Hands) -> None:
    hands.transport.play()
    for _ in range(200):
        before = len(hands.seen)
        hands.wait(0.02)
        for frame in hands.seen[before:]:
            hands.now += 400_000_000
            hands.transport.picture_drawn(frame)
    elapsed = Fraction(hands.now, 10**9)
    assert Fraction(1, 20) < hands.transport._lag.ahead(elapsed) - elapsed <= Fraction(6, 100)


def test_a_picture_that_is_drawn_quicker_than_the_others_turns_nothing_back(hands: Hands) -> None:
    hands.transport.play()
    for _ in range(1500):
        before = len(hands.seen)
        hands.wait(0.002)
        for frame in hands.seen[before:]:
            hands.now += 80_000_000 if frame < 60 else 0
            hands.transport.picture_drawn(frame)
    assert hands.seen[-1] > 100
    assert hands.seen == sorted(hands.seen)


def test_the_end_stops_on_the_last_frame_and_play_starts_again(hands: Hands) -> None:
    hands.transport.seek(230)
    hands.transport.play()
    assert hands.wait(5) == 239
    assert not hands.transport.playing
    hands.transport.play()
    assert hands.transport.position == 0


def test_a_loop_has_a_second_before_and_after_the_range(hands: Hands) -> None:
    hands.transport.set_segment(Span(96, 120))
    hands.transport.set_looping(True)
    assert hands.transport.loop == Span(72, 144)
    hands.transport.play()
    assert hands.transport.position == 72
    assert hands.wait(2.5) == 132
    assert hands.wait(1.0) == 84
    hands.transport.set_turn(Turn.PING_PONG)
    assert hands.wait(2.25) == 138
    assert hands.wait(0.5) == 137


def test_a_seek_outside_of_the_loop_is_obeyed(hands: Hands) -> None:
    hands.transport.set_segment(Span(96, 120))
    hands.transport.set_looping(True)
    hands.transport.play()
    hands.transport.seek(10)
    assert hands.transport.position == 10
    assert hands.wait(1) == 34


def test_shuttling_doubles_turns_and_stops(hands: Hands) -> None:
    transport = hands.transport
    transport.shuttle(1)
    assert transport.speed == 1
    transport.shuttle(1)
    assert transport.speed == 2
    assert hands.wait(1) == 48
    transport.shuttle(-1)
    assert transport.speed == -1
    assert hands.wait(1) == 24
    transport.pause()
    assert transport.speed == 1


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(60000, 1001)])
def test_backwards_every_frame_is_shown_once(rate: Fraction) -> None:
    hands = Hands(a_clip(frames=40, rate=rate))
    hands.transport.seek(39)
    hands.seen.clear()
    hands.transport.shuttle(-1)
    while hands.transport.playing:
        hands.wait(0.004)
    assert hands.seen == list(range(38, -1, -1))


def test_steps_stand_still_and_stay_inside(hands: Hands) -> None:
    hands.transport.play()
    hands.transport.step(1)
    assert not hands.transport.playing
    assert hands.transport.position == 1
    hands.transport.step(-5)
    assert hands.transport.position == 0
    hands.transport.skip(10)
    assert hands.transport.position == 239


def test_seams_come_in_turn(hands: Hands) -> None:
    hands.transport.set_segment(Span(48, 96))
    hands.transport.next_seam()
    assert hands.transport.position == 48
    hands.transport.next_seam()
    assert hands.transport.position == 96
    hands.transport.seek_out()
    assert hands.transport.position == 95


def test_scrubbing_interrupts_playing_and_gives_it_back(hands: Hands) -> None:
    hands.transport.play()
    hands.transport.begin_scrub()
    hands.transport.seek(100)
    assert not hands.transport.playing
    hands.transport.end_scrub()
    assert hands.transport.playing
    assert hands.wait(0.5) == 112


def test_a_card_that_fails_is_replaced_by_silence() -> None:
    class Broken(SilentOutput):
        closed = False

        @property
        def failed(self) -> bool:
            return True

        def close(self) -> None:
            self.closed = True

    broken = Broken()
    transport = Transport(broken)
    transport.load(a_clip())
    transport.play()
    transport._tick()
    assert broken.closed
    assert transport.playing
    while transport.position == 0:
        QCoreApplication.processEvents()
    transport.close()
