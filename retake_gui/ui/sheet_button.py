"""A button of a sheet: with a name for scripts, words for everybody, and never pressed by Return in a field."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget


def sheet_button(parent: QWidget, name: str, words: str, act: Callable[[], object]) -> QPushButton:
    """Make one; pressed, it does what it says."""
    button = QPushButton(words, parent)
    button.setObjectName(name)
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: act())  # noqa: PLW0108 - not the flag
    return button
