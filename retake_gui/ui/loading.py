"""What only the first job, the first take or the first export needs: loaded before a hand waits for it."""

from importlib import import_module

_MODULES = ("engine.process", "media.glimpse", "media.lamps", "media.sound_lamps", "ui.export.sheet")
_CLASSES = ("QStyle",)


def load_rest() -> None:
    """Import it; called on a thread, once the window can be worked with.

    PySide makes a class and its hundreds of names when it is first asked for: of a style that is when a row is painted.
    """
    for name in _MODULES:
        import_module(f"retake_gui.{name}")
    for widget_class in _CLASSES:
        getattr(import_module("PySide6.QtWidgets"), widget_class)
