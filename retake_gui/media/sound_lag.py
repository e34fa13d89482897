"""By how much one piece of sound is late against another: by cross-correlation, with what speaks against the answer.

A hum fits at every period, a beat at every bar. So a place counts only where no other one explains what was heard
nearly as well, and one that is far off only where it explains nearly everything.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np
import numpy.typing as npt

Mono = npt.NDArray[np.float64]

REACH = 48_000
"""Samples at 48 kHz up to which sound is looked for, early and late: one second."""
SURE = 0.5
"""Correlation from which on two pieces are of the same sound."""
NOTEWORTHY = 24
"""Samples up to which nobody hears a difference: half a millisecond."""
_NEAR = 12_000
_SURE_FAR = 0.8
"""Of what is further off than a quarter of a second: rhythms are alike by chance, the more so the further one looks."""
_EQUAL = 1e-3
_NEARLY_AS_WELL = 1.25
"""How much more a rival may leave unexplained (what correlation does not explain is 1 - r²). Codecs' noise moves this
quotient by a few hundredths on a tenth of a second of sound."""
_LOBE = 0.9
"""Of the best correlation: what is above it right around the best place is the same place."""
_SLIGHT = 1920
"""Samples (one latent of sound) by which a hum is moved so that its waves meet, though it may be in place."""
_SILENT = 1e-6


class Doubt(Enum):
    """What speaks against a place."""

    NONE = auto()
    REPEATS = auto()
    FAR = auto()


@dataclass(frozen=True, slots=True)
class Lag:
    """Where a piece of sound lies.

    Attributes:
        samples: By how many it is late; what is doubtful is left where it is, or nearly.
        match: Correlation there, -1 to 1.
        doubt: What speaks against it.
        seems: By how many it seemed to be late before doubts.
    """

    samples: int
    match: float
    doubt: Doubt = Doubt.NONE
    seems: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether it is the same sound and lies there, as far as can be told."""
        return self.doubt is Doubt.NONE and self.match >= SURE

    def against(self, other: "Lag") -> "Lag":
        """The same, given what another piece of the same sound says: what is far off must not be contradicted."""
        differ = abs(self.samples - other.samples) >= NOTEWORTHY
        if self.is_sure and other.is_sure and differ and abs(self.samples) > _NEAR:
            return replace(self, samples=0, doubt=Doubt.FAR)
        return self


def lag_of(known: Mono, came: Mono) -> Lag:
    """Find sound again.

    Args:
        known: The clip's samples.
        came: The return's, with :data:`REACH` more on both sides.
    """
    scores = _scores(known, came)
    place, best = int(scores.argmax()), float(scores.max())
    if scores[REACH] >= best - _EQUAL:
        place = REACH
    match, seems = float(scores[place]), place - REACH
    rivals = _rivals(scores, place)
    if len(rivals) and best >= SURE:
        nearest = min((place, *rivals.tolist()), key=lambda each: abs(each - REACH))
        lag = nearest - REACH
        return Lag(lag if abs(lag) <= _SLIGHT else 0, float(scores[nearest]), Doubt.REPEATS, seems)
    at_edge = place in (0, len(scores) - 1)
    if abs(seems) > _NEAR and match >= SURE and (match < _SURE_FAR or at_edge):
        return Lag(0, match, Doubt.FAR, seems)
    return Lag(seems, match, seems=seems)


def _scores(known: Mono, came: Mono) -> Mono:
    """Correlation of a piece with each stretch of the same length, as :data:`REACH` before to as much after."""
    count = len(known)
    size = _quick_size(len(came))
    centred = known - known.mean()
    spectrum = np.fft.rfft(came, size) * np.conj(np.fft.rfft(centred, size))
    products = np.fft.irfft(spectrum, size)[: 2 * REACH + 1]
    sums = np.concatenate([[0.0], np.cumsum(came)])
    squares = np.concatenate([[0.0], np.cumsum(came**2)])
    means = (sums[count:] - sums[:-count]) / count
    own = float((centred**2).sum())
    energy = np.maximum(squares[count:] - squares[:-count] - count * means**2, _SILENT * own)
    found: Mono = products / np.sqrt(energy * own)
    return found


def _quick_size(least: int) -> int:
    """A length, not below another, of which a Fourier transform is quick: small primes only.

    Nothing of what is used wraps around in it: stretches lie within what came.
    """
    power = 1 << max(0, (least - 1).bit_length() - 4)
    return next(power * factor for factor in (9, 10, 12, 15, 16) if power * factor >= least)


def _rivals(scores: Mono, place: int) -> npt.NDArray[np.intp]:
    """Places apart from the best one that explain what was heard nearly as well."""
    best = float(scores[place])
    least = best - _EQUAL
    inner = scores[1:-1]
    unexplained = _NEARLY_AS_WELL * (1 - best**2)
    as_well = (inner >= least) | ((inner > 0) & (1 - inner**2 <= unexplained))
    peaks = 1 + np.flatnonzero((inner >= scores[:-2]) & (inner > scores[2:]) & as_well)
    low = np.flatnonzero(scores < _LOBE * best)
    before, after = low[low < place], low[low > place]
    first = int(before[-1]) if len(before) else 0
    last = int(after[0]) if len(after) else len(scores)
    found: npt.NDArray[np.intp] = peaks[(peaks < first) | (peaks > last)]
    return found
