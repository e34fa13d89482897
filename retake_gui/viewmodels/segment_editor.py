"""Changing the selected range by hand and by key: every way ends as a wish to the document's owner."""

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from retake_gui.domain.service import DRAFT, Service
from retake_gui.domain.span import NOTHING, Span
from retake_gui.viewmodels.segment_drag import FREE, Grip, SegmentDrag, Snapping, snap_marks, whole_seconds_after

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip

_HERE_SECONDS = 3
_WORDS = {
    Grip.START: "Move the range's start",
    Grip.END: "Move the range's end",
    Grip.BODY: "Move the range",
    Grip.NEW: "Select a range",
}


class SegmentEditor(QObject):
    """Turns drags, nudges and marks into wishes for another range.

    It never changes the range itself: it is told (:meth:`set_segment`) what became of a wish.

    Signals:
        segmentChanged: The range moved (``Span``).
        snappingChanged: Snapping was switched.
        segmentEdited: The user wants another range: ``Span``, a key by which edits merge, whether the hand let go.
        dragEnded: The hand let go.
    """

    segmentChanged = Signal(object)
    snappingChanged = Signal(bool)
    segmentEdited = Signal(object, str, bool)
    dragEnded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clip: Clip | None = None
        self._segment = NOTHING
        self._service = DRAFT
        self._attracting: tuple[int, ...] = ()
        self._snapping = True
        self._drag: SegmentDrag | None = None
        self._drag_key = ""
        self._whole_seconds = False
        self._counter = itertools.count(1)

    @property
    def clip(self) -> "Clip | None":
        """The open clip."""
        return self._clip

    @property
    def segment(self) -> Span:
        """The selected frames, empty when there are none."""
        return self._segment

    @property
    def service(self) -> Service:
        """Whose limits apply."""
        return self._service

    @property
    def snapping(self) -> bool:
        """Whether edges are drawn to marks and whole seconds."""
        return self._snapping

    @property
    def dragging(self) -> Grip | None:
        """What the hand has hold of."""
        return None if self._drag is None else self._drag.grip

    @property
    def takes_whole_seconds(self) -> bool:
        """Whether the end under the hand goes to whole seconds, because nothing else attracts it and it is not free."""
        return self._drag is not None and self._whole_seconds

    def set_segment(self, segment: Span) -> None:
        """The document's range is this one now."""
        if segment != self._segment:
            self._segment = segment
            self.segmentChanged.emit(segment)

    def set_snapping(self, snapping: bool) -> None:
        """Switch snapping."""
        if snapping != self._snapping:
            self._snapping = snapping
            self.snappingChanged.emit(snapping)

    def begin_drag(self, grip: Grip, edge: int) -> None:
        """A hand takes hold at a border between frames."""
        if self._clip is not None:
            self._whole_seconds = False
            self._drag = SegmentDrag(self._clip, self._service, self._segment, grip, edge)
            self._drag_key = f"{grip}:{next(self._counter)}"

    def drag_to(self, edge: int, playhead: int, reach: int, *, free: bool = False) -> None:
        """The hand is over another border.

        Args:
            edge: The border.
            playhead: A mark that attracts.
            reach: How far attraction goes, in frames.
            free: Whether nothing attracts for now.
        """
        if self._drag is None or self._clip is None:
            return
        snapping = FREE
        if self._snapping and not free:
            snapping = Snapping(snap_marks(self._clip, playhead, self._attracting), reach)
        self._whole_seconds = self._drag.takes_whole_seconds(edge, snapping)
        self._ask(self._drag.moved(edge, snapping), self._drag_key, finished=False)

    def end_drag(self) -> None:
        """The hand lets go."""
        if self._drag is not None:
            moved = self._segment != self._drag.before
            self._drag = None
            if moved:
                self.segmentEdited.emit(self._segment, self._drag_key, True)  # noqa: FBT003 - a signal's arguments
            self.dragEnded.emit()

    def cancel_drag(self) -> None:
        """The hand regrets: back to where it began."""
        if self._drag is not None:
            before, self._drag = self._drag.before, None
            self._ask(before, self._drag_key, finished=True)
            self.dragEnded.emit()

    def nudge(self, grip: Grip, frames: int) -> None:
        """Move an end, or all of the range, by some frames; ends do not pass each other."""
        if self._clip is None or not self._segment:
            return
        span, count = self._segment, self._clip.frames
        if grip is Grip.START:
            moved = Span(min(max(0, span.start + frames), span.end - 1), span.end)
        elif grip is Grip.END:
            moved = Span(span.start, max(min(count, span.end + frames), span.start + 1))
        else:
            moved = span.shifted(frames).within(self._clip.whole)
        self._ask(moved, f"{grip}:nudge", finished=True)

    def place(self, grip: Grip, edge: int) -> None:
        """Put an end at a border exactly; the other end makes room if it has to."""
        if self._clip is None:
            return
        count, seconds = self._clip.frames, _HERE_SECONDS
        if grip is Grip.START:
            start = min(max(0, edge), count - 1)
            kept = self._segment.end if self._segment and self._segment.end > start else 0
            moved = Span(start, kept) if kept else whole_seconds_after(self._clip, start, seconds, self._service)
        else:
            end = min(max(1, edge), count)
            kept = self._segment.start if self._segment and self._segment.start < end else -1
            fallback = self._clip.frame_for(max(Fraction(0), self._clip.time_of(end) - seconds))
            moved = Span(kept if kept >= 0 else min(fallback, end - 1), end)
        self._ask(moved, "", finished=True)

    def mark_in(self, frame: int) -> None:
        """The range starts with a frame."""
        self.place(Grip.START, frame)

    def mark_out(self, frame: int) -> None:
        """The range ends with a frame: it is the last one in it."""
        self.place(Grip.END, frame + 1)

    def segment_here(self, frame: int) -> None:
        """Three seconds from a frame, or what is left of the clip."""
        if self._clip is not None:
            self._ask(whole_seconds_after(self._clip, frame, _HERE_SECONDS, self._service), "", finished=True)

    def clear_segment(self) -> None:
        """Select nothing."""
        self._ask(NOTHING, "", finished=True)

    def _ask(self, span: Span, key: str, *, finished: bool) -> None:
        if span != self._segment:
            self.segmentEdited.emit(span, key, finished)


def edit_words(span: Span, key: str) -> str:
    """What an edit is called on the undo stack, in the user's language."""
    if not span:
        return QCoreApplication.translate("TimelineModel", "Clear the range")
    grip = key.partition(":")[0]
    words = _WORDS[Grip(grip)] if grip else "Set the range"
    return QCoreApplication.translate("TimelineModel", words)
