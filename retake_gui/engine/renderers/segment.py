"""The clip's pictures with the segment made anew, streamed: only the frames around the segment are held."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from retake_gui.domain.span import Span
from retake_gui.engine.renderers.bridge import Bridge, Ending, ending
from retake_gui.engine.renderers.drift import Drift
from retake_gui.engine.renderers.fields import analysis_size, reduced
from retake_gui.engine.renderers.motion import Crossing, Tracker, velocity
from retake_gui.media.draft_files import Bytes, Picture

HANDLE = 3
_THREADS = max(2, min(4, os.cpu_count() or 2))
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

    def __init__(self, plan: SegmentPlan, threads: Executor) -> None:
        self._plan, self._threads = plan, threads
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
            self._tracker = Tracker(_small(self._first), self._threads)
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
        both = start is not None and end is not None
        crossing = self._threads.submit(tracker.crossing, image) if both else None
        last = None if end is None else self._threads.submit(self._last_ending, tracker, end, crossing)
        first = None if start is None else self._first_ending(tracker, start, image, crossing)
        return first, None if last is None else last.result()

    def _first_ending(
        self, tracker: Tracker, start: Picture, image: Bytes | None, crossing: "Future[Crossing] | None"
    ) -> Ending:
        track = tracker.track_to_first(image)
        path = tracker.camera_path()
        side = list(self.before) if image is None else []
        pace = velocity(_small(side[0]), _small(start), len(side) - 1) if len(side) > 1 else None
        match = None if crossing is None else crossing.result()
        known = None if match is None else (match.there, match.trust_a, path[-1])
        return ending(start, track, path[: self.frames], pace, known)

    def _last_ending(self, tracker: Tracker, end: Picture, crossing: "Future[Crossing] | None") -> Ending:
        trail = tracker.trail.to_last()
        path = tracker.camera_path()
        back = np.linalg.inv(path[-1])
        side = self.after
        pace = velocity(_small(side[-1]), _small(end), len(side) - 1) if len(side) > 1 else None
        match = None if crossing is None else crossing.result()
        known = None if match is None else (match.back, match.trust_b, back)
        return ending(end, trail, [each @ back for each in path[: self.frames]], pace, known)


def _made_ahead(make: Callable[[int], Picture], count: int, threads: Executor) -> Iterator[Picture]:
    """Pictures 0 to ``count``, in order; the next ones are made on threads while the one before them is encoded."""
    waiting: deque[Future[Picture]] = deque()
    for number in range(count):
        waiting.append(threads.submit(make, number))
        if len(waiting) > _THREADS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _small(picture: Picture) -> Bytes:
    return reduced(picture.y, analysis_size(picture.size))


def retaken_pictures(pictures: Iterator[Picture], plan: SegmentPlan, paint: Paint) -> Iterator[Picture]:
    """Yield every frame of the clip, those of the segment made anew.

    Args:
        pictures: The clip's frames from the first on.
        plan: What is to be made.
        paint: What is done to a frame of the segment, given its number in it.
    """
    with ThreadPoolExecutor(_THREADS) as threads:
        around = _Around(plan, threads)
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
        for step, picture in enumerate(_made_ahead(bridge.frame, around.frames, threads)):
            yield paint(picture, step)
    held = around.after
    del around, bridge
    while held:
        yield held.pop(0)
    yield from pictures
