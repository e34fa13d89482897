"""What the timeline shows and what a hand on it means; the document stays with its owner.

The model is told the clip, the segment and the plan (``set_…``) and answers with wishes: :attr:`~TimelineModel.
segmentEdited` and :attr:`~TimelineModel.seekRequested`. Edits of one drag carry one merge key and end with
``finished``, so that the owner's undo stack makes them one command.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.span import NOTHING, Span
from retake_gui.domain.timebase import TimeDisplay
from retake_gui.domain.window_plan import longest_segment
from retake_gui.viewmodels.segment_editor import SegmentEditor
from retake_gui.viewmodels.time_scale import TimeScale

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.markers import Marker
    from retake_gui.domain.service import Service
    from retake_gui.domain.window import Window


@dataclass(frozen=True, slots=True)
class TakeMark:
    """Where a take lies, drawn as a thin line."""

    span: Span
    title: str
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Touched:
    """Frames of the clip that a retake would concern, from wide to narrow.

    Attributes:
        sent: Cut out and sent.
        altered: May come back changed by the service's feather and blend.
        made: Made anew by the model, on its own grid.
    """

    sent: Span
    altered: Span
    made: Span


class TimelineModel(SegmentEditor):
    """The state of the timeline.

    Signals:
        clipChanged: Another clip, or none (``Clip | None``).
        planChanged: What a retake would touch, or how long a range may be, changed.
        scaleChanged: Zoomed, panned or resized.
        takesChanged: Other takes, or another one is shown.
        displayChanged: Times are written in another unit (``TimeDisplay``).
        mediaChanged: The filmstrip or the waveform has more to show.
        markersChanged: Markers were set, named or removed.
        cutsChanged: Scene cuts were found.
        seekRequested: The user wants to be at a frame.
    """

    clipChanged = Signal(object)
    planChanged = Signal()
    scaleChanged = Signal()
    takesChanged = Signal()
    displayChanged = Signal(object)
    mediaChanged = Signal()
    markersChanged = Signal()
    cutsChanged = Signal()
    seekRequested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: Window | None = None
        self._touched: tuple[Window, Touched] | None = None
        self._limit: tuple[tuple[Clip, Service, int], Span] | None = None
        self._takes: tuple[TakeMark, ...] = ()
        self._markers: tuple[Marker, ...] = ()
        self._cuts: tuple[int, ...] = ()
        self._scale: TimeScale | None = None
        self._width = 1
        self._display = TimeDisplay.TIMECODE

    @property
    def plan(self) -> "Window | None":
        """What a retake would send."""
        return self._plan

    @property
    def takes(self) -> tuple[TakeMark, ...]:
        """Where takes lie."""
        return self._takes

    @property
    def markers(self) -> "tuple[Marker, ...]":
        """Marked frames, in order."""
        return self._markers

    @property
    def cuts(self) -> tuple[int, ...]:
        """First frames after scene cuts, in order."""
        return self._cuts

    @property
    def scale(self) -> TimeScale | None:
        """Zoom and place, or ``None`` without a clip."""
        return self._scale

    @property
    def display(self) -> TimeDisplay:
        """How times are written."""
        return self._display

    @property
    def touched(self) -> Touched | None:
        """What a retake of the segment would concern, as frames of the clip."""
        plan = self._plan
        if plan is None or plan.segment != self._segment:
            return None
        if self._touched is None or self._touched[0] is not plan:
            found = Touched(plan.source, plan.clip_span(plan.altered), plan.clip_span(plan.regenerated))
            self._touched = (plan, found)
        return self._touched[1]

    @property
    def limit(self) -> Span | None:
        """The longest range that could be sent from the segment's start."""
        if self._clip is None or not self._segment:
            return None
        start = self._segment.start
        key = (self._clip, self._service, start)
        if self._limit is None or self._limit[0] != key:
            self._limit = (key, Span(start, start + longest_segment(self._clip, start, self._service)))
        return self._limit[1]

    def set_clip(self, clip: "Clip | None") -> None:
        """Show another clip, all of it in view; the segment and the takes are told next."""
        self._clip = clip
        self._segment, self._plan, self._takes, self._drag = NOTHING, None, (), None
        self._markers, self._cuts = (), ()
        self._attract()
        self._scale = None if clip is None or not clip.frames else TimeScale.fitted(clip, self._width)
        self.clipChanged.emit(clip)
        self.segmentChanged.emit(self._segment)
        self.scaleChanged.emit()
        self.takesChanged.emit()

    def set_plan(self, plan: "Window | None") -> None:
        """What a retake of the segment would send."""
        self._plan = plan
        self.planChanged.emit()

    def set_service(self, service: "Service") -> None:
        """Whose limits apply."""
        self._service = service
        self.planChanged.emit()

    def set_takes(self, takes: Sequence[TakeMark]) -> None:
        """Where takes lie."""
        if tuple(takes) == self._takes:
            return
        self._takes = tuple(takes)
        self._attract()
        self.takesChanged.emit()

    def set_markers(self, markers: "Sequence[Marker]") -> None:
        """These frames are marked."""
        if tuple(markers) != self._markers:
            self._markers = tuple(markers)
            self._attract()
            self.markersChanged.emit()

    def toggle_marker(self, frame: int) -> None:
        """Mark a frame, or take its mark away."""
        from retake_gui.domain.markers import toggled

        if self._clip is not None:
            self.set_markers(toggled(self._markers, frame))

    def rename_marker(self, frame: int, name: str) -> None:
        """Call a marker something else."""
        from retake_gui.domain.markers import renamed

        self.set_markers(renamed(self._markers, frame, name))

    def seek_marker(self, frame: int, way: int) -> None:
        """Go from a frame to the next marker (1) or the one before (-1)."""
        from retake_gui.domain.markers import neighbour

        found = neighbour(self._markers, frame, way)
        if found is not None:
            self.seekRequested.emit(found)

    def set_cuts(self, cuts: Sequence[int]) -> None:
        """Here the scene changes."""
        if tuple(cuts) != self._cuts:
            self._cuts = tuple(cuts)
            self._attract()
            self.cutsChanged.emit()

    def set_display(self, display: TimeDisplay) -> None:
        """Write times in another unit."""
        if display is not self._display:
            self._display = display
            self.displayChanged.emit(display)

    def set_width(self, width: int) -> None:
        """The axis has so many pixels now."""
        self._width = max(1, width)
        if self._scale is not None and self._scale.width != self._width:
            self._rescale(self._scale.resized(self._width))

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Zoom with a pixel staying in place, by default the middle."""
        if self._scale is not None:
            self._rescale(self._scale.zoomed(factor, self._width / 2 if x is None else x))

    def pan(self, pixels: float) -> None:
        """Move the view to the right."""
        if self._scale is not None:
            self._rescale(self._scale.panned(pixels))

    def fit(self) -> None:
        """Show the whole clip."""
        if self._clip is not None and self._scale is not None:
            self._rescale(TimeScale.fitted(self._clip, self._width))

    def zoom_to_segment(self) -> None:
        """Fill the view with the segment, its surroundings in sight."""
        if self._scale is not None and self._segment:
            self._rescale(self._scale.showing(self._segment, 0.3))

    def show_span(self, span: Span) -> None:
        """Fill the view with some frames, exactly (the overview's handle)."""
        if self._scale is not None and span:
            self._rescale(self._scale.showing(span, 0.0))

    def reveal(self, frame: int) -> None:
        """Turn the page if a frame is out of view."""
        if self._scale is not None and self._drag is None:
            self._rescale(self._scale.revealing(frame))

    def snapped(self, frame: int, reach: int) -> int:
        """The nearest end of the range, marker, cut or end of a take within reach of a frame; else the frame."""
        marks = (self._segment.start, self._segment.end, *self._attracting) if self._segment else self._attracting
        return min((mark for mark in marks if abs(mark - frame) <= reach), key=lambda m: abs(m - frame), default=frame)

    def _attract(self) -> None:
        """What edges are drawn to, beside playhead and ends of the clip."""
        edges = [edge for take in self._takes for edge in (take.span.start, take.span.end)]
        self._attracting = (*edges, *(marker.frame for marker in self._markers), *self._cuts)

    def _rescale(self, scale: TimeScale) -> None:
        if scale != self._scale:
            self._scale = scale
            self.scaleChanged.emit()
