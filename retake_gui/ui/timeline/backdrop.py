"""What lies still under the range and the playhead: ruler, filmstrip and waveform.

It is painted into a pixmap once and again only when zoom, place, size or media change, so that a moving playhead costs
a blit.
"""

import functools
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPixmap, qRgba
from PySide6.QtWidgets import QWidget

from retake_gui.domain.timebase import TimeDisplay, show
from retake_gui.ui import theme
from retake_gui.ui.timeline.lanes import MARGIN, Lanes
from retake_gui.viewmodels.time_scale import TimeScale, ticks

PicturesOf = Callable[[Sequence[int]], Sequence[QImage | None]]
"""Small pictures of frames, as far as there are any."""
WaveAt = Callable[[float, float, int, int], bytes | None]
"""The sound between two moments drawn into so many columns and rows: a pixel is up to 127 outline, up to 255 body too;
``None`` while unknown."""

_LABEL_SPACE = 22


class Backdrop:
    """Paints the still part, and keeps the painting."""

    def __init__(self) -> None:
        self.pictures_of: PicturesOf | None = None
        self.wave_at: WaveAt | None = None
        self._kept: QPixmap | None = None
        self._key: object = None

    def forget(self) -> None:
        """Paint anew next time."""
        self._kept = None

    def pixmap(self, widget: QWidget, scale: TimeScale, lanes: Lanes, display: TimeDisplay) -> QPixmap:
        """The painting for a view."""
        ratio = widget.devicePixelRatioF()
        key = (scale, lanes, display, ratio, widget.size())
        if self._kept is None or key != self._key:
            made = QPixmap(widget.size() * ratio)
            made.setDevicePixelRatio(ratio)
            made.fill(theme.colour(theme.GROUND))
            painter = QPainter(made)
            painter.setFont(ruler_font(widget))
            paint_ruler(painter, scale, lanes.ruler, display)
            self._paint_strip(painter, scale, lanes.strip)
            self._paint_wave(painter, scale, lanes.wave)
            painter.end()
            self._kept, self._key = made, key
        return self._kept

    def _paint_strip(self, painter: QPainter, scale: TimeScale, lane: QRect) -> None:
        painter.fillRect(lane, theme.colour(theme.PICTURE))
        painter.setClipRect(lane)
        clip = scale.clip
        tile = max(8.0, lane.height() * clip.width / max(1, clip.height))
        step = tile * scale.per_pixel
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        index = int(max(0.0, scale.left) // step)
        places: list[float] = []
        while (x := scale.x_of_time(index * step)) < scale.width and index * step < float(clip.duration):
            places.append(x)
            index += 1
        frames = [scale.frame_at(x + 0.5) for x in places]
        pictures = self.pictures_of(frames) if self.pictures_of is not None else [None] * len(frames)
        painter.setPen(QPen(theme.colour(theme.PANEL), 1))
        for x, picture in zip(places, pictures, strict=True):
            target = QRectF(lane.left() + x, lane.top(), tile, lane.height())
            if picture is not None:
                painter.drawImage(target, picture)
            else:
                painter.drawLine(target.topRight(), target.bottomRight())
        painter.setClipping(False)

    def _paint_wave(self, painter: QPainter, scale: TimeScale, lane: QRect) -> None:
        end = min(float(lane.width()), scale.x_of(scale.clip.frames))
        painter.fillRect(lane, theme.colour(theme.FIELD))
        if not scale.clip.sound:
            painter.setPen(theme.colour(theme.MUTED))
            words = painter.fontMetrics().elidedText(_no_sound(), Qt.TextElideMode.ElideRight, lane.width() - 12)
            painter.drawText(lane.adjusted(6, 0, -6, 0), Qt.AlignmentFlag.AlignCenter, words)
            return
        middle = lane.center().y() + 0.5
        painter.setPen(QPen(theme.colour(theme.LINE), 1))
        painter.drawLine(QLineF(lane.left(), middle, lane.left() + end, middle))
        area = QRect(lane.left(), lane.top(), max(1, round(end)), lane.height())
        ratio = painter.device().devicePixelRatioF()
        width, height = round(area.width() * ratio), round(area.height() * ratio)
        found = self.wave_at(scale.left, scale.time_at(end), width, height) if self.wave_at is not None else None
        if found is not None:
            drawing = QImage(found, width, height, width, QImage.Format.Format_Indexed8)
            drawing.setColorTable(_wave_colours())
            painter.drawImage(area, drawing)


@functools.cache
def _wave_colours() -> list[int]:
    """The waveform's colours: up to 127 the outline, from nothing on, then on to the body inside it."""
    outline, body = theme.colour(theme.WAVE), theme.colour(theme.WAVE_BODY)
    fading = [qRgba(outline.red(), outline.green(), outline.blue(), covered * 255 // 127) for covered in range(128)]
    return fading + [_between(outline, body, covered / 128) for covered in range(1, 129)]


def _between(one: QColor, other: QColor, part: float) -> int:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    red, green, blue = (round(first + (second - first) * part) for first, second in pairs)
    return qRgba(red, green, blue, 255)


def paint_ruler(painter: QPainter, scale: TimeScale, lane: QRect, display: TimeDisplay) -> None:
    """Marks and numbers, as dense as there is room for."""
    painter.fillRect(lane, theme.colour(theme.PANEL))
    metrics = QFontMetricsF(painter.font())
    clip = scale.clip
    widest = metrics.horizontalAdvance(show(max(0, clip.frames - 1), clip.rate, display))
    bottom, base = lane.bottom() + 0.5, lane.top() + metrics.ascent() + 3
    marks = ticks(scale, widest + _LABEL_SPACE)
    for is_major, height, colour in ((False, 5, theme.EDGE), (True, 9, theme.MUTED)):
        places = [round(MARGIN + tick.x) + 0.5 for tick in marks if tick.major is is_major]
        painter.setPen(QPen(theme.colour(colour), 1))
        if places:
            painter.drawLines([QLineF(x, bottom - height, x, bottom) for x in places])
    for tick in marks:
        x = round(MARGIN + tick.x) + 0.5
        if tick.major and tick.frame < clip.frames and x + 4 + widest <= lane.right():
            painter.drawText(QPointF(x + 4, base), show(tick.frame, clip.rate, display))


def ruler_font(widget: QWidget) -> QFont:
    """The ruler's font."""
    return theme.number_font(widget.font(), 0.86)


def _no_sound() -> str:
    return QCoreApplication.translate("Timeline", "This clip has no sound")
