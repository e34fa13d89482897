from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.domain.compare import Side
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.viewmodels.course import Course, Turn
from retake_gui.viewmodels.sound_feed import SoundFeed
from retake_gui.viewmodels.voice import as_stereo

Samples = npt.NDArray[np.float32]


class Ramp:
    """Sample n has the value n / 100 000, negative for another side; says when it is closed."""

    def __init__(self, sign: int = 1, channels: int = 1) -> None:
        self.rate, self.channels, self.sign = 48_000, channels, sign
        self.is_closed = False

    def read(self, start_sample: int, count: int) -> Samples:
        column = np.arange(start_sample, start_sample + count, dtype=np.float32) / 100_000 * self.sign
        return np.repeat(column[:, None], self.channels, axis=1)

    def close(self) -> None:
        self.is_closed = True


def heard(feed: SoundFeed, count: int) -> npt.NDArray[np.int64]:
    """The next samples' numbers."""
    samples = np.frombuffer(feed.read(count), np.float32).reshape(-1, 2)
    assert len(samples) == count
    assert np.array_equal(samples[:, 0], samples[:, 1])
    return np.rint(samples[:, 0] * 100_000).astype(np.int64)


def course(start: Fraction, speed: Fraction = Fraction(1), turn: Turn = Turn.STOP) -> Course:
    return Course(start, speed, Fraction(0), Fraction(1), turn)


@pytest.fixture
def feed() -> SoundFeed:
    made = SoundFeed()
    made.set_side(Side.SOURCE, Ramp)
    return made


def test_samples_follow_each_other_without_a_gap(feed: SoundFeed) -> None:
    feed.play(course(Fraction(1, 2)))
    parts = [heard(feed, count) for count in (480, 1, 999)]
    assert np.array_equal(np.concatenate(parts), np.arange(24_000, 24_000 + 1480))


def test_after_the_end_there_is_silence(feed: SoundFeed) -> None:
    feed.play(course(Fraction(47_990, 48_000)))
    assert list(heard(feed, 14)) == [*range(47_990, 48_000), 0, 0, 0, 0]


def test_a_loop_has_no_gap_at_its_seam(feed: SoundFeed) -> None:
    feed.play(course(Fraction(47_998, 48_000), turn=Turn.LOOP))
    assert list(heard(feed, 3)) == [47_998, 47_999, 47_999]
    heard(feed, 239)
    assert list(heard(feed, 3)) == [240, 241, 242]


@pytest.mark.parametrize("blocks", [[4800], [1] * 300, [7, 100, 1000]], ids=["whole", "single", "uneven"])
def test_a_loop_goes_over_to_its_start_evenly_whatever_is_asked_at_a_time(feed: SoundFeed, blocks: list[int]) -> None:
    feed.play(course(Fraction(47_950, 48_000), turn=Turn.LOOP))
    turned = np.concatenate([heard(feed, count) for count in blocks])[:300]
    assert np.abs(np.diff(turned)).max() < 400
    expected = 47_999 * np.cos(np.pi / 2 * np.arange(240) / 240)
    assert np.abs(turned[50:290] - expected).max() < 250


def test_backwards_is_heard_backwards(feed: SoundFeed) -> None:
    feed.play(course(Fraction(1, 2), Fraction(-1)))
    assert list(heard(feed, 3)) == [23_999, 23_998, 23_997]
    assert list(heard(feed, 2)) == [23_996, 23_995]


def test_the_other_side_is_heard_from_where_the_first_was_left_without_a_click(feed: SoundFeed) -> None:
    feed.set_side(Side.TAKE, lambda: Ramp(sign=-1))
    feed.play(course(Fraction(1, 4)))
    heard(feed, 100)
    feed.hear(Side.TAKE)
    switched = heard(feed, 300)
    assert switched[0] == 12_100
    assert np.abs(np.diff(switched)).max() < 200
    assert list(switched[-2:]) == [-12_398, -12_399]
    assert list(heard(feed, 2)) == [-12_400, -12_401]


def test_where_both_sides_are_the_same_going_over_cannot_be_heard(feed: SoundFeed) -> None:
    feed.set_side(Side.TAKE, Ramp)
    feed.play(course(Fraction(1, 4)))
    heard(feed, 100)
    feed.hear(Side.TAKE)
    assert list(heard(feed, 300)) == list(range(12_100, 12_400))


def test_a_shifted_take_is_ahead(feed: SoundFeed) -> None:
    feed.set_side(Side.TAKE, Ramp)
    feed.set_shift(Fraction(1, 24))
    feed.hear(Side.TAKE)
    feed.play(course(Fraction(1, 4)))
    assert list(heard(feed, 2)) == [14_000, 14_001]
    feed.hear(Side.SOURCE)
    feed.play(course(Fraction(1, 4)))
    assert list(heard(feed, 2)) == [12_000, 12_001]


def test_volume_and_levels_scale_and_go_over_evenly(feed: SoundFeed) -> None:
    feed.play(course(Fraction(1, 2)))
    feed.set_volume(0.5)
    assert heard(feed, 100)[0] == 12_000
    feed.set_level(Side.SOURCE, 0.5)
    later = heard(feed, 480)
    assert np.abs(np.diff(later)).max() < 40
    assert heard(feed, 1)[0] == pytest.approx((24_580) / 4, abs=2)


def test_full_scale_is_never_passed() -> None:
    feed = SoundFeed()
    feed.set_side(Side.SOURCE, lambda: Ramp(sign=5))
    feed.play(course(Fraction(9, 10)))
    assert heard(feed, 10).max() == 100_000


def test_a_grain_comes_and_goes_softly_and_ends(feed: SoundFeed) -> None:
    feed.play_grain(Course(Fraction(1, 2), Fraction(1), Fraction(1, 2), Fraction(1, 2) + Fraction(1, 20)))
    piece = np.concatenate([heard(feed, 480) for _ in range(7)])
    assert piece[0] == 0
    assert piece[1200] == 24_000 + 1200
    assert piece[2390] < 2000
    assert not piece[2400:].any()


def test_six_channels_are_mixed_down_to_two_with_the_centre_in_both() -> None:
    centre = np.zeros((4, 6), np.float32)
    centre[:, 2] = 0.8
    played = as_stereo(centre)
    assert played[:, 0] == pytest.approx(played[:, 1])
    assert (played > 0.2).all()


def test_a_sound_that_cannot_be_opened_is_silence(feed: SoundFeed) -> None:
    def broken() -> Ramp:
        raise UnreadableMedia("The file is gone.")

    feed.set_side(Side.SOURCE, broken)
    feed.play(course(Fraction(1, 2)))
    assert not heard(feed, 10).any()


def test_sources_that_are_not_used_any_more_are_closed(feed: SoundFeed) -> None:
    made: list[Ramp] = []

    def make() -> Ramp:
        made.append(Ramp())
        return made[-1]

    feed.set_side(Side.SOURCE, make)
    feed.play(course(Fraction(0)))
    feed.read(10)
    feed.set_side(Side.SOURCE, Ramp)
    feed.read(10)
    feed.close()
    assert [ramp.is_closed for ramp in made] == [True]
