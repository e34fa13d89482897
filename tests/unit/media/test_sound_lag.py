import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.media.sound_lag import REACH, Doubt, Lag, lag_of

RATE = 48_000
Mono = npt.NDArray[np.float64]


def noise(seconds: float, seed: int = 1, highest: int = 4000) -> Mono:
    """Noise up to a frequency, with a power of 1."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, count))
    spectrum[round(seconds * highest) :] = 0
    made = np.fft.irfft(spectrum, count)
    return np.asarray(made / made.std())


def tone(seconds: float, hertz: float) -> Mono:
    return np.asarray(np.sqrt(2) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE))


def beat(seconds: float, every: int) -> Mono:
    """The same hit over and over."""
    hit = noise(0.2) * np.exp(-np.arange(round(0.2 * RATE)) / 2400)
    made = np.zeros(round(seconds * RATE))
    for place in range(0, len(made) - len(hit), every):
        made[place : place + len(hit)] += hit
    return made


def found(sound: Mono, late: int, handle: float = 2.0, spoilt: float = 0.02, seed: int = 9) -> Lag:
    """What is found of the middle of a sound when it comes back late, with a codec's noise on it."""
    first = (len(sound) - round(handle * RATE)) // 2
    known = sound[first : first + round(handle * RATE)]
    came = np.roll(sound, late) + spoilt * sound.std() * noise(len(sound) / RATE, seed, 16_000)
    return lag_of(known, came[first - REACH : first + len(known) + REACH])


@pytest.mark.parametrize("late", [0, 1920, -480, 12_000, 28_800, -43_200, 47_900])
@pytest.mark.parametrize("handle", [0.5, 2.0])
def test_sound_is_found_up_to_a_second_away(late: int, handle: float) -> None:
    lag = found(noise(6), late, handle)

    assert (lag.samples, lag.doubt) == (late, Doubt.NONE)
    assert lag.is_sure


@pytest.mark.parametrize("handle", [0.1, 0.5, 2.0])
@pytest.mark.parametrize("seed", range(4))
def test_other_sound_is_not_found_by_chance(handle: float, seed: int) -> None:
    known, other = noise(handle, seed, 1000), noise(handle + 2, seed + 10, 1000)

    assert not lag_of(known, other).is_sure


@pytest.mark.parametrize("late", [0, 1920, 960, 1930, 30_000])
def test_a_hum_that_is_off_by_whole_waves_is_not_taken_to_be_in_place(late: int) -> None:
    lag = found(tone(6, 50), late)

    assert lag.doubt is Doubt.REPEATS
    assert not lag.is_sure
    assert abs(lag.samples) <= RATE // 50 // 2


@pytest.mark.parametrize("late", [0, 1920, 28_800])
def test_what_is_heard_above_a_hum_tells_where_it_is(late: int) -> None:
    lag = found(tone(6, 50) + 0.1 * noise(6), late)

    assert (lag.samples, lag.doubt) == (late, Doubt.NONE)


@pytest.mark.parametrize("late", [0, 24_000, -24_000, 6000])
def test_a_beat_is_left_where_it_is(late: int) -> None:
    lag = found(beat(8, 24_000), late)

    assert (lag.samples, lag.doubt) == (0, Doubt.REPEATS)


def test_low_rumble_is_one_place_though_its_peak_is_wide() -> None:
    lag = found(noise(6, highest=60), 1920)

    assert abs(lag.samples - 1920) <= 24
    assert lag.doubt is Doubt.NONE


@pytest.mark.parametrize(("late", "doubt", "samples"), [(4800, Doubt.NONE, 4800), (28_800, Doubt.FAR, 0)])
def test_sound_that_has_changed_is_not_moved_far(late: int, doubt: Doubt, samples: int) -> None:
    lag = found(noise(6), late, spoilt=1.3)

    assert (lag.samples, lag.doubt, lag.seems) == (samples, doubt, late)
    assert 0.5 < lag.match < 0.8


def test_what_lies_at_the_end_of_the_search_may_lie_beyond_it() -> None:
    lag = found(noise(8, highest=60), REACH + 40)

    assert (lag.samples, lag.doubt) == (0, Doubt.FAR)


def test_a_far_place_must_not_be_contradicted() -> None:
    far, near, same = Lag(28_800, 0.95, seems=28_800), Lag(0, 0.9), Lag(28_810, 0.9)

    assert far.against(near) == Lag(0, 0.95, Doubt.FAR, 28_800)
    assert far.against(same) == far
    assert near.against(far) == near
    assert far.against(Lag(0, 0.3)) == far
