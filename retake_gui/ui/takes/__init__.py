"""The takes of the clip: choose one to compare, rate it, read what was found, export it."""

from retake_gui.ui.takes.panel import TakePanel

__all__ = ["TakePanel"]
