"""The clip's pictures with the segment made anew, streamed: only the frames around the segment are held."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from retake_gui.domain.span import Span
from retake_gui.engine.renderers.bridge import Bridge, Ending, ending
from retake_gui.engine.renderers.drift import Drift
from retake_gui.engine.renderers.fields import analysis_size, reduced
from retake_gui.engine.renderers.motion import Tracker, velocity
from retake_gui.media.draft_files import Bytes, Picture

HANDLE = 3
_PACE = 0.25
Paint = Callable[[Picture, int], Picture]


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """What is to be made.

    Attributes:
        span: Frames of the segment.
        rate: Frames a second.
        seed: Another seed is another variation.
        image: What the segment starts from instead of the frame before it.
    """

    span: Span
    rate: float
    seed: int
    image: Picture | None = None


class _Around:
    """The frames on which the segment is built, gathered while the clip goes by."""

    def __init__(self, plan: SegmentPlan) -> None:
        self._plan = plan
        self.before: deque[Picture] = deque(maxlen=HANDLE + 1)
        self.after: list[Picture] = []
        self.frames = 0
        self._last: Picture | None = None
        self._first: Picture | None = None
        self._tracker: Tracker | None = None

    def pass_inside(self, picture: Picture) -> None:
        """Take a frame of the segment for its motion; no more than the first and the latest are kept."""
        if self._tracker is None:
            self._first = self.before[-1] if self.before else picture
            self._tracker = Tracker(_small(self._first))
        self._tracker.follow(_small(picture))
        self._last = picture
        self.frames += 1

    def bridge(self) -> Bridge:
        """The bridge over what was gathered; a segment that is the whole clip stands on its own ends."""
        plan, tracker = self._plan, self._tracker
        if tracker is None:
            raise ValueError("a segment has at least one frame")
        start = plan.image or (self.before[-1] if self.before else None)
        end = self.after[0] if self.after else None
        held_start, held_end = start is not None, end is not None
        if start is None and end is None:
            start, end = self._first, self._last
        if end is not None:
            tracker.follow(_small(end))
        first, last = self._endings(tracker, start, end)
        drift = Drift.of(plan.seed, self.frames / plan.rate, held_start=held_start, held_end=held_end)
        pace = _PACE * drift.turn if held_start and held_end else 0.0
        return Bridge(first, last, self.frames, plan.rate, drift, pace)

    def _endings(
        self, tracker: Tracker, start: Picture | None, end: Picture | None
    ) -> tuple[Ending | None, Ending | None]:
        image = None if self._plan.image is None else _small(self._plan.image)
        crossing = None if start is None or end is None else tracker.crossing(image)
        path = tracker.camera_path()
        whole = path[-1]
        first: Ending | None = None
        last: Ending | None = None
        if start is not None:
            neighbour = self.before[0] if image is None and len(self.before) > 1 else None
            pace = None if neighbour is None else velocity(_small(neighbour), _small(start), len(self.before) - 1)
            known = None if crossing is None else (crossing.there, crossing.trust_a, whole)
            first = ending(start, tracker.track_to_first(image), path[: self.frames], pace, known)
        if end is not None:
            back = np.linalg.inv(whole)
            pace = velocity(_small(self.after[-1]), _small(end), len(self.after) - 1) if len(self.after) > 1 else None
            known = None if crossing is None else (crossing.back, crossing.trust_b, back)
            last = ending(end, tracker.trail.to_last(), [each @ back for each in path[: self.frames]], pace, known)
        return first, last


def _small(picture: Picture) -> Bytes:
    return reduced(picture.y, analysis_size(picture.size))


def retaken_pictures(pictures: Iterator[Picture], plan: SegmentPlan, paint: Paint) -> Iterator[Picture]:
    """Yield every frame of the clip, those of the segment made anew.

    Args:
        pictures: The clip's frames from the first on.
        plan: What is to be made.
        paint: What is done to a frame of the segment, given its number in it.
    """
    around = _Around(plan)
    number = -1
    for number, picture in enumerate(pictures):
        if number < plan.span.start:
            around.before.append(picture)
            yield picture
        elif number < plan.span.end:
            around.pass_inside(picture)
        else:
            around.after.append(picture)
            if len(around.after) > HANDLE:
                break
    if number < plan.span.start:
        return
    bridge = around.bridge()
    for step in range(around.frames):
        yield paint(bridge.frame(step), step)
    held = around.after
    del around
    while held:
        yield held.pop(0)
    yield from pictures
