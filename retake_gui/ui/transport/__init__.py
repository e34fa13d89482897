"""Buttons under the viewer: play, step, loop, compare, hear, volume and time."""

from retake_gui.ui.transport.bar import TransportBar

__all__ = ["TransportBar"]
