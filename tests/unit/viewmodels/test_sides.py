"""Two sets of sources in a loop, on a decoder whose every step is counted."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.domain.span import Span
from retake_gui.media.decoder import GivenUp
from retake_gui.viewmodels.frames import Pair
from retake_gui.viewmodels.sides import Sides

FRAMES = 400


@dataclass(frozen=True)
class Blank:
    number: int
    stride: int = 8
    height: int = 1


@dataclass
class Tape:
    """Goes forwards frame by frame; back only by beginning anew at the first."""

    at: int = -1
    steps: int = 0
    kept: list[int] = field(default_factory=list)
    frames: int = FRAMES
    own: Span = field(default_factory=lambda: Span(0, FRAMES))
    torn: bool = False
    line: int = 8

    def heed(self, given_up: Callable[[], bool]) -> None:
        self.given_up = given_up

    def hold(self, kept_bytes: int) -> None:
        self.kept.append(kept_bytes)

    def borrow(self, clip: "Tape") -> None:
        self.lender = clip

    def frame(self, number: int, size: tuple[int, int] | None) -> Blank:
        del size
        if self.torn:
            raise UnreadableMedia("The file cannot be read.")
        if number < self.at:
            self.at = -1
        while self.at < number:
            if self.given_up():
                raise GivenUp
            self.at += 1
            self.steps += 1
        return Blank(number, stride=self.line)

    def close(self) -> None:
        self.at = -1


class Deck:
    """Sides over tapes, and how many steps until somebody asks."""

    def __init__(self, loop: Span) -> None:
        self.tapes: list[Tape] = []
        self.whole = 2
        self.patience = 0
        self.sides = Sides(lambda: False, self._is_asked)
        self.sides.use((self._make,), None)  # type: ignore[arg-type]
        self.sides.follow(loop)

    def _make(self) -> Tape:
        self.tapes.append(Tape(torn=len(self.tapes) >= self.whole))
        return self.tapes[-1]

    def _is_asked(self) -> bool:
        self.patience -= 1
        return self.patience < 0

    @property
    def steps(self) -> int:
        return sum(tape.steps for tape in self.tapes)

    def ask(self, frame: int, spare: int) -> int:
        """Ask for a frame, then leave time for some steps ahead; how many it took until the frame was there."""
        before = self.steps
        pair = self.sides.pair(frame)
        assert isinstance(pair, Pair)
        assert pair.source.number == frame
        took = self.steps - before
        self.patience = spare
        while self.sides.has_more_to_do and self.patience > 0:
            self.sides.go_on()
        return took


def test_at_a_turn_nothing_is_left_to_do_where_there_was_time() -> None:
    deck = Deck(Span(200, 300))
    deck.ask(200, 0)
    assert [deck.ask(200 + frame % 100, 10) for frame in range(1, 350)] == [1, *[0] * 348]
    assert len(deck.tapes) == 2


@pytest.mark.parametrize(("line", "ahead"), [(8, 8), (20 << 20, 4), (1 << 30, 3)])
def test_of_large_pictures_fewer_are_made_ahead(line: int, ahead: int) -> None:
    tape = Tape(line=line)
    sides = Sides(lambda: False, lambda: False)
    sides.use((lambda: tape,), None)  # type: ignore[arg-type,return-value]
    for frame in (10, 11):
        assert isinstance(sides.pair(frame), Pair)
    while sides.has_more_to_do:
        sides.go_on()
    assert tape.at == 11 + ahead


def test_a_take_has_the_frames_of_the_clip_from_the_source_that_plays_or_is_parked_with_it() -> None:
    clips, takes = [], []

    def clip() -> Tape:
        clips.append(Tape())
        return clips[-1]

    def take() -> Tape:
        takes.append(Tape())
        return takes[-1]

    sides = Sides(lambda: False, lambda: False)
    sides.use((clip, take), None)  # type: ignore[arg-type]
    sides.follow(Span(200, 300))
    for frame in (210, 211):
        assert isinstance(sides.pair(frame), Pair)
    while sides.has_more_to_do:
        sides.go_on()
    assert [tape.lender for tape in takes] == clips
    assert len(clips) == 2


def test_what_there_was_time_for_counts_at_the_turn() -> None:
    deck = Deck(Span(200, 300))
    deck.ask(200, 0)
    rest = [deck.ask(200 + frame % 100, 2) for frame in range(1, 110)]
    assert 50 < rest[99] < 201 - 80
    assert sum(rest) - rest[99] < 20


def test_a_short_loop_is_not_left_for_a_decoder_that_is_still_on_its_way() -> None:
    deck = Deck(Span(200, 230))
    deck.ask(200, 0)
    for frame in range(1, 31):
        deck.ask(200 + frame % 30, 2)
    assert deck.tapes[0].at >= 200
    assert deck.tapes[1].at < 200
    assert deck.tapes[1].kept[-1] == 0


@pytest.mark.parametrize("loop", [Span(200, 300), Span(0, 0)])
def test_without_time_ahead_it_is_as_without_a_second_decoder(loop: Span) -> None:
    deck = Deck(loop)
    deck.ask(200, 0)
    assert [deck.ask(frame, 0) for frame in range(201, 300)] == [1] * 99
    assert deck.ask(200, 0) == 201


def test_where_a_second_decoder_cannot_be_had_the_first_goes_on() -> None:
    deck = Deck(Span(200, 300))
    deck.whole = 1
    deck.ask(200, 0)
    for frame in range(1, 250):
        deck.ask(200 + frame % 100, 10)
    assert deck.tapes[0].at >= 250
    assert {tape.at for tape in deck.tapes[1:]} == {-1}
