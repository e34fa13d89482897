"""Start and length of the range as fields; they follow the timeline, and the timeline follows them."""

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import Request
from retake_gui.domain.span import Span
from retake_gui.domain.timebase import TimeDisplay, parse_time, show
from retake_gui.ui import theme
from retake_gui.ui.prompt.time_field import TimeField
from retake_gui.viewmodels.document import DocumentModel

_ANY_RATE = Fraction(24)
_FRAME = 22
"""Pixels of a field beside its text."""


class RangeFields(QWidget):
    """Where the range starts, and how long it is.

    Signals:
        refused: What was typed is no time (a sentence), or empty.
        done: A time was typed, and Return ended it.
    """

    refused = Signal(str)
    done = Signal()

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._display = TimeDisplay.TIMECODE
        self.start = TimeField("startField", self.tr("Start of the range"), self._read_start, self)
        self.length = TimeField("durationField", self.tr("Length of the range"), self._read_length, self)
        for field, longest in ((self.start, "00:00:00:00"), (self.length, "00.000s")):
            field.setMinimumWidth(field.fontMetrics().horizontalAdvance(longest) + _FRAME)
        self._also = QLabel(self)
        theme.set_role(self._also, "hint")
        self._also.setMinimumWidth(self.fontMetrics().horizontalAdvance("00.00 s 0000f"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for title, field, share in ((self.tr("Start"), self.start, 4), (self.tr("Length"), self.length, 3)):
            label = QLabel(title, self)
            label.setBuddy(field)
            theme.set_role(label, "hint")
            layout.addWidget(label)
            layout.addWidget(field, share)
        layout.addWidget(self._also)
        self.start.edited.connect(self._move)
        self.length.edited.connect(self._resize)
        for field in (self.start, self.length):
            field.refused.connect(self.refused)
            field.done.connect(self.done)
        document.segmentChanged.connect(self._show)
        document.clipChanged.connect(self._show)
        self._show()

    def set_display(self, display: TimeDisplay) -> None:
        """Write times in another unit."""
        self._display = display
        self._show()

    def _show(self) -> None:
        clip, segment, remote = self._document.clip, self._document.segment, self._document.remote_request
        for field in (self.start, self.length):
            field.setEnabled(clip is not None or remote is not None)
        if remote is not None:
            self.start.show_time(remote.start, f"{remote.start}s")
            self.length.show_time(remote.duration, f"{remote.duration}s")
            self._also.setText(self.tr("whole s"))
            return
        if clip is None or not segment:
            self.start.show_time(0, "")
            self.length.show_time(0, "")
            self._also.setText("")
            return
        seconds = float(clip.span_seconds(segment))
        self.start.show_time(segment.start, show(segment.start, clip.rate, self._display))
        shown_as_seconds = self._display is not TimeDisplay.FRAMES
        self.length.show_time(len(segment), f"{seconds:.3f}s" if shown_as_seconds else f"{len(segment)}f")
        self._also.setText(f"{len(segment)} f" if shown_as_seconds else f"{seconds:.2f} s")

    def _read_whole(self, parameter: str, text: str) -> int:
        when = parse_time(text, _ANY_RATE)
        if isinstance(when, int) or when.denominator != 1:
            raise SettingRefused(
                parameter, f"“{text}” is not a whole number of seconds.", do="Only the service has seen this clip."
            )
        return when.numerator

    def _read_start(self, text: str) -> int:
        clip = self._document.clip
        if self._document.remote_request is not None:
            return self._read_whole("startTime", text)
        if clip is None:
            raise SettingRefused("startTime", self.tr("No clip is open."))
        return clip.frame_for(parse_time(text, clip.rate))

    def _read_length(self, text: str) -> int:
        clip = self._document.clip
        if self._document.remote_request is not None:
            return self._read_whole("duration", text)
        if clip is None:
            raise SettingRefused("duration", self.tr("No clip is open."))
        when = parse_time(text, clip.rate)
        if isinstance(when, int):
            return when
        start = self._document.segment.start
        return clip.frame_for(clip.time_of(start) + when) - start

    def _move(self, frame: int, merge: str) -> None:
        clip, segment, remote = self._document.clip, self._document.segment, self._document.remote_request
        if remote is not None:
            self._document.edit_remote(Request(max(0, frame), remote.duration), self.tr("Move the range"), merge)
            self._show()
            return
        if clip is None:
            return
        length = max(1, len(segment))
        start = min(max(0, frame), clip.frames - 1)
        self._document.edit_segment(Span(start, start + length), self.tr("Move the range"), merge)
        self._show()

    def _resize(self, frames: int, merge: str) -> None:
        clip, segment, remote = self._document.clip, self._document.segment, self._document.remote_request
        if remote is not None:
            words = self.tr("Change the range's length")
            self._document.edit_remote(Request(remote.start, max(1, frames)), words, merge)
            self._show()
            return
        if clip is None:
            return
        end = min(clip.frames, segment.start + max(1, frames))
        self._document.edit_segment(Span(segment.start, end), self.tr("Change the range's length"), merge)
        self._show()
