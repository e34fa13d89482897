"""Finding the colour map from a return to its clip: first a plain offset or a mix-up, then a robust 3×4 affine fit.

A wrong range, a wrong matrix, a gain or a tint in R'G'B' are all affine in (Y', Cb, Cr), so that one map holds them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Colour

Samples = npt.NDArray[np.float64]
_LUMA_WEIGHTS = {"BT.601": (0.299, 0.114), "BT.709": (0.2126, 0.0722)}
_NAMES = {"bt709": "BT.709", "bt470bg": "BT.601", "smpte170m": "BT.601"}
_LEAST_SAMPLES = 200
_GOOD_ENOUGH = 0.6
_CLEARLY = 0.75
_BOTH = ", and "
_CENTRE = np.full(3, 128.0)
_PULLS = (25.0, 25.0, 25.0, 1e-4)
_ROUNDS = 6
_FLAT = 5.0
_AGREES = 1.0
_IDENTITY = np.hstack([np.eye(3), np.zeros((3, 1))])
_EDGE = (3.0, 252.0)


@dataclass(frozen=True, slots=True)
class ColourFit:
    """What was found.

    Attributes:
        matrix: Twelve numbers, or empty when nothing has to be done.
        restored: Which of ``range`` and ``matrix`` are the clip's again by the map.
        told: Whether the handles show enough for a map to be told from others.
        middles: Returned and own values, where all of the handles is of one colour.
    """

    matrix: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    restored: frozenset[str] = frozenset()
    told: bool = True
    middles: tuple[Samples, Samples] | None = None


def fit_colours(pairs: Sequence[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]) -> ColourFit:
    """Find the map from returned to own colours.

    Args:
        pairs: Returned and own small pictures, (height, width, 3) of (Y', Cb, Cr), 8-bit values.
    """
    if not pairs:
        return ColourFit(numbers=_numbers(0.0, 0.0), told=False)
    came = np.concatenate([pair[0].reshape(-1, 3) for pair in pairs]).astype(np.float64)
    own = np.concatenate([pair[1].reshape(-1, 3) for pair in pairs]).astype(np.float64)
    kept = ((came > _EDGE[0]) & (came < _EDGE[1]) & (own > _EDGE[0]) & (own < _EDGE[1])).all(axis=1)
    came, own = came[kept], own[kept]
    if len(came) < _LEAST_SAMPLES:
        before = _error(came, own, _IDENTITY)
        return ColourFit(numbers=_numbers(before, before), told=False)
    fit = _fitted(came, own)
    if own.std(axis=0).max() < _FLAT:
        return replace(fit, told=False, middles=(np.median(came, axis=0), np.median(own, axis=0)))
    return fit


def by_tags(fit: ColourFit, came: Colour, own: Colour) -> ColourFit:
    """The map that a file's tags ask for, where the handles show too little and do not speak against it.

    Args:
        fit: What the handles show.
        came: The return's tags.
        own: The clip's.
    """
    matrix, converted = _tagged_map(came, own)
    if fit.told or not converted:
        return fit
    numbers = fit.numbers
    if fit.middles:
        off = np.abs(fit.middles[1] - (matrix[:, :3] @ fit.middles[0] + matrix[:, 3]))
        if off.max() > _AGREES:
            return fit
        numbers = _numbers(numbers["colour_error_before"], float(off.mean()))
    note = "The handles show too little to compare colours; they are converted as the tags say."
    return ColourFit(_flat(matrix), (note,), numbers, converted, told=False)


def _fitted(came: Samples, own: Samples) -> ColourFit:
    before = _error(came, own, _IDENTITY)
    if before < _GOOD_ENOUGH:
        return ColourFit(numbers=_numbers(before, before))
    name, start = _best_known(came, own)
    matrix = _refined(came, own, start)
    after = _error(came, own, matrix)
    if after > before * _CLEARLY:
        return ColourFit(numbers=_numbers(before, before))
    note = f"Its colours came back changed ({name})" if name else "Its colours differ"
    note += f"; corrected from a mean error of {before:.2f} to {after:.2f} of 255 on the handles."
    return ColourFit(_flat(matrix), (note,), _numbers(before, after), frozenset({"range", "matrix"}))


def known_maps() -> dict[str, Samples]:
    """The mix-ups that really happen, each as the 3×4 map that undoes it."""
    squeeze, stretch = _squeeze(), _stretch()
    swap = {
        "BT.601 read as BT.709": _matrix_map("BT.601", "BT.709"),
        "BT.709 read as BT.601": _matrix_map("BT.709", "BT.601"),
    }
    maps = {"full range came back as limited": stretch, "limited range came back as full": squeeze} | swap
    for name, matrix in swap.items():
        maps[f"{name}{_BOTH}full range as limited"] = _chained(stretch, matrix)
        maps[f"{name}{_BOTH}limited range as full"] = _chained(squeeze, matrix)
    return maps


def _tagged_map(came: Colour, own: Colour) -> tuple[Samples, frozenset[str]]:
    """The map from values in one file's range and matrix to the other's, and which of both it converts.

    A range or matrix that is not tagged, or not known here, is taken for the clip's.
    """
    own_full = own.range == "pc"
    came_full = came.range == "pc" if came.range else own_full
    made, read = _NAMES.get(came.space), _NAMES.get(own.space)
    swapped = bool(made and read and made != read)
    matrix = _squeeze() if came_full else _IDENTITY
    if made and read and swapped:
        matrix = _chained(_matrix_map(made, read), matrix)
    if own_full:
        matrix = _chained(_stretch(), matrix)
    converted = {"range": came_full != own_full, "matrix": swapped}
    return matrix, frozenset(name for name, done in converted.items() if done)


def _flat(matrix: Samples) -> tuple[float, ...]:
    return tuple(float(value) for value in matrix.reshape(-1))


def _squeeze() -> Samples:
    """From full to limited range."""
    return _range_map(219 / 255, 224 / 255, 16.0)


def _stretch() -> Samples:
    """From limited to full range."""
    return _range_map(255 / 219, 255 / 224, -16.0 * 255 / 219)


def _range_map(luma: float, chroma: float, offset: float) -> Samples:
    centre = 128 * (1 - chroma)
    return np.array([[luma, 0, 0, offset], [0, chroma, 0, centre], [0, 0, chroma, centre]])


def _from_rgb(matrix: str) -> Samples:
    """R'G'B' to (Y', Pb, Pr), limited range scales (ITU-R BT.601 and BT.709)."""
    red, blue = _LUMA_WEIGHTS[matrix]
    green = 1 - red - blue
    luma = np.array([red, green, blue])
    pb = (np.array([0, 0, 1]) - luma) / (2 * (1 - blue))
    pr = (np.array([1, 0, 0]) - luma) / (2 * (1 - red))
    return np.stack([luma * 219, pb * 224, pr * 224])


def _matrix_map(made: str, read: str) -> Samples:
    """Values that were turned into R'G'B' by the matrix ``read`` and back by ``made``, as they were."""
    linear = _from_rgb(read) @ np.linalg.inv(_from_rgb(made))
    offset = np.array([16.0, 128.0, 128.0])
    return np.hstack([linear, (offset - linear @ offset)[:, None]])


