"""Sound with another number of channels.

What came back in two channels for a clip with more is spread over the clip's as its own sound is spread: of all ways
that give back exactly what came when they are mixed down again, the one that is likeliest, given how the channels
around the range are related. So a voice stays in the centre, and everything is as loud as it came.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from av.audio.layout import AudioLayout

from retake_gui.media.codecs import layout_for

Samples = npt.NDArray[np.float32]
Table = npt.NDArray[np.float64]

_HALF = 0.5**0.5
_SHARES: Mapping[str, tuple[float, float]] = {
    "FL": (1.0, 0.0),
    "FR": (0.0, 1.0),
    "FC": (_HALF, _HALF),
    "FLC": (1.0, 0.0),
    "FRC": (0.0, 1.0),
    "BL": (_HALF, 0.0),
    "BR": (0.0, _HALF),
    "SL": (_HALF, 0.0),
    "SR": (0.0, _HALF),
    "BC": (0.5, 0.5),
}
"""How much of a channel goes to the left and to the right (ITU-R BS.775); what is not named goes to neither."""
_FRONT = ("FL", "FR", "FC")
_UNKNOWN = 1e-3
"""How much it is reckoned with, against the loudest channel, that something new comes from the front."""


def shares_of(channels: int, layout: str = "") -> Table:
    """How much of each channel goes to the left and to the right when it is mixed down, (channels, 2)."""
    names = _names(channels, layout)
    return np.array([_SHARES.get(name, (0.0, 0.0)) for name in names], np.float64).reshape(channels, 2)


def upmix_for(known: Sequence[Samples], channels: int, layout: str = "") -> tuple[float, ...]:
    """How two channels are spread over a clip's, row by row, (channels, 2); empty where nothing sensible is known.

    The channels' second moments S on what is known, with what might come beside it, and the shares D of a mixdown give
    it: S D (D' S D)^-1, the least squares of the channels on their own mixdown. Times D' it is one, whatever S is.

    Args:
        known: Pieces of the clip's own sound, (samples, channels).
        channels: How many the clip has.
        layout: FFmpeg's name of how they are arranged.
    """
    names, shares = _names(channels, layout), shares_of(channels, layout)
    if "FL" not in names or "FR" not in names:
        return ()
    moments = np.zeros((channels, channels))
    for piece in known:
        wide = piece.astype(np.float64)
        moments += wide.T @ wide
    loudest = float(moments.diagonal().max()) or 1.0
    moments += np.diag([_UNKNOWN * loudest * (name in _FRONT) for name in names])
    spread: Table = moments @ shares @ np.linalg.inv(shares.T @ moments @ shares)
    spread[~shares.any(axis=1)] = 0  # a channel that no mixdown hears, as that of low effects, stays silent
    return tuple(float(value) for value in spread.ravel())


def mixed_down(block: Samples, layout: str = "") -> Samples:
    """Samples of more than two channels in two; of an arrangement that nobody tells the first two."""
    shares = shares_of(block.shape[1], layout)
    return np.asarray(block @ shares if shares.any() else block[:, :2], np.float32)


def with_channels(block: Samples, channels: int, layout: str = "", upmix: Sequence[float] = ()) -> Samples:
    """Samples with another number of channels: mixed down, spread, or the first ones alone.

    Args:
        block: What came.
        channels: How many are wanted.
        layout: How those of the block are arranged.
        upmix: What :func:`upmix_for` says, where they are spread over more than two.
    """
    have = block.shape[1]
    if have == channels:
        return block
    if channels == 1:
        return np.asarray(block.mean(axis=1, keepdims=True), np.float32)
    if have <= 2 < channels and len(upmix) == 2 * channels:
        pair = block if have == 2 else np.repeat(block, 2, axis=1)
        return np.asarray(pair @ np.reshape(upmix, (channels, 2)).T, np.float32)
    if have == 1:
        return np.repeat(block, channels, axis=1)
    if channels == 2:
        return mixed_down(block, layout)
    fitted = np.zeros((len(block), channels), np.float32)
    shared = min(have, channels)
    fitted[:, :shared] = block[:, :shared]
    return fitted


def alike(own: Samples, own_layout: str, came: Samples, came_layout: str) -> tuple[Samples, Samples]:
    """Both sounds in the same channels, so that they can be compared: as few as one of them has, but two at least."""
    if own.shape[1] > 2 >= came.shape[1]:
        return mixed_down(own, own_layout), with_channels(came, 2, came_layout)
    return own, with_channels(came, own.shape[1], came_layout)


def _names(channels: int, layout: str) -> list[str]:
    found = [each.name for each in AudioLayout(layout_for(channels, layout)).channels]
    return found if len(found) == channels else [""] * channels
