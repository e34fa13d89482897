"""The sound of the sample clip: surf that comes with the swell, a bell that strikes as its buoy rocks, gulls, and wind.

It is modelled on the same courses as the pictures, so that a cut in one is heard or seen against the other.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from sample_picture import FRAMES, RATE, ROCK_PERIOD, swell_at

Samples = npt.NDArray[np.float32]

SAMPLE_RATE = 48_000
_LENGTH = FRAMES * SAMPLE_RATE // RATE
_BELL = ((1.0, 1.0, 1.9), (2.0, 0.55, 1.5), (2.41, 0.5, 1.2), (3.0, 0.32, 0.9), (4.54, 0.2, 0.5), (5.9, 0.12, 0.3))
_BELL_HERTZ = 587.0


def sound() -> Samples:
    """The whole clip's sound, (samples, 2), −1 to 1, first sample with the first picture."""
    mix = _surf() + _wind() + _bell() + _gulls()
    peak = float(np.max(np.abs(mix)))
    return (mix * (0.7 / peak)).astype(np.float32)


@cache
def _seconds() -> npt.NDArray[np.float64]:
    return np.arange(_LENGTH) / SAMPLE_RATE


def _noise(seed: int, low: float, high: float, slope: float) -> npt.NDArray[np.float64]:
    """Noise between two frequencies in hertz whose power falls with a slope (0 white, 1 pink), in two channels."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal((_LENGTH, 2)), axis=0)
    hertz = np.maximum(np.fft.rfftfreq(_LENGTH, 1 / SAMPLE_RATE), 1.0)
    shape = hertz ** (-slope / 2) / (1 + (low / hertz) ** 4) / (1 + (hertz / high) ** 4)
    made = np.fft.irfft(spectrum * shape[:, None], _LENGTH, axis=0)
    return np.asarray(made / np.std(made))


def _surf() -> npt.NDArray[np.float64]:
    """A low body that is always there, and a bright wash as the wave comes in."""
    swell = np.array([swell_at(moment) for moment in _seconds()[::480]])
    level = np.interp(_seconds(), _seconds()[::480], swell)[:, None]
    body = _noise(1, 50, 420, 1.0) * (0.05 + 0.05 * level)
    wash = _noise(2, 500, 6500, 0.7) * 0.06 * level**2.2
    return np.asarray(body + wash * np.array([0.8, 1.0]))


def _wind() -> npt.NDArray[np.float64]:
    gusts = 0.6 + 0.4 * np.sin(2 * np.pi * _seconds() / 4.7 + 0.6)
    return np.asarray(_noise(3, 180, 700, 0.5) * 0.018 * gusts[:, None])


def _bell() -> npt.NDArray[np.float64]:
    """One stroke at each extreme of the buoy's rocking."""
    out = np.zeros((_LENGTH, 2))
    rng = np.random.default_rng(4)
    strokes = np.arange(ROCK_PERIOD / 4, FRAMES / RATE, ROCK_PERIOD / 2)
    for number, stroke in enumerate(strokes):
        start = round(stroke * SAMPLE_RATE)
        time = np.arange(_LENGTH - start) / SAMPLE_RATE
        force = (0.9 if number % 2 == 0 else 0.6) + 0.08 * rng.standard_normal()
        tone = sum(
            part * np.exp(-time / (0.35 * decay)) * np.sin(2 * np.pi * _BELL_HERTZ * ratio * time)
            for ratio, part, decay in _BELL
        )
        out[start:] += (0.14 * force * np.minimum(1, time / 0.002) * tone)[:, None] * np.array([0.85, 1.0])
    return out


def _gulls() -> npt.NDArray[np.float64]:
    """Cries that fall in pitch, where the gulls fly: on the left."""
    out = np.zeros((_LENGTH, 2))
    for start, hertz, length, force in ((0.9, 1150, 0.34, 1.0), (1.35, 1080, 0.28, 0.7), (4.6, 1230, 0.38, 0.5)):
        time = np.arange(round(length * SAMPLE_RATE)) / SAMPLE_RATE
        share = time / length
        pitch = hertz * (1 + 0.35 * np.sin(np.pi * np.minimum(1, share * 1.6)) - 0.25 * share)
        phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
        cry = np.sin(phase) + 0.5 * np.sin(2 * phase) + 0.3 * np.sin(3 * phase)
        begin = round(start * SAMPLE_RATE)
        out[begin : begin + len(time)] += (0.035 * force * np.sin(np.pi * share) ** 0.7 * cry)[:, None] * [1.0, 0.45]
    return out
