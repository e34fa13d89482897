"""Comparing pictures around the segment, known on both sides: frame shift, colours, and where a cut shows least."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.allocator import give_back
from retake_gui.media.colourfit import ColourFit, fit_colours
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.opencv import cv2
from retake_gui.media.picture import orientation_of
from retake_gui.media.planes import is_full, planes_of, reshaped, upright
from retake_gui.media.seam import sent_frame

Small = npt.NDArray[np.float32]
MOST_SHIFT = 3
_SAMPLES = 6
_COLOUR_SAMPLES = 6
_WIDTH = 96
_CLEARLY = 0.9
_SPILL = 7


@dataclass(frozen=True, slots=True)
class Shift:
    """How many frames late the return is, and what is to be said about it."""

    frames: int = 0
    notes: tuple[str, ...] = ()


class Handles:
    """Small pictures of both files, made when they are asked for.

    Raises:
        UnreadableMedia: One of the files cannot be read.
    """

    def __init__(self, clip: Clip, window: Window, returned: Path, back: Clip) -> None:
        self._clip, self._window, self._back = clip, window, back
        width = min(_WIDTH, 2 * (clip.width // 2))
        self._size = (width, max(2, 2 * round(width * clip.height / clip.width / 2)))
        # Small pictures are what is kept: large ones are asked for in the order of their file.
        self._source = FrameReader(Path(clip.source), build_index(Path(clip.source)), kept_bytes=0)
        try:
            self._returned = FrameReader(returned, build_index(returned), kept_bytes=0)
        except BaseException:
            self._source.close()
            raise
        self._small: dict[tuple[bool, int], Small] = {}

    def close(self) -> None:
        """Let go of both files."""
        self._source.close()
        self._returned.close()
        give_back()

    def shift(self) -> Shift:
        """Find an offset of a few frames; none unless another clearly fits better."""
        places = self._places(_SAMPLES, MOST_SHIFT)
        if not places:
            return Shift()
        known = [_normalised(self._sent(place)) for place in places]
        # In the order of the file, so that the decoder goes through it once.
        reached = {place + offset for place in places for offset in range(-MOST_SHIFT, MOST_SHIFT + 1)}
        for place in sorted(reached):
            if 0 <= place < self._back.frames:
                self._came(place)
        errors = {}
        for offset in range(-MOST_SHIFT, MOST_SHIFT + 1):
            pairs = [
                float(np.abs(own - _normalised(self._came(place + offset))).mean())
                for place, own in zip(places, known, strict=True)
                if 0 <= place + offset < self._back.frames
            ]
            if pairs:
                errors[offset] = float(np.mean(pairs))
        best = min(errors, key=lambda offset: (errors[offset], abs(offset)), default=0)
        plain = errors.get(0, 0.0)
        if best and errors[best] > plain * _CLEARLY:
            best = 0
        notes: tuple[str, ...] = ()
        if best:
            word = "late" if best > 0 else "early"
            notes = (f"Its picture came back {abs(best)} frame{'s' if abs(best) > 1 else ''} {word}; undone.",)
        return Shift(best, notes)

    def colour(self, shift: int) -> ColourFit:
        """Find out whether colours changed, on frames beyond what the service blends."""
        places = self._places(_COLOUR_SAMPLES, abs(shift))
        pairs = [
            (self._came(place + shift), self._sent(place)) for place in places if 0 <= place + shift < self._back.frames
        ]
        return fit_colours(pairs)

    def best_cuts(self, shift: int, colour: Sequence[float]) -> Span:
        """The frames between the two places where old and new are most alike, in what was made beyond the segment."""
        window, segment = self._window, self._window.segment
        room = window.clip_span(window.regenerated).hull(segment)
        starts = range(max(room.start, segment.start - _SPILL), segment.start + 1)
        ends = range(segment.end, min(room.end, segment.end + max(_SPILL, window.trimmed)) + 1)
        start = min(starts, key=lambda frame: (self._unlike(frame, shift, colour), -frame), default=segment.start)
        end = min(ends, key=lambda frame: (self._unlike(frame - 1, shift, colour), frame), default=segment.end)
        return Span(start, end)

    def _unlike(self, frame: int, shift: int, colour: Sequence[float]) -> float:
        """How much a frame of the clip differs from its return."""
        if not 0 <= frame < self._clip.frames:
            return math.inf
        place = sent_frame(self._clip, self._window, frame) + shift
        if not 0 <= place < self._back.frames:
            return math.inf
        came = self._came(place)
        if colour:
            matrix = np.asarray(colour, np.float32).reshape(3, 4)
            came = came @ matrix[:, :3].T + matrix[:, 3]
        own = self._thumbnail(self._source, frame, is_source=True)
        return round(float(np.abs(own - came).mean()), 3)

    def _places(self, most: int, reach: int) -> list[int]:
        """Sent frames to compare: beyond what the service may touch, or else beyond what it makes anew."""
        window = self._window
        for touched in (window.altered, window.regenerated):
            free = [place for place in range(window.body.start, window.body.end) if place not in touched]
            free = [place for place in free if reach <= place < window.frames - reach]
            if free:
                step = max(1, len(free) // most)
                return free[step // 2 :: step][: most + 1]
        return []

    def _sent(self, place: int) -> Small:
        return self._thumbnail(self._source, self._window.sent[place], is_source=True)

    def _came(self, place: int) -> Small:
        return self._thumbnail(self._returned, place, is_source=False)

    def _thumbnail(self, reader: FrameReader, number: int, *, is_source: bool) -> Small:
        """A small picture of (Y', Cb, Cr) in 8-bit values, (height, width, 3); kept."""
        key = (is_source, number)
        if key not in self._small:
            self._small[key] = thumbnail(reader.frame(number), self._size)
        return self._small[key]


def thumbnail(frame: av.VideoFrame, size: tuple[int, int]) -> Small:
    """A small upright picture of (Y', Cb, Cr), averaged over areas, (height, width, 3), values as in 8 bits."""
    turn, full = orientation_of(frame), is_full(frame)
    plain = reshaped(frame, (frame.width, frame.height), "yuv420p", full=full)
    planes = planes_of(upright(plain, turn, "yuv420p", full=full))
    small = [cv2.resize(plane.astype(np.float32), size, interpolation=cv2.INTER_AREA) for plane in planes]
    return np.asarray(np.stack(small, axis=-1), np.float32)


def _normalised(picture: Small) -> Small:
    """Luma without its mean and contrast, so that a colour error does not look like a shift."""
    luma = picture[..., 0]
    return np.asarray((luma - luma.mean()) / max(1.0, float(luma.std())), np.float32)
