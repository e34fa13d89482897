"""The two panes beside or over each other, and the hands on them: zoom, pan and the wipe's line."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from retake_gui.domain.compare import CompareMode, Side
from retake_gui.ui.viewer.pane import PicturePane, wipe_line
from retake_gui.ui.viewer.pictures import Canvas
from retake_gui.ui.viewer.view import FIT, View
from retake_gui.viewmodels.frames import Pair
from retake_gui.viewmodels.player import PlayerModel

_GAP = 4
_REACH = 9
_NOTCH = 120
_PER_NOTCH = 1.2
_SETTLE_MS = 120


class Board(QWidget):
    """Shows the player's pictures.

    Signals:
        viewChanged: Zoomed or moved (``View``).
    """

    viewChanged = Signal(object)

    def __init__(self, player: PlayerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._view = FIT
        self._panning = False
        self._wiping = False
        self._last = QPointF()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.source = PicturePane("viewerSource", self.tr("Source"), clips=False, parent=self)
        self.take = PicturePane("viewerTake", self.tr("Take"), clips=True, parent=self)
        for pane in (self.source, self.take):
            pane.setMouseTracking(True)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._ask_for_size)
        player.framesReady.connect(self._show)
        player.compareChanged.connect(self._arrange)
        player.takeChanged.connect(self._name_take)
        player.clipChanged.connect(self._begin)
        self._begin()

    @property
    def view(self) -> View:
        """Zoom and place."""
        return self._view

    @property
    def scale(self) -> float:
        """Device pixels for each pixel of the picture."""
        pane = self._front()
        return self._view.scale_in(QSizeF(pane.size()), self._natural()) * self.devicePixelRatioF()

    @property
    def fitted(self) -> bool:
        """Whether all of the picture is in view, however large."""
        return self._view == FIT

    def fit(self) -> None:
        """All of the picture."""
        self._look(FIT)

    def actual_size(self) -> None:
        """One pixel of the picture on one of the screen."""
        self._look(self._view.at_scale(1 / self.devicePixelRatioF()))

    def zoom(self, factor: float) -> None:
        """Closer or farther, around the middle."""
        pane = self._front()
        self._zoom(factor, QPointF(pane.rect().center()), pane)

    # What is shown

    def _begin(self) -> None:
        self._view = FIT
        for pane in (self.source, self.take):
            pane.set_canvas(None)
            pane.set_natural_size(self._natural())
            pane.set_view(FIT)
        self._name_take()
        self._arrange()

    def _show(self, pair: Pair) -> None:
        source = Canvas(pair.source)
        take = Canvas(pair.take) if pair.take is not None else None
        self.source.set_canvas(source)
        self.take.set_canvas(take, source)

    def _name_take(self) -> None:
        take = self._player.take
        self.take.set_label(take.title if take else self.tr("Take"), self.tr("DRAFT") if take and take.is_draft else "")
        if take is None:
            self.take.set_canvas(None)

    def _arrange(self) -> None:
        state = self._player.compare
        mode, whole = state.mode, self.rect()
        shows_source = mode in (CompareMode.SOURCE, CompareMode.SIDE_BY_SIDE, CompareMode.WIPE)
        flipped_to_source = mode is CompareMode.FLIP and state.shown is Side.SOURCE
        self.source.setVisible(shows_source or flipped_to_source)
        self.take.setVisible(not (mode is CompareMode.SOURCE or flipped_to_source))
        if mode is CompareMode.SIDE_BY_SIDE:
            half = (whole.width() - _GAP) // 2
            self.source.setGeometry(QRect(0, 0, half, whole.height()))
            self.take.setGeometry(QRect(whole.width() - half, 0, half, whole.height()))
        else:
            self.source.setGeometry(whole)
            self.take.setGeometry(whole)
        for pane in (self.source, self.take):
            pane.set_compare(state)
        self.take.raise_()
        self._settle_soon()
        self.viewChanged.emit(self._view)

    def _settle_soon(self) -> None:
        """Ask for another size once the hand rests."""
        if self.isVisible():
            self._settle.start()

    def _ask_for_size(self) -> None:
        natural, ratio = self._natural(), self.devicePixelRatioF()
        if natural.isEmpty():
            return
        scale = min(1.0, self._view.scale_in(QSizeF(self._front().size()), natural) * ratio)
        self._player.set_view_size(round(natural.width() * scale), round(natural.height() * scale))

    def _natural(self) -> QSizeF:
        clip = self._player.clip
        return QSizeF() if clip is None else QSizeF(clip.width, clip.height)

    def _front(self) -> PicturePane:
        return self.source if self.source.isVisibleTo(self) else self.take

    def _look(self, view: View) -> None:
        if view == self._view:
            return
        self._view = view
        for pane in (self.source, self.take):
            pane.set_view(view)
        self._settle_soon()
        self.viewChanged.emit(view)

    # Hands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panes share the new size."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Pictures are wanted in the size that is shown."""
        super().showEvent(event)
        self._settle.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """None are wanted."""
        super().hideEvent(event)
        self._settle.stop()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        notches = (event.angleDelta().y() or event.angleDelta().x()) / _NOTCH
        pane, at = self._pane_at(event.position())
        if notches and not self._natural().isEmpty():
            self._zoom(_PER_NOTCH**notches, at, pane)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the wipe's line, or the picture."""
        self._last = event.position()
        if event.button() is Qt.MouseButton.LeftButton and self._on_line(event.position()):
            self._wiping = True
        elif event.button() is Qt.MouseButton.MiddleButton or (
            event.button() is Qt.MouseButton.LeftButton and self._view != FIT
        ):
            self._panning = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was taken."""
        if self._wiping:
            self._wipe_to(event.position())
        elif self._panning:
            pane = self._front()
            self._look(self._view.moved(event.position() - self._last, QSizeF(pane.size()), self._natural()))
        else:
            self._point(event.position())
        self._last = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._wiping = self._panning = False
        self._point(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Turn the wipe on its line; elsewhere change between fitted and actual size."""
        if self._on_line(event.position()):
            self._player.turn_wipe()
        elif self._view == FIT and not self._natural().isEmpty():
            pane, at = self._pane_at(event.position())
            fitted = self._view.scale_in(QSizeF(pane.size()), self._natural())
            self._zoom(1 / self.devicePixelRatioF() / fitted, at, pane)
        else:
            self.fit()

    def _zoom(self, factor: float, at: QPointF, pane: PicturePane) -> None:
        self._look(self._view.zoomed(factor, at, QSizeF(pane.size()), self._natural()))

    def _pane_at(self, position: QPointF) -> tuple[PicturePane, QPointF]:
        for pane in (self.take, self.source):
            if pane.isVisible() and pane.geometry().contains(position.toPoint()):
                return pane, position - QPointF(pane.pos())
        front = self._front()
        return front, QPointF(front.rect().center())

    def _on_line(self, position: QPointF) -> bool:
        state = self._player.compare
        if state.mode is not CompareMode.WIPE:
            return False
        along = position.x() if state.wipe_vertical else position.y()
        return abs(along - wipe_line(state, self.take.area)) <= _REACH

    def _wipe_to(self, position: QPointF) -> None:
        area = self.take.area
        state = self._player.compare
        if state.wipe_vertical:
            part = (position.x() - area.left()) / area.width()
        else:
            part = (position.y() - area.top()) / area.height()
        self._player.set_compare(replace(state, wipe=min(max(part, 0.0), 1.0)))

    def _point(self, position: QPointF) -> None:
        if self._on_line(position):
            vertical = self._player.compare.wipe_vertical
            self.setCursor(Qt.CursorShape.SplitHCursor if vertical else Qt.CursorShape.SplitVCursor)
        elif self._view != FIT:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
