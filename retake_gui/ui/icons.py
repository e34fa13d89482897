"""Icons: drawings from the icons folder in the colours of the theme, sharp at every scale, made when first shown.

A drawing is an SVG in ``currentColor``. Where one is missing the icon is empty and :func:`has_icon` says so, so that a
button shows its words instead.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from retake_gui import assets
from retake_gui.ui import theme


class _Drawing(QIconEngine):
    """Paints one SVG in the colour of the icon's state."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it in a rectangle."""
        renderer = _renderer(self._name, _tone(mode, state))
        if renderer is not None:
            renderer.render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Draw it at a size, for a screen of scale 1."""
        return _pixmap(self._name, size.width(), size.height(), _tone(mode, state))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Draw it at a size in logical pixels, for a screen of some scale: as many pixels as that screen has."""
        return _pixmap(self._name, size.width(), size.height(), _tone(mode, state), scale)

    def clone(self) -> QIconEngine:
        """Another one like it."""
        return _Drawing(self._name)


@cache
def icon(name: str) -> QIcon:
    """An icon by the name of its drawing; empty where there is none."""
    return QIcon(_Drawing(name)) if has_icon(name) else QIcon()


@cache
def has_icon(name: str) -> bool:
    """Whether there is a drawing of that name; looked up without opening any, since most are never shown."""
    return name in _names()


def paint_icon(painter: QPainter, name: str, centre: QPointF, side: float, colour: str) -> None:
    """Draw an icon somewhere in a painting."""
    renderer = _renderer(name, colour)
    if renderer is not None:
        renderer.render(painter, QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side))


def _tone(mode: QIcon.Mode, state: QIcon.State) -> str:
    if mode is QIcon.Mode.Disabled:
        return theme.FADED
    return theme.ACCENT_BRIGHT if state is QIcon.State.On else theme.TEXT


@cache
def _names() -> frozenset[str]:
    return frozenset(assets.icon_names())


@cache
def _source(name: str) -> str | None:
    return assets.resource("icons", f"{name}.svg").read_text(encoding="utf-8") if has_icon(name) else None


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer | None:
    source = _source(name)
    if source is None:
        return None
    return QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))


@cache
def _pixmap(name: str, width: int, height: int, colour: str, scale: float = 1.0) -> QPixmap:
    pixmap = QPixmap(round(width * scale), round(height * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = _renderer(name, colour)
    if renderer is not None:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, width, height))
        painter.end()
    return pixmap
