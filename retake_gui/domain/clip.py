"""Facts about a clip, as shown: after rotation and pixel aspect."""

import bisect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from retake_gui.domain.span import Span


@dataclass(frozen=True, slots=True)
class Colour:
    """Colour tags in FFmpeg's names; empty where the file says nothing."""

    range: str = ""
    space: str = ""
    transfer: str = ""
    primaries: str = ""


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """One sound stream.

    Attributes:
        start: Seconds between the first frame of picture and the first sample (negative when sound begins earlier).
        duration: Seconds.
    """

    codec: str
    channels: int
    sample_rate: int
    start: Fraction
    duration: Fraction
    layout: str = ""
    index: int = 0


@dataclass(frozen=True, slots=True)
class Clip:
    """A file's picture and sound, measured.

    Attributes:
        source: Path, URL or media UUID, as it was given.
        width: Pixels as shown, after rotation and pixel aspect (square pixels).
        height: Pixels as shown.
        rotation: Clockwise quarter turns in degrees needed to show it: 0, 90, 180 or 270.
        rate: Exact frames a second; of a variable-rate clip the average.
        frames: How many pictures it has.
        duration: Seconds from the first frame to the end of the last.
        variable: Whether frames differ in length by more than rounding of the container's time base.
        times: Only for a variable-rate clip: when each frame starts, seconds from the first frame.
        coded_width: Pixels as stored.
        coded_height: Pixels as stored.
        pixel_aspect: Width of a stored pixel by its height.
        smallest_step: The shortest frame in seconds (``1 / rate`` at constant rate).
        size: Bytes of the file.
        missing: Seconds that the file announces beyond its last frame: it was cut off.
    """

    source: str
    container: str
    width: int
    height: int
    rotation: int
    rate: Fraction
    frames: int
    duration: Fraction
    variable: bool
    video_codec: str
    pixel_format: str
    colour: Colour = Colour()
    sound: tuple[SoundTrack, ...] = ()
    times: Sequence[Fraction] = field(default=(), repr=False)
    coded_width: int = 0
    coded_height: int = 0
    pixel_aspect: Fraction = Fraction(1)
    smallest_step: Fraction = Fraction(0)
    size: int = 0
    missing: Fraction = Fraction(0)

    @property
    def whole(self) -> Span:
        """All frames."""
        return Span(0, self.frames)

    @property
    def step(self) -> Fraction:
        """Seconds of the shortest frame."""
        return self.smallest_step or 1 / self.rate

    def time_of(self, frame: int) -> Fraction:
        """When a frame starts, seconds from the first; one past the last gives the end."""
        if not self.variable:
            return Fraction(frame) / self.rate
        return self.duration if frame >= self.frames else self.times[max(0, frame)]

    def seconds_of(self, frame: int) -> float:
        """The same as a float, the nearest one: for drawing, and quick for many frames."""
        if self.variable:
            return float(self.time_of(frame))
        return frame * self.rate.denominator / self.rate.numerator

    def frame_at(self, seconds: Fraction) -> int:
        """The frame on screen at a time, clamped to the clip."""
        later = bisect.bisect_right(self.times, seconds) if self.variable else math.floor(seconds * self.rate) + 1
        found = later - 1
        return min(max(found, 0), max(0, self.frames - 1))

    def frames_at(self, first: Fraction, step: Fraction, count: int) -> list[int]:
        """The frames on screen at evenly spaced times: as :meth:`frame_at` for each, and quick for many."""
        if self.variable:
            return list(self._frames_along(first, step, count))
        begin, advance = first * self.rate, step * self.rate
        parts = math.lcm(begin.denominator, advance.denominator)
        place, each = int(begin * parts), int(advance * parts)
        last = max(0, self.frames - 1)
        return [min(max((place + number * each) // parts, 0), last) for number in range(count)]

    def _frames_along(self, first: Fraction, step: Fraction, count: int) -> Iterator[int]:
        """Frames of a variable rate at later and later times, by going along with them."""
        place = self.frame_at(first)
        for number in range(count):
            now = first + number * step
            while place + 1 < self.frames and self.times[place + 1] <= now:
                place += 1
            yield place

    def frame_for(self, when: int | Fraction) -> int:
        """Place a typed time on the clip's frames.

        A frame number stays; seconds go to the nearest frame, at variable rate to the first one at or after.

        The result lies in ``[0, frames]``: the end of the clip is a legal place for a range to end.
        """
        if isinstance(when, int):
            found = when
        elif self.variable:
            found = bisect.bisect_left(self.times, when)
        else:
            found = math.floor(when * self.rate + Fraction(1, 2))
        return min(max(found, 0), self.frames)

    def span_seconds(self, span: Span) -> Fraction:
        """How long a range of frames lasts."""
        return self.time_of(span.end) - self.time_of(span.start)


def words_of_cut(clip: Clip, name: str) -> str:
    """That the file of a clip ends before its pictures do; empty where it is whole."""
    if not clip.missing:
        return ""
    there, whole = float(clip.duration), float(clip.duration + clip.missing)
    return f"“{name}” was cut off: {there:.1f} of {whole:.1f} seconds are there."


def as_probe(clip: Clip) -> dict[str, Any]:
    """The facts in the form that ``retake probe --json`` prints."""
    return {
        "width": clip.width,
        "height": clip.height,
        "rotation": clip.rotation,
        "rate": f"{clip.rate.numerator}/{clip.rate.denominator}",
        "frames": clip.frames,
        "duration": round(float(clip.duration), 6),
        "variable_rate": clip.variable,
        "video_codec": clip.video_codec,
        "pixel_format": clip.pixel_format,
        "color": {
            "range": clip.colour.range,
            "space": clip.colour.space,
            "transfer": clip.colour.transfer,
            "primaries": clip.colour.primaries,
        },
        "audio": [
            {
                "codec": track.codec,
                "channels": track.channels,
                "sample_rate": track.sample_rate,
                "start": round(float(track.start), 6),
            }
            for track in clip.sound
        ],
    }
