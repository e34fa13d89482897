"""The outline of a sound, grown as it is read: least and most of every two hundredth of a second, and coarser."""

from array import array

PER_SECOND = 200
"""Steps of the finest level; a whole number of samples at 48 kHz."""
_COARSER = 16


class SoundOutline:
    """Two levels of least and most, so that a long clip in view costs no more than a short one."""

    def __init__(self) -> None:
        self._low, self._high = array("f"), array("f")
        self._coarse_low, self._coarse_high = array("f"), array("f")

    @property
    def seconds(self) -> float:
        """How much is known."""
        return len(self._low) / PER_SECOND

    def add(self, low: list[float], high: list[float]) -> None:
        """Go on with the next steps; whole seconds at a time but for the last."""
        self._low.extend(low)
        self._high.extend(high)
        whole = len(self._low) // _COARSER
        for step in range(len(self._coarse_low), whole):
            part = slice(step * _COARSER, (step + 1) * _COARSER)
            self._coarse_low.append(min(self._low[part]))
            self._coarse_high.append(max(self._high[part]))

    def columns(self, start: float, end: float, count: int) -> list[tuple[float, float]]:
        """Least and most in so many equal columns between two moments; zero where nothing is known."""
        per_column = (end - start) / max(1, count) * PER_SECOND
        if per_column >= 2 * _COARSER:
            low, high, rate = self._coarse_low, self._coarse_high, PER_SECOND / _COARSER
        else:
            low, high, rate = self._low, self._high, float(PER_SECOND)
        made = []
        for column in range(count):
            first = int((start + (end - start) * column / count) * rate)
            last = max(first + 1, int((start + (end - start) * (column + 1) / count) * rate))
            if 0 <= first < len(low):
                made.append((min(low[first:last]), max(high[first:last])))
            else:
                made.append((0.0, 0.0))
        return made
