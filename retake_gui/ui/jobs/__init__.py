"""The jobs: what each is doing, how far it is, and what can be done about it."""

from retake_gui.ui.jobs.panel import JobPanel

__all__ = ["JobPanel"]
