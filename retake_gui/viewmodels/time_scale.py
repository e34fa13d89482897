"""Where a moment of the clip lies on a strip of pixels, and how zooming and panning change that.

Time on this axis is seconds as a float: it decides where something is drawn, never which frame is meant. Which frame
lies under a pixel is asked of the clip, exactly.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from retake_gui.domain.span import Span

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip

_WIDEST_FRAME = 80.0
"""Zooming in ends when a frame is this many pixels wide."""


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A view of a clip on the time axis.

    Attributes:
        clip: Whose time it is.
        width: Pixels of the axis.
        left: Seconds at pixel 0.
        per_pixel: Seconds in a pixel.
    """

    clip: "Clip"
    width: int
    left: float
    per_pixel: float

    @staticmethod
    def fitted(clip: "Clip", width: int) -> "TimeScale":
        """The whole clip."""
        width = max(1, width)
        return TimeScale(clip, width, 0.0, float(clip.duration) / width)

    @property
    def seconds(self) -> float:
        """How much time is in view."""
        return self.per_pixel * self.width

    @property
    def is_fitted(self) -> bool:
        """Whether all of the clip is in view."""
        return self.seconds >= float(self.clip.duration) * (1 - 1e-9)

    @property
    def visible(self) -> Span:
        """The frames of which something is in view."""
        first = self.frame_at(0)
        return Span(first, max(first, self.frame_at(self.width)) + 1)

    def x_of(self, frame: int) -> float:
        """Where a frame starts; one past the last gives where the clip ends."""
        return self.x_of_time(self.clip.seconds_of(frame))

    def x_of_time(self, seconds: float) -> float:
        """Where a moment lies."""
        return (seconds - self.left) / self.per_pixel

    def time_at(self, x: float) -> float:
        """Which moment lies at a pixel, unclamped."""
        return self.left + x * self.per_pixel

    def frame_at(self, x: float) -> int:
        """The frame under a pixel, clamped to the clip."""
        return self.clip.frame_at(_exact(self.time_at(x)))

    def edge_at(self, x: float) -> int:
        """The border between frames nearest to a pixel: 0 up to the number of frames."""
        moment = _exact(self.time_at(x))
        frame = self.clip.frame_at(moment)
        start, end = self.clip.time_of(frame), self.clip.time_of(frame + 1)
        return frame if moment - start < end - moment else frame + 1

    def resized(self, width: int) -> "TimeScale":
        """On a wider or narrower axis: a fitted view stays fitted, any other keeps its zoom and left end."""
        if self.is_fitted:
            return TimeScale.fitted(self.clip, width)
        return replace(self, width=max(1, width))._clamped()

    def zoomed(self, factor: float, x: float) -> "TimeScale":
        """Closer (factor over 1) or farther, with the moment under a pixel staying there."""
        anchor = self.time_at(x)
        per_pixel = min(max(self.per_pixel / factor, self._closest()), self._farthest())
        return replace(self, per_pixel=per_pixel, left=anchor - x * per_pixel)._clamped()

    def panned(self, pixels: float) -> "TimeScale":
        """Moved so that what was ``pixels`` to the right is at the left end."""
        return replace(self, left=self.left + pixels * self.per_pixel)._clamped()

    def showing(self, span: Span, margin: float = 0.15) -> "TimeScale":
        """Zoomed so that a range fills the view, with a part of its length free on both sides."""
        start, end = self.clip.seconds_of(span.start), self.clip.seconds_of(span.end)
        spare = (end - start) * margin
        per_pixel = min(max((end - start + 2 * spare) / self.width, self._closest()), self._farthest())
        middle = (start + end) / 2
        return replace(self, per_pixel=per_pixel, left=middle - per_pixel * self.width / 2)._clamped()

    def revealing(self, frame: int) -> "TimeScale":
        """Moved by a page if a frame is out of view, so that a playing playhead stays visible."""
        moment = self.clip.seconds_of(frame)
        if self.left <= moment <= self.left + self.seconds:
            return self
        return replace(self, left=moment - self.seconds * 0.1)._clamped()

    def _closest(self) -> float:
        return min(float(self.clip.step) / _WIDEST_FRAME, self._farthest())

    def _farthest(self) -> float:
        return float(self.clip.duration) / self.width

    def _clamped(self) -> "TimeScale":
        per_pixel = min(self.per_pixel, self._farthest())
        most = float(self.clip.duration) - per_pixel * self.width
        return replace(self, per_pixel=per_pixel, left=min(max(self.left, 0.0), max(0.0, most)))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the ruler.

    Attributes:
        frame: Where, to the nearest frame.
        x: Where, in pixels.
        major: Whether it carries a label.
    """

    frame: int
    x: float
    major: bool


def ticks(scale: TimeScale, label_width: float) -> list[Tick]:
    """Marks at round numbers of timecode, so far apart that labels do not touch.

    Round numbers are counted in frames below a second and in seconds of timecode (whole nominal seconds) above, so
    that a label such as ``00:00:02:00`` stands on a mark at every rate.
    """
    clip = scale.clip
    base = max(1, math.floor(clip.rate + Fraction(1, 2)))
    per_frame = float(clip.duration) / max(1, clip.frames) / scale.per_pixel
    major, minor = _steps(base, per_frame, label_width)
    visible = scale.visible
    first = visible.start - visible.start % minor
    return [
        Tick(frame, scale.x_of(frame), frame % major == 0)
        for frame in range(first, min(visible.end, clip.frames) + 1, minor)
    ]


def _steps(base: int, per_frame: float, label_width: float) -> tuple[int, int]:
    """Frames between labels, and between marks."""
    inside = [step for step in (1, 2, 5, 10, base // 2) if step and base % step == 0 and step < base]
    seconds = [base * step for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)]
    ladder = sorted(set(inside)) + seconds
    major = next((step for step in ladder if step * per_frame >= label_width), ladder[-1])
    fitting = [step for step in ladder if major % step == 0 and step * per_frame >= 6]
    return major, min(fitting, default=major)


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(10_000_000)
