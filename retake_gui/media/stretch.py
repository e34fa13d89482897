"""Sound at another speed with its pitch kept: waveform-similarity overlap-add (Verhelst and Roelands, ICASSP 1993).

Windows of 20 ms are laid out at half their length and taken from the source at that distance times the speed, each
moved by at most some milliseconds to where it best continues the one before. The place in the source of every window
is counted from the start, so nothing drifts: what is heard stays within that tolerance of where the clock says it is.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
Read = Callable[[int, int], Samples]
"""Gives so many samples from a place on, (count, channels), counted along the way of playing; silence outside."""

_HOP = 480
"""Samples between windows at 48 kHz: 10 ms. Longer ones repeat the ends of short sounds as echoes."""
_TOLERANCE = 240
"""Samples by which a window may be moved: 5 ms, half a period at 100 Hz."""
_QUIET = 1e-7
_PREFER_NEAR = 0.1
_WINDOW: Samples = (0.5 - 0.5 * np.cos(np.pi * np.arange(2 * _HOP) / _HOP)).astype(np.float32)
_NEARNESS: Samples = 1 - np.float32(_PREFER_NEAR) * np.abs(np.linspace(-1, 1, 2 * _TOLERANCE + 1)).astype(np.float32)


class Stretcher:
    """Draws out or squeezes one stretch of sound; asked for it in order.

    Args:
        read: The sound, 0 being where the stretch begins. It is asked a little before that, too.
        speed: Source seconds for each second that is played, over 0.
    """

    def __init__(self, read: Read, speed: float) -> None:
        self._read = read
        self._speed = speed
        self._number = -1
        first = read(-_HOP, 3 * _HOP)
        self._tail: Samples = (first[: 2 * _HOP] * _WINDOW[:, None])[_HOP:]
        self._following: Samples = first[_HOP : 2 * _HOP]
        self._ready: Samples = first[:0]

    def take(self, count: int) -> Samples:
        """The next samples that are played."""
        parts, have = [self._ready], len(self._ready)
        while have < count:
            part = self._next()
            parts.append(part)
            have += len(part)
        made = np.concatenate(parts)
        self._ready = made[count:]
        return made[:count]

    def _next(self) -> Samples:
        """Another half window, finished: what the one before left of it, and the first half of the next."""
        self._number += 1
        nominal = round(self._speed * (self._number + 1) * _HOP) - _HOP
        around = self._read(nominal - _TOLERANCE, 3 * _HOP + 2 * _TOLERANCE)
        shift = _best_shift(around[: _HOP + 2 * _TOLERANCE], self._following)
        window = around[shift : shift + 2 * _HOP] * _WINDOW[:, None]
        made: Samples = self._tail + window[:_HOP]
        self._tail = window[_HOP:]
        self._following = around[shift + _HOP : shift + 2 * _HOP]
        return made


def _best_shift(around: Samples, wanted: Samples) -> int:
    """Where in ``around`` lies what is most like ``wanted``; in silence the middle."""
    mono, template = around.mean(axis=1), wanted.mean(axis=1)
    if float(template @ template) < _QUIET:
        return _TOLERANCE
    likeness = np.correlate(mono, template, mode="valid")
    power = np.cumsum(np.concatenate(([0.0], mono.astype(np.float64) ** 2)))
    energy = power[len(template) :] - power[: -len(template)]
    return int(np.argmax(likeness / np.sqrt(energy + _QUIET) * _NEARNESS))
