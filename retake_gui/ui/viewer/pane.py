"""A pane shows one side: its picture, and a label that says which it is."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from retake_gui.domain.compare import CompareMode, CompareState
from retake_gui.ui import theme
from retake_gui.ui.viewer.pictures import Canvas, aligned, difference, heat_map
from retake_gui.ui.viewer.veil import Veil, blurred
from retake_gui.ui.viewer.view import FIT, View

_CHIP = 22
_GAP = 8


class PicturePane(QWidget):
    """Paints what it is told; hands are the board's business.

    Args:
        object_name: ``viewerSource`` or ``viewerTake``.
        label: What the side is called.
        clips: Whether it lies over the other pane and leaves it free in a wipe.

    Signals:
        unveilWanted: What is blurred is to be shown.
    """

    unveilWanted = Signal()

    def __init__(self, object_name: str, label: str, *, clips: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._label = label
        self._badge = ""
        self._note = ""
        self._marked = False
        self._probe: QPointF | None = None
        self._clips = clips
        self._canvas: Canvas | None = None
        self._other: Canvas | None = None
        self._difference: tuple[object, QImage] | None = None
        self._natural = QSizeF()
        self._view = FIT
        self._compare = CompareState()
        self._veil: Veil | None = None
        self._describe()

    @property
    def label(self) -> str:
        """What the side is called."""
        return self._label

    @property
    def number(self) -> int | None:
        """Which frame is shown, or ``None``."""
        return None if self._canvas is None else self._canvas.picture.number

    def set_label(self, label: str, badge: str = "") -> None:
        """Call the side something else; a badge follows the label."""
        self._label, self._badge = label, badge
        self._describe()
        self.update()

    def say_held(self, shown: int, number: int, nudge: int, *, eased: bool = False) -> None:
        """A side that has ended holds its last picture, one that has not begun its first; a shift is told too.

        So is it that proxies are played in place of full pictures.
        """
        shift = self.tr("{0} f").format(f"{nudge:+d}") if nudge else ""
        held = self.tr("holds frame {0}").format(shown) if shown != number + nudge else ""
        proxy = self.tr("proxy") if eased else ""
        self.set_note(", ".join(word for word in (shift, held, proxy) if word))

    def set_note(self, note: str) -> None:
        """Say something about the picture that is shown, after the label: that it holds, or is shifted."""
        if note != self._note:
            self._note = note
            self._describe()
            self.update()

    def set_marked(self, *, marked: bool) -> None:
        """Draw a frame around the pane: it is the one that is meant."""
        if marked is not self._marked:
            self._marked = marked
            self.update()

    def set_veiled(self, *, veiled: bool) -> None:
        """Blur the picture, with a button to show it."""
        if veiled and self._veil is None:
            self._veil = Veil(self)
            self._veil.unveilWanted.connect(self.unveilWanted)
        if self._veil is not None and self._veil.isHidden() is veiled:
            self._veil.setVisible(veiled)
            self.update()

    @property
    def veiled(self) -> bool:
        """Whether the picture is blurred."""
        return self._veil is not None and not self._veil.isHidden()

    def set_probe(self, part: QPointF | None) -> None:
        """Point at a part of the picture's width and height, or at nothing."""
        if part != self._probe:
            self._probe = part
            self.update()

    @property
    def canvas(self) -> Canvas | None:
        """The picture that is shown."""
        return self._canvas

    def set_natural_size(self, size: QSizeF) -> None:
        """How large the clip's picture is."""
        self._natural = size
        self.update()

    def set_view(self, view: View) -> None:
        """Zoom and place."""
        self._view = view
        self.update()

    def set_compare(self, state: CompareState) -> None:
        """How the two sides share the place."""
        self._compare = state
        self.update()

    def set_canvas(self, own: Canvas | None, other: Canvas | None = None) -> None:
        """Show other pictures; the other side's is needed for a difference only."""
        self._canvas, self._other = own, other
        self.update()

    @property
    def area(self) -> QRectF:
        """Where the picture lies, in the pane's pixels."""
        return self._view.area(QSizeF(self.size()), self._natural)

    @property
    def _wipes(self) -> bool:
        """Whether it lies over the other side, up to the line."""
        return self._clips and self._compare.mode is CompareMode.WIPE

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blit, and write the label over it."""
        with QPainter(self) as painter:
            if self._wipes:
                painter.setClipRect(self._own_part())
            else:
                painter.fillRect(event.rect(), theme.colour(theme.PICTURE))
            if self._canvas is not None and not self._natural.isEmpty():
                self._paint_picture(painter, self._canvas)
            self._paint_probe(painter)
            self._paint_chip(painter)
            if self._marked:
                painter.setPen(QPen(theme.colour(theme.TEXT), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            if self._wipes:
                painter.setClipping(False)
                self._paint_line(painter)

    def _paint_picture(self, painter: QPainter, canvas: Canvas) -> None:
        area, ratio = self.area, self.devicePixelRatioF()
        if self.veiled:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, blurred(canvas.image))
            return
        if self._compare.mode is CompareMode.DIFFERENCE and self._other is not None:
            painter.save()
            painter.scale(1 / ratio, 1 / ratio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(aligned(area, ratio), self._differing(canvas, self._other))
            painter.restore()
        else:
            canvas.draw(painter, area, ratio)

    def _differing(self, one: Canvas, other: Canvas) -> QImage:
        key = (id(one), id(other), self._compare.gain, self._compare.heat)
        if self._difference is None or self._difference[0] != key:
            made = difference(one.image, other.image, self._compare.gain)
            self._difference = (key, heat_map(made) if self._compare.heat else made)
        return self._difference[1]

    def _paint_probe(self, painter: QPainter) -> None:
        """A cross at the inspected place, the same on every pane."""
        if self._probe is None or self._canvas is None:
            return
        area = self.area
        at = QPointF(area.left() + self._probe.x() * area.width(), area.top() + self._probe.y() * area.height())
        for tone, width in ((theme.colour("#000000", 0.7), 3), (theme.colour(theme.TEXT), 1)):
            painter.setPen(QPen(tone, width))
            for near, far in ((-9, -3), (3, 9)):
                painter.drawLine(QPointF(at.x() + near, at.y()), QPointF(at.x() + far, at.y()))
                painter.drawLine(QPointF(at.x(), at.y() + near), QPointF(at.x(), at.y() + far))

    def _paint_chip(self, painter: QPainter) -> None:
        words = [self._text()] if self._text() else []
        metrics = painter.fontMetrics()
        badge = metrics.horizontalAdvance(self._badge) + 12 if self._badge else 0
        room = self.width() - 2 * _GAP - badge - 16
        label = metrics.elidedText(words[0], Qt.TextElideMode.ElideRight, max(20, room)) if words else ""
        width = metrics.horizontalAdvance(label) + 16 + (badge + 4 if badge else 0)
        # Under a wipe the label keeps to the corner that the line uncovers first.
        below = self._wipes and not self._compare.wipe_vertical
        left = self.width() - width - _GAP if self._wipes else _GAP
        box = QRectF(left, self.height() - _CHIP - _GAP if below else _GAP, width, _CHIP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("#000000", 0.72))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(box.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
        if badge:
            mark = QRectF(box.right() - badge - 3, box.top() + 3, badge, _CHIP - 6)
            painter.setPen(QPen(theme.colour(theme.ACCENT), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(mark.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(theme.colour(theme.ACCENT_BRIGHT))
            painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, self._badge)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _text(self) -> str:
        if self._compare.mode is CompareMode.DIFFERENCE:
            return self.tr("Difference ×{0} to {1}").format(self._compare.gain, self._noted())
        return self._noted()

    def _noted(self) -> str:
        return f"{self._label} · {self._note}" if self._note else self._label

    def _own_part(self) -> QRectF:
        """What of the pane the wipe leaves to this side: right of, or under, the line."""
        line, area = wipe_line(self._compare, self.area), QRectF(self.rect())
        if self._compare.wipe_vertical:
            return QRectF(line, 0, max(0.0, area.width() - line), area.height())
        return QRectF(0, line, area.width(), max(0.0, area.height() - line))

    def _paint_line(self, painter: QPainter) -> None:
        line = wipe_line(self._compare, self.area)
        area = self.area.intersected(QRectF(self.rect()))
        if self._compare.wipe_vertical:
            ends = (QPointF(line, area.top()), QPointF(line, area.bottom()))
            grip = QPointF(line, area.center().y())
        else:
            ends = (QPointF(area.left(), line), QPointF(area.right(), line))
            grip = QPointF(area.center().x(), line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tone, width in ((theme.colour("#000000", 0.6), 3), (theme.colour(theme.PLAYHEAD), 1)):
            painter.setPen(QPen(tone, width))
            painter.drawLine(*ends)
        painter.setBrush(theme.colour("#000000", 0.7))
        painter.setPen(QPen(theme.colour(theme.PLAYHEAD), 1.5))
        painter.drawEllipse(grip, 9, 9)
        turned = 0 if self._compare.wipe_vertical else 90
        painter.translate(grip)
        painter.rotate(turned)
        for side in (-1, 1):
            painter.drawPolyline([QPointF(side * 2.5, -3.5), QPointF(side * 5.5, 0), QPointF(side * 2.5, 3.5)])
        painter.resetTransform()

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Picture: {0}").format(f"{self._noted()} {self._badge}".strip()))


def wipe_line(state: CompareState, area: QRectF) -> float:
    """Where the wipe's line lies in a pane whose picture covers ``area``: it goes with the picture."""
    if state.wipe_vertical:
        return area.left() + state.wipe * area.width()
    return area.top() + state.wipe * area.height()
