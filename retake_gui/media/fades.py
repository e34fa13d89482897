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


def alikeness(old: Samples, new: Samples) -> Samples:
    """How alike two sounds are where they cross over, by channel: 0 for unrelated ones, 1 for the same, (1, channels).

    It is their correlation, in which each sample counts by how much of both sounds is heard at once. Sounds that go
    against each other count as unrelated: what they take from each other is not made up for, since that would raise
    their noise.

    Args:
        old: What ends, over the whole way, (samples, channels).
        new: What begins, as many samples.
    """
    place = (np.arange(len(old)) + 0.5) / max(1, len(old))
    both = np.sin(np.pi * place)[:, None]
    one, other = old.astype(np.float64), new.astype(np.float64)
    power = (both * one**2).sum(axis=0, keepdims=True) * (both * other**2).sum(axis=0, keepdims=True)
    shared = (both * one * other).sum(axis=0, keepdims=True)
    found = np.divide(shared, np.sqrt(power), out=np.zeros_like(shared), where=power > 0)
    made: Samples = np.clip(found, 0, 1).astype(np.float32)
    return made


def crossing(way: Samples, alike: Samples | float = 0.0) -> tuple[Samples, Samples]:
    """The factors of the old and of the new sound on the way from one to the other, so that the power stays.

    Sounds that are alike add up to more than unrelated ones, up to 3 dB: both are lowered by as much (M. Fink,
    M. Holters, U. Zölzer, "Signal-Matched Power-Complementary Cross-Fading and Dry-Wet Mixing", DAFx 2016).

    Args:
        way: How far it has come, 0 (old) to 1 (new), one column.
        alike: :func:`alikeness`.
    """
    angle = way * np.float32(np.pi / 2)
    old, new = np.maximum(np.cos(angle), 0), np.sin(angle)  # rounded, a quarter turn's cosine is just below 0
    level = 1 / np.sqrt(1 + 2 * alike * old * new)
    return old * level, new * level


def crossfaded(old: Samples, new: Samples, place: int = 0, total: int = 0) -> Samples:
    """The new sound, begun with as much of the old one as there is, at the same power.

    Args:
        old: What ends.
        new: What begins.
        place: How much of the way over lies before the first sample, where it is gone piece by piece.
        total: Samples of the whole way, where it is gone piece by piece; the sounds count as unrelated then.
    """
    count = min(len(old), len(new))
    way = np.arange(place, place + count, dtype=np.float32) / np.float32(max(1, total or count))
    alike = 0.0 if total else alikeness(old[:count], new[:count])
    ending, beginning = crossing(way[:, None], alike)
    made = new.copy()
    made[:count] = old[:count] * ending + new[:count] * beginning
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
