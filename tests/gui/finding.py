"""Widgets by their name, as other programs find them."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

_W = TypeVar("_W", bound=QWidget)


def child(parent: QWidget, kind: type[_W], name: str) -> _W:
    """The widget of that kind and name; its absence fails the test."""
    found = parent.findChild(kind, name)
    assert isinstance(found, kind), f"there is no {kind.__name__} called {name}"
    return found
