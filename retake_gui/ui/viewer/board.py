"""The panes beside or over each other, and the hands on them: zoom, pan, the wipe's line, the choice in the grid."""

import itertools

from PySide6.QtCore import QEvent, QPointF, QRect, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from retake_gui.domain.compare import MOST_IN_GRID, CompareMode
from retake_gui.ui.viewer.arrangement import cells, shows_source, shows_take, side_by_side
from retake_gui.ui.viewer.inspection import Inspection
from retake_gui.ui.viewer.pane import PicturePane
from retake_gui.ui.viewer.pictures import Canvas
from retake_gui.ui.viewer.view import FIT, View
from retake_gui.ui.viewer.wipe_line import WipeLine
from retake_gui.viewmodels.compare_model import ShownTake
from retake_gui.viewmodels.frames import Pair
from retake_gui.viewmodels.player import PlayerModel

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
        self._last = QPointF()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.source = PicturePane("viewerSource", self.tr("Source"), clips=False, parent=self)
        self.take = PicturePane("viewerTake", self.tr("Take"), clips=True, parent=self)
        self.others = [
            PicturePane(f"viewerTake{number}", self.tr("Take"), clips=False, parent=self)
            for number in range(2, MOST_IN_GRID + 1)
        ]
        self._panes = (self.source, self.take, *self.others)
        self._wipe = WipeLine(player, self.take)
        for pane in self._panes:
            pane.setMouseTracking(True)
            pane.unveilWanted.connect(player.unveilWanted)
        self._inspection = Inspection(self._panes, self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._ask_for_size)
        player.framesReady.connect(self._show)
        player.compareChanged.connect(self._arrange)
        player.takeChanged.connect(self._name_takes)
        player.gridChanged.connect(self._name_takes)
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

    @property
    def inspecting(self) -> bool:
        """Whether values of pixels are shown under the pointer."""
        return self._inspection.on

    def set_inspecting(self, inspecting: bool) -> None:
        """Show values of pixels under the pointer, or not."""
        self._inspection.on = inspecting
        self._inspect()

    # What is shown

    def _begin(self) -> None:
        self._view = FIT
        self._inspection.leave()
        for pane in self._panes:
            pane.set_canvas(None)
            pane.set_natural_size(self._natural())
            pane.set_view(FIT)
        self._name_takes()

    def _show(self, pair: Pair) -> None:
        source = Canvas(pair.source)
        self.source.set_canvas(source)
        self.source.say_held(pair.source.number, pair.number, 0, eased=pair.eased)
        nudge = self._player.compare.nudge
        for pane, picture in itertools.zip_longest(self._panes[1:], (pair.take, *pair.others)):
            pane.set_canvas(None if picture is None else Canvas(picture), source)
            if picture is not None:
                pane.say_held(picture.number, pair.number, nudge, eased=pair.eased)
        self._inspect()

    def _name_takes(self) -> None:
        take = self._player.take
        named = [take, *(other for other in self._player.grid if other != take)]
        for pane, shown in itertools.zip_longest(self._panes[1:], named[: len(self._panes) - 1]):
            draft = self.tr("DRAFT") if shown is not None and shown.is_draft else ""
            pane.set_label(shown.title if shown is not None else self.tr("Take"), draft)
            pane.set_veiled(veiled=shown is not None and shown.veiled)
            if shown is None:
                pane.set_canvas(None)
        self._arrange()

    def _arrange(self) -> None:
        state, places = self._player.compare, self._places()
        for pane in self._panes:
            pane.set_compare(state)
            pane.set_marked(marked=state.mode is CompareMode.GRID and pane is self.take)
            pane.setGeometry(places.get(pane, self.rect()))
            # One that is hidden, if only for a moment, loses the mouse that drags on it.
            pane.setVisible(pane in places)
        self.take.raise_()
        self._inspect()
        self._settle_soon()
        self.viewChanged.emit(self._view)

    def _places(self) -> dict[PicturePane, QRect]:
        """Where each pane lies that is shown now."""
        state, whole = self._player.compare, self.rect()
        if state.mode is CompareMode.GRID:
            return dict(zip(panes := self._cells(), cells(whole, len(panes)), strict=True))
        if state.mode is CompareMode.SIDE_BY_SIDE:
            return dict(zip((self.source, self.take), side_by_side(whole), strict=True))
        shown = {self.source: shows_source(state, 1, MOST_IN_GRID), self.take: shows_take(state)}
        return {pane: whole for pane, is_shown in shown.items() if is_shown}

    def _cells(self) -> list[PicturePane]:
        """The grid's panes in order: the source where there is room, then the takes by number."""
        take, grid = self._player.take, self._player.grid
        others = iter(self.others)
        takes = [self.take if shown == take else next(others) for shown in grid] or [self.take]
        state = self._player.compare
        return [self.source, *takes] if shows_source(state, len(takes), MOST_IN_GRID) else takes

    def _key_of(self, pane: PicturePane) -> ShownTake | None:
        """Which take a pane of the grid shows."""
        if self._player.compare.mode is not CompareMode.GRID:
            return None
        panes = [one for one in self._cells() if one is not self.source]
        return dict(zip(panes, self._player.grid, strict=False)).get(pane)

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
        for pane in self._panes:
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
        """Take the wipe's line, or the picture; in the grid, choose a take."""
        self._last = event.position()
        self._choose(event)
        if event.button() is Qt.MouseButton.LeftButton and self._wipe.lies_under(event.position()):
            self._wipe.held = True
        elif event.button() is Qt.MouseButton.MiddleButton or (
            event.button() is Qt.MouseButton.LeftButton and self._view != FIT
        ):
            self._panning = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _choose(self, event: QMouseEvent) -> None:
        chosen = self._key_of(self._pane_at(event.position())[0])
        if event.button() is Qt.MouseButton.LeftButton and chosen is not None and chosen != self._player.take:
            self._player.takeWanted.emit(chosen.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was taken."""
        if self._wipe.held:
            self._wipe.drag(event.position())
        elif self._panning:
            pane = self._front()
            self._look(self._view.moved(event.position() - self._last, QSizeF(pane.size()), self._natural()))
        else:
            self._point(event.position())
        self._last = event.position()
        self._inspection.point(*self._pane_at(event.position()))
        self._inspect()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._inspection.leave()
        self._inspect()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._wipe.held = self._panning = False
        self._point(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Turn the wipe on its line; elsewhere change between fitted and actual size."""
        if self._wipe.lies_under(event.position()):
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
        for pane in (self.take, self.source, *self.others):
            if pane.isVisible() and pane.geometry().contains(position.toPoint()):
                return pane, position - QPointF(pane.pos())
        front = self._front()
        return front, QPointF(front.rect().center())

    def _point(self, position: QPointF) -> None:
        if self._wipe.lies_under(position):
            self.setCursor(self._wipe.cursor)
        elif self._view != FIT:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _inspect(self) -> None:
        self._inspection.refresh(self._natural())