def _chained(last: Samples, first: Samples) -> Samples:
    linear = last[:, :3] @ first[:, :3]
    return np.hstack([linear, (last[:, :3] @ first[:, 3] + last[:, 3])[:, None]])


def _best_known(came: Samples, own: Samples) -> tuple[str, Samples]:
    """Where to start from: the simplest that explains the handles, as many would where these have little contrast."""
    name, found = "", np.hstack([np.eye(3), np.median(own - came, axis=0)[:, None]])
    least = _error(came, own, found)
    maps = known_maps()
    for titles in ([title for title in maps if _BOTH not in title], [title for title in maps if _BOTH in title]):
        errors = {title: _error(came, own, maps[title]) for title in titles}
        best = min(errors, key=errors.__getitem__)
        if least > _GOOD_ENOUGH and errors[best] < least * _CLEARLY:
            least, name, found = errors[best], best, maps[best]
    return name, found


def _refined(came: Samples, own: Samples, start: Samples) -> Samples:
    """Least squares, reweighted so that what really changed in the picture counts little (Cauchy weights).

    The map of what the handles hardly show, such as colour where all is grey, stays as at the start: only noise could
    be learnt there, and the segment may show it.
    """
    given = np.hstack([came - _CENTRE, np.ones((len(came), 1))])
    about = np.hstack([start[:, :3], (start[:, 3] + start[:, :3] @ _CENTRE)[:, None]])
    pull = np.diag(_PULLS) * len(came)
    matrix = about
    for _ in range(_ROUNDS):
        residual = np.linalg.norm(own - given @ matrix.T, axis=1)
        scale = max(0.25, 1.4826 * float(np.median(residual)))
        weight = 1 / (1 + (residual / (2 * scale)) ** 2)
        left = (given * weight[:, None]).T @ given + pull
        right = (given * weight[:, None]).T @ own + pull @ about.T
        matrix = np.linalg.solve(left, right).T
    linear = matrix[:, :3]
    return np.asarray(np.hstack([linear, (matrix[:, 3] - linear @ _CENTRE)[:, None]]), np.float64)


def _error(came: Samples, own: Samples, matrix: Samples) -> float:
    """Mean over samples of the median-like deviation: robust against what really changed."""
    if not len(came):
        return 0.0
    residual = np.abs(own - (came @ matrix[:, :3].T + matrix[:, 3]))
    return float(np.minimum(residual, 30).mean())


def _numbers(before: float, after: float) -> dict[str, float]:
    return {"colour_error_before": round(before, 3), "colour_error_after": round(after, 3)}
