"""Short ramps between sounds, so that nothing that is switched while it plays can be heard as a click."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


def ramped(samples: Samples, before: float, after: float) -> Samples:
    """Samples whose loudness goes evenly from one factor to another."""
    if before == after:
        return samples if after == 1 else samples * np.float32(after)
    ramp = np.linspace(before, after, len(samples), dtype=np.float32)
    made: Samples = samples * ramp[:, None]
    return made


def crossfaded(old: Samples, new: Samples, place: int = 0, total: int = 0) -> Samples:
    """The new sound, begun with as much of the old one as there is, at equal power.

    Args:
        old: What ends.
        new: What begins.
        place: How much of the way over lies before the first sample, where it is gone piece by piece.
        total: Samples of the whole way; by default as many as there are of the old sound.
    """
    count = min(len(old), len(new))
    way = np.arange(place, place + count, dtype=np.float32) / max(1, total or count)
    angle = (np.float32(np.pi / 2) * way)[:, None]
    made = new.copy()
    made[:count] = old[:count] * np.cos(angle) + new[:count] * np.sin(angle)
    return made


def joined(first: Samples, second: Samples) -> Samples:
    """One after the other."""
    return np.concatenate((first, second))


def grain(samples: Samples, first: int, total: int, fade: int) -> Samples:
    """A part of a short piece of sound that comes and goes softly.

    Args:
        samples: The part.
        first: Where in the piece it begins.
        total: How long the piece is.
        fade: Samples of its beginning and of its end that are ramps.
    """
    place = np.arange(first, first + len(samples), dtype=np.float32)
    envelope = np.clip(np.minimum(place, total - place) / max(1, fade), 0, 1)
    made: Samples = samples * envelope.astype(np.float32)[:, None]
    return made
