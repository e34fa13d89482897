"""Preferences: the service and its key, the queue, and where state lies."""

from retake_gui.ui.preferences.dialog import PreferencesDialog

__all__ = ["PreferencesDialog"]
