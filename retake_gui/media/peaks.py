"""The outline of a sound at every zoom: least, most and root mean square of 256 samples, and of 4, 16, … times that."""

import math
import uuid
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
Table = npt.NDArray[np.float32]
Column = npt.NDArray[np.float32]

BIN = 256
"""Samples of the finest level."""
_STEP = 4
_LEAST_BINS = 64
_FINER = 2
"""Levels below the coarsest that would do, so that borders of columns are kept to a sixteenth."""
_LOW, _HIGH, _SQUARE = 0, 1, 2
_LEAST_DRAWN = 0.4
"""Pixels on both sides of the middle that silence is drawn with."""


class PeakPyramid:
    """Grows from the start to the end; may be asked by one thread while another adds.

    Args:
        rate: Samples a second.
        samples: How many there will be at most; sample 0 lies at the clip's first picture.
    """

    def __init__(self, rate: int, samples: int) -> None:
        self.rate = rate
        self._known = 0
        self._levels: list[Table] = []
        bins = -(-max(1, samples) // BIN)
        while True:
            bins = -(-bins // _STEP) * _STEP
            self._levels.append(np.zeros((bins, 3), np.float32))
            if bins <= _LEAST_BINS:
                break
            bins //= _STEP

    @property
    def seconds(self) -> float:
        """How much is known, from the clip's first picture on."""
        return self._known / self.rate

    def add(self, place: int, block: Samples) -> None:
        """Sound from a sample on, (samples, channels); in order, what was left out is silent."""
        if place < 0:
            block, place = block[-place:], 0
        room = len(self._levels[0]) * BIN
        block = block[: max(0, room - place)]
        if not len(block):
            return
        first = place // BIN
        starts = np.arange(first, -(-(place + len(block)) // BIN)) * BIN - place
        edges = np.maximum(starts, 0)
        made = np.empty((len(edges), 3), np.float32)
        made[:, _LOW] = np.minimum.reduceat(block.min(axis=1), edges)
        made[:, _HIGH] = np.maximum.reduceat(block.max(axis=1), edges)
        squares = np.add.reduceat(np.square(block).mean(axis=1, dtype=np.float32), edges)
        made[:, _SQUARE] = squares / BIN
        table = self._levels[0]
        if first * BIN < self._known:
            before = table[first]
            made[0] = min(before[_LOW], made[0, _LOW]), max(before[_HIGH], made[0, _HIGH]), before[2] + made[0, 2]
        table[first : first + len(made)] = made
        self._known = max(self._known, place + len(block))
        self._raise(first, first + len(made))

    def finish(self) -> None:
        """Nothing more comes: the rest is silent."""
        self._known = len(self._levels[0]) * BIN

    def columns(self, start: float, end: float, count: int) -> list[tuple[float, float]]:
        """Least and most in so many equal columns between two moments, seconds; zero where nothing is known."""
        return [(low, high) for low, high, _ in self._columns(start, end, count).tolist()]

    def loudness(self, start: float, end: float, count: int) -> list[float]:
        """Root mean square in so many equal columns between two moments."""
        found: list[float] = np.sqrt(self._columns(start, end, count)[:, _SQUARE]).tolist()
        return found

    def drawn(self, start: float, end: float, width: int, height: int) -> bytes:
        """The columns as a picture, row by row, zero in the middle.

        A pixel counts up to 127 with how much of it lies between least and most, and up to 255 with how much of it
        lies within the root mean square, too: the body of the sound inside its outline.
        """
        found = self._columns(start, end, width)
        low, high, body = found[:, _LOW], found[:, _HIGH], np.sqrt(found[:, _SQUARE])
        outline = _covered(low, high, height, _LEAST_DRAWN)
        inside = _covered(np.maximum(low, -body), np.minimum(high, body), height, 0.0)
        return bytes((outline * 127 + np.minimum(inside, outline) * 128).astype(np.uint8).data)

    def save(self, path: Path) -> None:
        """Write it to a file.

        Raises:
            OSError: The disk refuses.
        """
        temporary = path.with_name(f".{uuid.uuid4().hex}.npz")
        try:
            np.savez(temporary, rate=self.rate, peaks=self._levels[0])
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> "PeakPyramid | None":
        """Read it again; ``None`` where it is damaged or not there."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                rate, peaks = int(found["rate"]), np.asarray(found["peaks"], np.float32)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        if peaks.ndim != 2 or peaks.shape[1] != 3 or not len(peaks) or rate <= 0:
            return None
        made = cls(rate, len(peaks) * BIN)
        made._levels[0][: len(peaks)] = peaks
        made._raise(0, len(peaks))
        made.finish()
        return made

    def _raise(self, start: int, end: int) -> None:
        """Carry a range of the finest level up."""
        for lower, upper in zip(self._levels, self._levels[1:], strict=False):
            start, end = start // _STEP, -(-end // _STEP)
            part = lower[start * _STEP : end * _STEP].reshape(-1, _STEP, 3)
            upper[start:end, _LOW] = part[:, :, _LOW].min(axis=1)
            upper[start:end, _HIGH] = part[:, :, _HIGH].max(axis=1)
            upper[start:end, _SQUARE] = part[:, :, _SQUARE].mean(axis=1)

    def _columns(self, start: float, end: float, count: int) -> Table:
        count = max(1, count)
        per_column = max(0.0, end - start) * self.rate / count
        level = min(max(0, int(math.log(max(per_column / BIN, 1.0), _STEP)) - _FINER), len(self._levels) - 1)
        table, width = self._levels[level], BIN * _STEP**level
        edges = np.floor((start + (end - start) * np.arange(count + 1) / count) * self.rate / width).astype(np.int64)
        first, last = edges[:-1], np.maximum(edges[1:], edges[:-1] + 1)
        inside = (first >= 0) & (first < min(len(table), -(-self._known // width)))
        made = np.zeros((count, 3), np.float32)
        if not inside.any():
            return made
        first, last = first[inside], np.minimum(last[inside], len(table))
        begin, stop = int(first.min()), int(last.max())
        bounds = np.stack((first, last), axis=1).ravel() - begin
        padded = np.concatenate((table[begin:stop], table[stop - 1 : stop]))
        for part, join in ((_LOW, np.minimum), (_HIGH, np.maximum), (_SQUARE, np.add)):
            made[inside, part] = join.reduceat(padded[:, part], bounds)[::2]
        made[inside, _SQUARE] /= last - first
        return made


def _covered(low: Column, high: Column, height: int, least: float) -> Table:
    """How much of each pixel lies between two levels of its column, and so many pixels beyond them."""
    middle, half = height / 2, height / 2 - 1
    row = np.arange(height, dtype=np.float32)[:, None]
    covered = np.minimum(middle - low * half + least, row + 1) - np.maximum(middle - high * half - least, row)
    made: Table = np.clip(covered, 0.0, 1.0).astype(np.float32)
    return made
