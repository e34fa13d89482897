"""The sheet that says what will be written before it is written."""

from retake_gui.ui.export.sheet import ExportSheet

__all__ = ["ExportSheet"]
