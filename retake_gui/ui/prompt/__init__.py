"""Everything that is asked for: range, mode, prompt, the rarer settings, and the price of it."""

from retake_gui.ui.prompt.panel import RetakePanel

__all__ = ["RetakePanel"]
