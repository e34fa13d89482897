"""The clip's pictures with the segment made anew, streamed: only the frames around the segment are held."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from retake_gui.domain.span import Span
from retake_gui.engine.renderers.bridge import Bridge, Ending, make_ending
from retake_gui.engine.renderers.drift import Drift
from retake_gui.engine.renderers.fields import analysis_size, reduced
from retake_gui.engine.renderers.motion import Crossing, Tracker
from retake_gui.media.draft_files import Picture

HANDLE = 3
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
        self._first: Picture | None = None
        self._last: Picture | None = None
        self._tracker: Tracker | None = None

    def pass_inside(self, picture: Picture) -> None:
        size = analysis_size(picture.size)
        small = reduced(picture.y, size)
        if self._tracker is not None:
            self._tracker.follow(small)
        elif self._start is not None:
            self._tracker = Tracker(reduced(self._start.y, size))
            self._tracker.follow(small)
        self._first = self._first or picture
        self._last = picture

    @property
    def _start(self) -> Picture | None:
        if self._plan.image is not None:
            return None
        return self.before[-1] if self.before else None

    def bridge(self) -> Bridge:
        """The bridge over what was gathered."""
        start, end = self._plan.image or self._start, self.after[0] if self.after else None
        if start is None and end is None:
            start, end = self._first, self._last
        crossing = self._crossing(start, end)
        return self._assembled(start, end, crossing)

    def _crossing(self, start: Picture | None, end: Picture | None) -> Crossing | None:
        if start is None or end is None:
            return None
        size = analysis_size(end.size)
        tracker = self._tracker or Tracker(reduced(start.y, size))
        tracker.follow(reduced(end.y, size))
        return tracker.crossing()

    def _assembled(self, start: Picture | None, end: Picture | None, crossing: Crossing | None) -> Bridge:
        plan, frames = self._plan, len(self._plan.span)
        tracked = crossing is not None and len(crossing.camera) == frames + 1
        camera = crossing.camera if crossing is not None and tracked else ()
        whole = camera[-1] if camera else np.eye(3)
        first: Ending | None = None
        last: Ending | None = None
        if start is not None:
            own = plan.image is None and len(self.before) > 1
            neighbour = self.before[0] if own else None
            field, trust = (None, None) if crossing is None else (crossing.there, crossing.trust_a)
            first = make_ending(start, neighbour, len(self.before) - 1, field, trust, whole)
        if end is not None:
            neighbour = self.after[-1] if len(self.after) > 1 else None
            field, trust = (None, None) if crossing is None else (crossing.back, crossing.trust_b)
            last = make_ending(end, neighbour, len(self.after) - 1, field, trust, np.linalg.inv(whole))
        held = (bool(self.before) or plan.image is not None, bool(self.after))
        drift = Drift.of(plan.seed, frames / plan.rate, held_start=held[0], held_end=held[1])
        return Bridge(first, last, camera, frames, plan.rate, drift, plan.seed)


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
    for step in range(min(len(plan.span), number + 1 - plan.span.start)):
        yield paint(bridge.frame(step), step)
    held = around.after
    del around
    while held:
        yield held.pop(0)
    yield from pictures
