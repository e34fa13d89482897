import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.media.channels import alike, mixed_down, shares_of, upmix_for, with_channels

Sound = npt.NDArray[np.float32]
HALF = 0.5**0.5
CENTRE, LOW = 2, 3
COUNT = 1 << 15


def noise(channels: int, seed: int = 1) -> Sound:
    return np.random.default_rng(seed).normal(0, 0.1, (COUNT, channels)).astype(np.float32)


def voice_amid_rooms(seed: int = 1) -> Sound:
    """A voice in the centre of six channels, and some of a room around it."""
    made = noise(6, seed) * np.float32(0.25)
    made[:, CENTRE] = noise(1, seed + 1)[:, 0]
    made[:, LOW] = 0
    return made.astype(np.float32)


def power(sound: Sound) -> npt.NDArray[np.float64]:
    return np.asarray(np.square(sound, dtype=np.float64).mean(axis=0))


@pytest.mark.parametrize(
    ("channels", "layout"),
    [(6, "5.1"), (6, "5.1(side)"), (5, "5.0"), (8, "7.1"), (4, "quad"), (3, "2.1"), (4, "4.0"), (6, "")],
)
@pytest.mark.parametrize("seed", range(3))
def test_what_is_spread_is_what_came_when_it_is_mixed_down(channels: int, layout: str, seed: int) -> None:
    came = noise(2, seed)
    upmix = upmix_for([noise(channels, seed + 10) * np.linspace(1, 0.1, channels, dtype=np.float32)], channels, layout)

    spread = with_channels(came, channels, upmix=upmix)

    assert mixed_down(spread, layout) == pytest.approx(came, abs=1e-5)


def test_a_voice_in_the_centre_stays_there() -> None:
    known, meant = voice_amid_rooms(), voice_amid_rooms(20)
    upmix = upmix_for([known[:9000], known[9000:]], 6, "5.1")

    spread = with_channels(mixed_down(meant, "5.1"), 6, upmix=upmix)

    assert 10 * np.log10(power(spread)[CENTRE] / power(meant)[CENTRE]) == pytest.approx(0, abs=0.5)
    assert np.corrcoef(spread[:, CENTRE], meant[:, CENTRE])[0, 1] > 0.95
    assert not spread[:, LOW].any()


def test_what_comes_from_the_sides_does_not_go_to_the_centre() -> None:
    known = noise(6)
    known[:, 2:] = 0
    came = noise(2, 5)

    spread = with_channels(came, 6, upmix=upmix_for([known], 6, "5.1"))

    assert spread[:, :2] == pytest.approx(came, abs=1e-3)
    assert power(spread)[2:].max() < 1e-5 * power(came).max()


@pytest.mark.parametrize("known", [[], [np.zeros((4800, 6), np.float32)]], ids=["nothing", "silence"])
def test_where_nothing_is_known_there_is_something_in_the_centre(known: list[Sound]) -> None:
    upmix = upmix_for(known, 6, "5.1")
    same = np.repeat(noise(1), 2, axis=1)
    one_side = same * np.array([1, -1], np.float32)

    in_front, apart = (with_channels(each, 6, upmix=upmix) for each in (same, one_side))

    assert power(in_front)[CENTRE] == pytest.approx(power(same)[0] / 2, rel=0.01)
    assert apart[:, :2] == pytest.approx(one_side, abs=1e-5)
    assert np.abs(apart[:, 2:]).max() < 1e-6


def test_one_channel_is_spread_as_two_that_are_the_same() -> None:
    upmix, one = upmix_for([voice_amid_rooms()], 6, "5.1"), noise(1)

    spread = with_channels(one, 6, upmix=upmix)

    assert mixed_down(spread, "5.1") == pytest.approx(np.repeat(one, 2, axis=1), abs=1e-5)
    assert power(spread)[CENTRE] > power(spread)[[0, 1, 4, 5]].max()


def test_what_has_no_left_and_right_is_not_spread() -> None:
    came = noise(2)

    assert upmix_for([noise(12)], 12) == ()
    assert np.array_equal(with_channels(came, 12)[:, :2], came)


def test_mixing_down_keeps_the_centre_and_what_is_behind() -> None:
    sound = noise(6)

    left, right = mixed_down(sound, "5.1").T

    assert left == pytest.approx(sound[:, 0] + HALF * sound[:, 2] + HALF * sound[:, 4], abs=1e-6)
    assert right == pytest.approx(sound[:, 1] + HALF * sound[:, 2] + HALF * sound[:, 5], abs=1e-6)
    assert np.array_equal(with_channels(sound, 2, "5.1"), mixed_down(sound, "5.1"))
    assert not shares_of(6, "5.1")[LOW].any()


@pytest.mark.parametrize(
    ("own", "came", "compared"), [(6, 2, 2), (6, 1, 2), (2, 6, 2), (2, 1, 2), (1, 2, 1), (6, 6, 6)]
)
def test_sounds_are_compared_in_the_same_channels(own: int, came: int, compared: int) -> None:
    one, other = alike(noise(own), "", noise(came), "")

    assert one.shape == other.shape == (COUNT, compared)
