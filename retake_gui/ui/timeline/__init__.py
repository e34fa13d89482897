"""The timeline: ruler, filmstrip, waveform, the selected range and the playhead."""

from retake_gui.ui.timeline.timeline import TimelineWidget

__all__ = ["TimelineWidget"]
