"""Where scenes change, found from very small pictures of all frames as they are made for scrubbing.

A frame begins a scene when it differs much from the one before, far more than frames around do from theirs (a moving
camera changes every frame), and when the picture does not come back right after (a flash does).
"""

import uuid
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retake_gui.domain.span import Span
from retake_gui.media.opencv import cv2
from retake_gui.media.picture import Bytes

_SIZE = (8, 6)
_LEAST = 12.0
"""Mean change of 8-bit values below which nothing is a cut."""
_TIMES = 3.0
"""How much more than its neighbours a cut changes."""
_AROUND = 6


class SceneCuts:
    """Grows with the frames that are noted, in any order. Noted by one thread, read by others."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._small = np.zeros((frames, _SIZE[0] * _SIZE[1] * 3), np.uint8)
        self._known = np.zeros(frames, np.bool_)
        self._cuts: frozenset[int] = frozenset()

    @property
    def cuts(self) -> tuple[int, ...]:
        """First frames of scenes, but for the clip's first."""
        return tuple(sorted(self._cuts))

    def note(self, number: int, pixels: Bytes) -> None:
        """A frame was made: (height, width, 3 or more)."""
        small = cv2.resize(pixels, _SIZE, interpolation=cv2.INTER_AREA)[..., :3]
        self._small[number] = small.ravel()
        self._known[number] = True

    def look(self, span: Span) -> bool:
        """Find the cuts in and next to some frames; whether there are others than before."""
        start, end = max(0, span.start - 2), min(self._frames, span.end + 2)
        found = {number for number in self._cuts if not start <= number < end}
        found.update(int(number) + start for number in np.flatnonzero(self._cut_in(start, end)))
        changed = found != self._cuts
        self._cuts = frozenset(found)
        return changed

    def save(self, path: Path) -> None:
        """Leave it for the next run.

        Raises:
            OSError: The disk refuses.
        """
        temporary = path.with_name(f".{uuid.uuid4().hex}.npz")
        try:
            np.savez(temporary, small=self._small, known=self._known)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def load(self, path: Path) -> None:
        """Take over what an earlier run left, if it is there and whole."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                small, known = found["small"], found["known"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return
        if small.shape == self._small.shape and known.shape == self._known.shape and small.dtype == np.uint8:
            self._small, self._known = small, known.astype(np.bool_)
            self.look(Span(0, self._frames))

    def _cut_in(self, start: int, end: int) -> npt.NDArray[np.bool_]:
        """For each frame of a range whether a scene begins there."""
        low, high = max(0, start - _AROUND - 1), min(self._frames, end + _AROUND + 1)
        near = self._small[low:high].astype(np.int16)
        change = self._changes(near, low, high, 1)
        over_one = self._changes(near, low, high, 2)
        returns = np.concatenate((over_one[1:], [np.nan]))
        padded = np.pad(np.nan_to_num(change), _AROUND)
        windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
        usual = np.median(np.delete(windows, _AROUND, axis=1), axis=1)
        numbers, half = np.arange(low, high), np.nan_to_num(change) / 2
        stays = (numbers == self._frames - 1) | (np.nan_to_num(returns) > half)
        stays &= (numbers == 1) | (np.nan_to_num(over_one) > half)
        found = (np.nan_to_num(change) > np.maximum(_LEAST, _TIMES * usual)) & stays
        return np.asarray(found[start - low : end - low], np.bool_)

    def _changes(self, near: npt.NDArray[np.int16], low: int, high: int, step: int) -> npt.NDArray[np.float64]:
        """Mean change of each frame from the one so many before; not a number where one is not known."""
        made = np.full(high - low, np.nan)
        if high - low > step:
            known = self._known[low:high]
            change = np.abs(near[step:] - near[:-step]).mean(axis=1)
            made[step:] = np.where(known[step:] & known[:-step], change, np.nan)
        return made
