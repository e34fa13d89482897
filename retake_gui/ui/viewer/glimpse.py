"""The first picture of a clip that is still being measured."""

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from retake_gui.ui import theme
from retake_gui.ui.viewer.pictures import Canvas
from retake_gui.ui.viewer.view import FIT
from retake_gui.viewmodels.frames import Picture


class Glimpse(QWidget):
    """Paints one picture, fitted in."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("viewerGlimpse")
        self.setAccessibleName(self.tr("First picture"))
        self._canvas: Canvas | None = None

    def show_picture(self, picture: Picture | None) -> None:
        """Show another, or let go of it."""
        self._canvas = None if picture is None else Canvas(picture)
        self.update()

    @property
    def area(self) -> QRectF:
        """Where the picture lies."""
        if self._canvas is None:
            return QRectF()
        image = self._canvas.image
        return FIT.area(QSizeF(self.size()), QSizeF(image.width(), image.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blit it."""
        with QPainter(self) as painter:
            theme.fill(painter, event.rect(), theme.PICTURE)
            if self._canvas is not None:
                self._canvas.draw(painter, self.area, self.devicePixelRatioF())
