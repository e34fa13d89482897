"""Integrated loudness as EBU R 128 has it: ITU-R BS.1770-4 with its two gates.

Sound is weighted by two filters (a shelf for the head, a high-pass), here applied as one impulse response, which has
died away after a fifth of a second. The power of blocks of 400 ms, begun every 100 ms, is averaged over those above
-70 LUFS, and again over those less than 10 LU below that average.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_RATE = 48_000
_STEP = _RATE // 10
_STEPS_IN_BLOCK = 4
_TAPS = 8192
_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = 10.0
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
"""Coefficients of BS.1770-4 at 48 kHz: forward, and backward without the leading 1."""
_SURROUND = 1.41
_LOW_EFFECTS = 3
_WITH_SURROUND = 5
_BLOCK = _RATE


class Sound(Protocol):
    """What can be measured."""

    @property
    def channels(self) -> int:
        """How many."""

    def read(self, start_sample: int, count: int) -> Samples:
        """Samples, (count, channels)."""


class LoudnessMeter:
    """Measures sound that is given piece by piece at 48 kHz."""

    def __init__(self, channels: int) -> None:
        self._weights = _channel_weights(channels)
        self._late: Doubles = np.zeros((_TAPS - 1, channels))
        self._rest: Doubles = np.zeros(0)
        self._steps: list[float] = []

    def add(self, samples: Samples) -> None:
        """Go on with more, (count, channels)."""
        count = len(samples)
        if not count:
            return
        size = 1 << (count + _TAPS - 1).bit_length()
        response = np.fft.rfft(_weighting(), size)[:, None]
        whole = np.fft.irfft(np.fft.rfft(samples, size, axis=0) * response, size, axis=0)[: count + _TAPS - 1]
        whole[: len(self._late)] += self._late[: len(whole)]
        self._late = whole[count:].copy()
        power = np.concatenate((self._rest, (whole[:count] ** 2) @ self._weights))
        full = len(power) // _STEP * _STEP
        self._steps.extend(power[:full].reshape(-1, _STEP).mean(axis=1).tolist())
        self._rest = power[full:]

    @property
    def integrated(self) -> float | None:
        """Loudness in LUFS of what was given; ``None`` for silence, or less than a tenth of a second."""
        steps = np.asarray(self._steps)
        if not len(steps):
            return None
        length = min(_STEPS_IN_BLOCK, len(steps))
        blocks = np.convolve(steps, np.ones(length) / length, mode="valid")
        loud = blocks[blocks > _power(_ABSOLUTE_GATE)]
        if not len(loud):
            return None
        loud = loud[loud > _power(_loudness(float(loud.mean())) - _RELATIVE_GATE)]
        return _loudness(float(loud.mean()))


def measure(sound: Sound, start: int, count: int, cancelled: Callable[[], bool]) -> float | None:
    """Integrated loudness of a part of a sound; ``None`` for silence, or when cancelled."""
    meter = LoudnessMeter(sound.channels)
    for place in range(start, start + count, _BLOCK):
        if cancelled():
            return None
        meter.add(sound.read(place, min(_BLOCK, start + count - place)))
    return meter.integrated


def _channel_weights(channels: int) -> Doubles:
    """Sides behind count more, low effects not at all."""
    weights = np.ones(channels)
    if channels >= _WITH_SURROUND:
        first = _LOW_EFFECTS if channels == _WITH_SURROUND else _LOW_EFFECTS + 1
        weights[first:] = _SURROUND
        if channels > _WITH_SURROUND:
            weights[_LOW_EFFECTS] = 0.0
    return weights


def _loudness(power: float) -> float:
    return _OFFSET + 10 * math.log10(power)


def _power(loudness: float) -> float:
    return float(10.0 ** ((loudness - _OFFSET) / 10))


@cache
def _weighting() -> Doubles:
    """The impulse response of both filters, one after the other."""
    signal = [1.0] + [0.0] * (_TAPS - 1)
    for forward, backward in (_SHELF, _HIGH_PASS):
        made: list[float] = []
        for at in range(_TAPS):
            value = sum(forward[back] * signal[at - back] for back in range(min(3, at + 1)))
            value -= sum(backward[back] * made[at - 1 - back] for back in range(min(2, at)))
            made.append(value)
        signal = made
    return np.asarray(signal)
