"""What dragging does to the selected range: pure rules, told apart from mouse and paint.

The service makes whole seconds, so while an end is dragged the range's *length* goes to whole seconds unless the user
frees it: then nothing that was made has to be trimmed, and the model's own seam stays where it is. The start is free.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.span import Span
from retake_gui.domain.window_plan import plan_window

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.service import Service


class Grip(StrEnum):
    """What of the range the hand has."""

    START = "start"
    END = "end"
    BODY = "body"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Snapping:
    """What a dragged edge is drawn to.

    Attributes:
        marks: Frames with an attraction: playhead, ends of the clip, edges of takes.
        reach: How far it goes, in frames.
        whole_seconds: Whether a dragged end takes the length to whole seconds where no mark attracts it, and a dragged
            body is drawn to the ruler's seconds.
    """

    marks: tuple[int, ...] = ()
    reach: int = 0
    whole_seconds: bool = True

    def drawn(self, edge: int) -> int | None:
        """The mark that attracts an edge, or ``None``."""
        near = [mark for mark in self.marks if abs(mark - edge) <= self.reach]
        return min(near, key=lambda mark: abs(mark - edge), default=None)


FREE = Snapping(whole_seconds=False)


@dataclass(frozen=True, slots=True)
class SegmentDrag:
    """One drag, from press to release.

    Attributes:
        before: The range when it began.
        grip: What was taken.
        anchor: The frame border under the pointer when it began.
    """

    clip: "Clip"
    service: "Service"
    before: Span
    grip: Grip
    anchor: int
    _found: dict[tuple[int, int, bool], Span] = field(default_factory=dict, compare=False, repr=False)

    def moved(self, edge: int, snapping: Snapping) -> Span:
        """The range when the pointer is at a border between frames."""
        edge = min(max(edge, 0), self.clip.frames)
        if self.grip is Grip.BODY:
            return self._body(edge - self.anchor, snapping)
        return self._ends(edge, self._fixed, snapping)

    def takes_whole_seconds(self, edge: int, snapping: Snapping) -> bool:
        """Whether, with the pointer at a border, the length goes to whole seconds: of an end, which no mark has."""
        edge = min(max(edge, 0), self.clip.frames)
        return snapping.whole_seconds and self.grip is not Grip.BODY and snapping.drawn(edge) in (None, self._fixed)

    @property
    def _fixed(self) -> int:
        """The end of the range that stays while the other one is dragged."""
        if self.grip is Grip.START:
            return self.before.end
        return self.before.start if self.grip is Grip.END else self.anchor

    def _body(self, by: int, snapping: Snapping) -> Span:
        moved = self.before.shifted(by).within(self.clip.whole)
        if snapping.whole_seconds:
            seconds = tuple(second_near(self.clip, edge) for edge in (moved.start, moved.end))
            snapping = replace(snapping, marks=snapping.marks + seconds)
        candidates = [
            (abs(mark - edge), mark - edge)
            for edge in (moved.start, moved.end)
            if (mark := snapping.drawn(edge)) is not None
        ]
        if candidates:
            moved = moved.shifted(min(candidates)[1]).within(self.clip.whole)
        return moved

    def _ends(self, edge: int, fixed: int, snapping: Snapping) -> Span:
        """The range between a fixed end and the moving one, which may pass it."""
        backwards = edge < fixed or (edge == fixed and self.grip is Grip.START)
        if (mark := snapping.drawn(edge)) is not None and mark != fixed:
            edge = mark
        elif snapping.whole_seconds:
            return self._whole(edge, fixed, backwards=backwards)
        if edge == fixed:
            edge = fixed - 1 if backwards and fixed > 0 else fixed + 1
        start, end = min(edge, fixed), max(edge, fixed)
        return Span(start, end).intersection(self.clip.whole) or self.before

    def _whole(self, edge: int, fixed: int, *, backwards: bool) -> Span:
        length = abs(self.clip.time_of(edge) - self.clip.time_of(fixed))
        seconds = max(1, math.floor(length + Fraction(1, 2)))
        key = (fixed, seconds, backwards)
        if key not in self._found:
            find = whole_seconds_before if backwards else whole_seconds_after
            self._found[key] = find(self.clip, fixed, seconds, self.service)
        return self._found[key]


def whole_seconds_after(clip: "Clip", start: int, seconds: int, service: "Service") -> Span:
    """The longest range from a start for which the service makes that many seconds and nothing is trimmed."""
    start = min(max(start, 0), clip.frames - 1)
    nearest = clip.frame_for(clip.time_of(start) + seconds)
    return _best(clip, (Span(start, end) for end in _around(nearest) if start < end <= clip.frames), seconds, service)


def whole_seconds_before(clip: "Clip", end: int, seconds: int, service: "Service") -> Span:
    """The same with the end fixed."""
    end = min(max(end, 1), clip.frames)
    nearest = clip.frame_for(max(Fraction(0), clip.time_of(end) - seconds))
    return _best(clip, (Span(start, end) for start in _around(nearest) if 0 <= start < end), seconds, service)


def _around(frame: int) -> Iterator[int]:
    yield from (frame, frame + 1, frame - 1)


def _best(clip: "Clip", candidates: Iterable[Span], seconds: int, service: "Service") -> Span:
    tried = list(candidates)
    wanted = max(seconds, service.least_seconds)
    exact = [span for span in tried if _trimmed(clip, span, wanted, service) == 0]
    return max(exact, key=len) if exact else tried[0]


def _trimmed(clip: "Clip", span: Span, seconds: int, service: "Service") -> int:
    """Frames made in vain, or -1 where the range needs another number of seconds or cannot be sent."""
    try:
        plan = plan_window(clip, span, service)
    except SettingRefused:
        return -1
    return plan.trimmed if plan.duration_seconds == seconds else -1


def snap_marks(clip: "Clip", playhead: int, others: Iterable[int] = ()) -> tuple[int, ...]:
    """Where edges are drawn to: the playhead, the ends of the clip, and others given."""
    return tuple(sorted({0, clip.frames, playhead, *others}))


def second_near(clip: "Clip", edge: int) -> int:
    """The frame border at the whole second nearest to an edge."""
    seconds = math.floor(clip.time_of(edge) + Fraction(1, 2))
    return clip.frame_for(Fraction(seconds))
