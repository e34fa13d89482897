"""Synthesised layers of sound that words in a prompt call for. One more layer is one more entry of :data:`LAYERS`."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retake_gui.media.draft_files import Samples

Wave = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer.

    Attributes:
        words: What calls for it.
        make: Its sound for a number of samples at a rate, two channels.
    """

    words: tuple[str, ...]
    make: Callable[[int, int, np.random.Generator], Samples]


def _shaped(samples: int, rate: int, chance: np.random.Generator, gain: Callable[[Wave], Wave]) -> Wave:
    """Noise with a spectrum that is a function of the frequency, unit RMS, two independent channels."""
    spectrum = np.fft.rfft(chance.standard_normal((samples, 2)), axis=0)
    spectrum *= gain(np.asarray(np.fft.rfftfreq(samples, 1 / rate), np.float64))[:, None]
    noise = np.fft.irfft(spectrum, n=samples, axis=0)
    return np.asarray(noise / max(1e-9, float(np.sqrt((noise**2).mean()))))


def _wander(samples: int, rate: int, chance: np.random.Generator, seconds: float) -> Wave:
    """A slow random course between 0 and 1 that turns about every so many seconds."""
    knots = max(4, math.ceil(samples / rate / seconds) + 3)
    places = np.linspace(0, knots - 1, samples)
    course = np.interp(places, np.arange(knots), chance.uniform(0, 1, knots))
    width = max(1, round(rate * seconds / 4))
    sums = np.cumsum(np.pad(course, (width // 2 + 1, width - width // 2 - 1), mode="edge"))
    return np.asarray((sums[width:] - sums[:-width])[:samples] / width) if len(sums) > width else course


def wind(samples: int, rate: int, chance: np.random.Generator) -> Samples:
    """A low rush in gusts, with a whistle that rises with them."""
    gusts = _wander(samples, rate, chance, 0.8)
    gusts = gusts[:, None] if len(gusts) == samples else np.full((samples, 1), 0.6)
    low = _shaped(samples, rate, chance, lambda hertz: 1 / (1 + (hertz / 260) ** 2) * (hertz > 30))
    high = _shaped(samples, rate, chance, lambda hertz: np.exp(-(((hertz - 620) / 150) ** 2)))
    return np.asarray(0.11 * low * (0.35 + 0.9 * gusts) + 0.03 * high * gusts**2, np.float32)


def rain(samples: int, rate: int, chance: np.random.Generator) -> Samples:
    """A bright hiss with single drops on top."""
    hiss = _shaped(samples, rate, chance, lambda hertz: (hertz / (hertz + 900)) / (1 + (hertz / 7000) ** 2))
    made = 0.055 * hiss
    length = max(8, rate // 90)
    decay = np.exp(-np.linspace(0, 7, length))
    time = np.arange(length) / rate
    for at in chance.integers(0, max(1, samples - length), size=max(1, samples * 70 // rate)):
        drop = decay * np.sin(math.tau * chance.uniform(1500, 5200) * time) * chance.uniform(0.01, 0.09)
        room = min(length, samples - at)
        pan = chance.uniform(0.2, 0.8)
        made[at : at + room] += drop[:room, None] * np.array([pan, 1 - pan])
    return np.asarray(made, np.float32)


def engine(samples: int, rate: int, chance: np.random.Generator) -> Samples:
    """An idling motor: firing harmonics that waver, with a rattle at the same pace."""
    speed = 34 * (1 + 0.10 * (_wander(samples, rate, chance, 1.1)[:samples] - 0.5))
    phase = math.tau * np.cumsum(np.resize(speed, samples)) / rate
    tone = sum(np.sin(order * phase + chance.uniform(0, math.tau)) / order**0.9 for order in (0.5, 1, 1.5, 2, 3, 4, 6))
    pulse = (0.5 + 0.5 * np.cos(phase)) ** 6
    rattle = _shaped(samples, rate, chance, lambda hertz: np.exp(-(((hertz - 500) / 500) ** 2)))
    return np.asarray(0.05 * np.asarray(tone)[:, None] + 0.04 * rattle * pulse[:, None], np.float32)


LAYERS: dict[str, Layer] = {
    "wind": Layer(("wind", "winds", "windy", "gust", "gusts", "breeze", "breezy", "storm", "stormy"), wind),
    "rain": Layer(
        ("rain", "rains", "raining", "rainy", "rainfall", "drizzle", "downpour", "shower", "showers", "rainstorm"), rain
    ),
    "engine": Layer(("engine", "engines", "motor", "motors", "truck", "diesel", "car engine", "idling"), engine),
}
