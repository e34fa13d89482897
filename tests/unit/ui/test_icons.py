import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from retake_gui.ui import theme
from retake_gui.ui.icons import icon


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_an_icon_has_as_many_pixels_as_the_screen(qapp: object, scale: float) -> None:
    pixmap = icon("play").pixmap(QSize(16, 16), scale)
    assert pixmap.size() == QSize(round(16 * scale), round(16 * scale))
    assert pixmap.devicePixelRatio() == scale
    image = pixmap.toImage()
    drawn = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 250 and image.pixelColor(x, y).rgb() == QColor(theme.TEXT).rgb()
    ]
    assert drawn
    middle, side = sum(x for x, _ in drawn) / len(drawn), image.width()
    assert side * 0.3 < middle < side * 0.7, "it fills the pixmap, and not a corner of it"
