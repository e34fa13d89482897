"""What is on a widget, by colour."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget


def colours(widget: QWidget) -> set[tuple[int, int, int]]:
    """Colours (blue, green, red) at many places of a widget's painting."""
    image = widget.grab().toImage()
    found = set()
    for x in range(0, image.width(), 5):
        for y in range(40, image.height(), 9):
            tone = QColor(image.pixel(x, y))
            found.add((tone.blue(), tone.green(), tone.red()))
    return found
