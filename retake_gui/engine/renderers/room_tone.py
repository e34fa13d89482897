"""Room tone: noise with the spectrum of the quiet moments around the segment.

The spectrum is a low percentile over time of the handles' short spectra, bin by bin, so that speech and music, which
come and go, are left out and what is always there stays. For complex Gaussian noise the power in a bin is distributed
exponentially, so the percentile p lies at -ln(1 - p) times the mean, by which it is corrected.
"""

import math

import numpy as np
import numpy.typing as npt

from retake_gui.media.draft_files import Samples

Spectrum = npt.NDArray[np.float32]

BLOCK = 2048
_HOP = BLOCK // 2
_PERCENTILE = 25
_FLOOR_LEVEL = 10 ** (-62 / 20)
_SMOOTH_BINS = 5


def tone_spectrum(handle: Samples) -> Spectrum | None:
    """Power per bin and channel of what is always heard, (bins, channels); ``None`` if the piece is too short."""
    count = (len(handle) - BLOCK) // _HOP + 1
    if count < 4:
        return None
    window = np.hanning(BLOCK).astype(np.float32)[:, None]
    pieces = np.stack([handle[number * _HOP :][:BLOCK] * window for number in range(count)])
    power = np.abs(np.fft.rfft(pieces, axis=1)) ** 2
    steady = np.percentile(power, _PERCENTILE, axis=0) / -math.log(1 - _PERCENTILE / 100)
    kernel = np.ones(_SMOOTH_BINS) / _SMOOTH_BINS
    smooth = np.stack([np.convolve(channel, kernel, "same") for channel in steady.T], axis=1)
    return np.asarray(smooth / float((window**2).sum()), np.float32)


def quiet_spectrum(channels: int) -> Spectrum:
    """The spectrum of a quiet room, for a clip that has no sound to go by: falling by 4.5 dB an octave."""
    bins = np.arange(BLOCK // 2 + 1, dtype=np.float32)
    power = (bins + 4) ** -1.5
    power *= _FLOOR_LEVEL**2 * (BLOCK // 2 + 1) / power.sum()
    return np.repeat(np.asarray(power, np.float32)[:, None], channels, axis=1)


def room_tone(before: Spectrum, after: Spectrum, samples: int, chance: np.random.Generator) -> Samples:
    """Noise whose spectrum goes from one to the other, (samples, channels)."""
    blocks = samples // _HOP + 3
    channels = before.shape[1]
    window = np.sqrt(np.hanning(BLOCK + 1)[:-1]).astype(np.float32)[:, None]
    made = np.zeros((blocks * _HOP + BLOCK, channels), np.float32)
    breath = 1 + 0.1 * np.convolve(chance.standard_normal(blocks + 8), np.ones(9) / 3, "valid")
    for number in range(blocks):
        part = number / max(1, blocks - 1)
        shape = np.sqrt(before * (1 - part) + after * part)
        noise = np.fft.rfft(chance.standard_normal((BLOCK, channels)), axis=0)
        block = np.fft.irfft(noise * shape * breath[number], n=BLOCK, axis=0)
        made[number * _HOP :][:BLOCK] += block.astype(np.float32) * window
    return made[_HOP : _HOP + samples]
