import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.media.stretch import Stretcher

Samples = npt.NDArray[np.float32]
_RATE = 48_000


def tone(hertz: float, seconds: float = 4.0) -> Samples:
    made = np.sin(2 * np.pi * hertz * np.arange(int(seconds * _RATE)) / _RATE) * 0.5
    return np.repeat(made.astype(np.float32)[:, None], 2, axis=1)


def reader(track: Samples) -> "object":
    def read(start: int, count: int) -> Samples:
        made = np.zeros((count, track.shape[1]), np.float32)
        inside = track[max(0, start) : max(0, start + count)]
        made[max(0, -start) : max(0, -start) + len(inside)] = inside
        return made

    return read


def stretched(track: Samples, speed: float, count: int) -> Samples:
    stretcher = Stretcher(reader(track), speed)  # type: ignore[arg-type]
    return np.concatenate([stretcher.take(480) for _ in range(count // 480)])


def pitch(samples: Samples) -> float:
    """The strongest frequency, between the bins too (parabola through logarithms)."""
    windowed = samples[:, 0] * np.hanning(len(samples))
    power = np.log(np.abs(np.fft.rfft(windowed)) + 1e-12)
    peak = int(power.argmax())
    left, middle, right = power[peak - 1 : peak + 2]
    return float((peak + (left - right) / (2 * (left - 2 * middle + right))) * _RATE / len(samples))


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.75, 1.5, 2.0, 4.0])
@pytest.mark.parametrize("hertz", [110.0, 440.0, 3000.0])
def test_pitch_is_kept_within_two_cents(speed: float, hertz: float) -> None:
    made = stretched(tone(hertz), speed, 33_600)[2400:]
    assert abs(1200 * np.log2(pitch(made) / hertz)) < 2


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_a_tone_stays_as_loud_and_smooth(speed: float) -> None:
    made = stretched(tone(440), speed, 33_600)[2400:, 0]
    level = np.sqrt(np.mean(made.reshape(-1, 480) ** 2, axis=1))
    assert level == pytest.approx(0.5 / np.sqrt(2), rel=0.05)
    assert np.abs(np.diff(made)).max() < 0.5 * 2 * np.pi * 440 / _RATE * 1.5


@pytest.mark.parametrize("speed", [0.25, 0.5, 2.0, 4.0])
def test_a_beat_comes_when_the_clock_says(speed: float) -> None:
    track = np.zeros((8 * _RATE, 2), np.float32)
    places = [_RATE // 2 + n * _RATE // 2 for n in range(12)]
    burst = tone(1000, 0.05)
    for place in places:
        track[place : place + len(burst)] = burst
    made = np.abs(stretched(track, speed, 96_000 if speed < 1 else 38_400)[:, 0])
    for place in places:
        wanted = place / speed
        if wanted + 4000 > len(made):
            break
        around = made[max(0, int(wanted) - 4000) : int(wanted) + 4000]
        found = max(0, int(wanted) - 4000) + int(np.argmax(around > 0.2))
        assert abs(found - wanted) / _RATE < 0.015


def test_silence_stays_silence() -> None:
    assert not stretched(np.zeros((_RATE, 1), np.float32), 0.5, 9600).any()
