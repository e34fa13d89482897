"""The viewer: the board of pictures, or what stands in for it."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QStackedLayout, QWidget

from retake_gui.ui import theme
from retake_gui.ui.drops import take_files
from retake_gui.ui.later import Later, at_once
from retake_gui.ui.viewer.empty import EmptyState
from retake_gui.ui.viewer.notice import Notice

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.domain.errors import RetakeError
    from retake_gui.ui.viewer.glimpse import Glimpse
    from retake_gui.viewmodels.frames import Pair, Picture
    from retake_gui.viewmodels.player import PlayerModel


class ViewerWidget(QWidget):
    """Shows source and take.

    Args:
        later: Makes the board, which is hidden as long as no clip is open.

    Signals:
        openRequested: The user wants to choose a clip.
        sampleRequested: The user wants the sample.
        dropped: Files were dropped (``list[Path]``).
    """

    openRequested = Signal()
    sampleRequested = Signal()
    dropped = Signal(list)

    def __init__(self, player: "PlayerModel", parent: QWidget | None = None, later: Later = at_once) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setAccessibleName(self.tr("Viewer"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 180)
        self._player = player
        self._awaiting = False
        self.empty = EmptyState(self)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self.empty)
        self._busy = Notice("viewerBusy", self)
        self._error = Notice("viewerError", self)
        self._edge = _Edge(self)
        self.empty.openRequested.connect(self.openRequested)
        self.empty.sampleRequested.connect(self.sampleRequested)
        later(self._add_board)

    def await_clip(self, name: str) -> None:
        """Stay still until a clip is there, or an error, or nothing is awaited any more.

        Args:
            name: What will be opened.
        """
        self._awaiting = True
        self._stand(None)
        self.show_opening(name)

    def end_wait(self) -> None:
        """Nothing more will come: show what is there."""
        if self._awaiting:
            self._awaiting = False
            self._busy.say("")
            self._stand(self._player.clip)

    def show_opening(self, name: str) -> None:
        """Say that a clip is being opened; the next clip or error ends it."""
        self._error.say("")
        self._busy.say(self.tr("Opening {0}…").format(name))

    def show_glimpse(self, picture: "Picture") -> None:
        """Show the first picture of the clip that is being opened."""
        self._glimpse.show_picture(picture)
        self._layout.setCurrentWidget(self._glimpse)

    def show_error(self, error: "RetakeError") -> None:
        """Say what went wrong: over the picture, or in its place where there is none."""
        self.show_refusal(error)
        if self._player.clip is not None:
            self._error.say(error.sentence, is_error=True)

    def show_refusal(self, error: "RetakeError") -> None:
        """Another clip cannot be opened: that is said in place of a picture, and over one it is the window's to say."""
        self._awaiting = False
        self._busy.say("")
        self._stand(self._player.clip)
        if self._player.clip is None:
            self.empty.explain(error.what, " ".join(part for part in (error.kept, error.do) if part))

    def set_drop_highlight(self, highlighted: bool) -> None:
        """Show that something held over the window would be taken."""
        self.empty.set_highlighted(highlighted)
        self._edge.setVisible(highlighted and self._player.clip is not None)
        self._edge.raise_()
        self._edge.raise_()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if take_files(event):
            self.set_drop_highlight(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Stay a target, for a copy."""
        take_files(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They are gone again."""
        super().dragLeaveEvent(event)
        self.set_drop_highlight(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand them on."""
        self.set_drop_highlight(False)
        if files := take_files(event):
            self.dropped.emit(files)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom the picture while the viewer has the keyboard."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.board.zoom(1.25)
        elif event.key() == Qt.Key.Key_Minus:
            self.board.zoom(0.8)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep what lies over the picture in its place, and a ring while the viewer has the keyboard."""
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
                event.accept()
                return True
        handled = super().event(event)
        if kind is QEvent.Type.Resize:
            self._edge.setGeometry(self.rect())
            for notice in (self._busy, self._error):
                notice.place()
        return handled

    def _add_board(self) -> None:
        from retake_gui.ui.viewer.board import Board

        self.board = Board(self._player, self)
        self._layout.addWidget(self.board)
        self.board.lower()
        self._player.clipChanged.connect(self._switch)
        self._player.busyChanged.connect(self._show_busy)
        self._player.framesReady.connect(self._clear)
        self._player.failed.connect(self.show_error)
        self._switch(self._player.clip)

    @cached_property
    def _glimpse(self) -> "Glimpse":
        """What stands in for the board until there is more than one picture, or none yet."""
        from retake_gui.ui.viewer.glimpse import Glimpse

        made = Glimpse(self)
        self._layout.addWidget(made)
        made.lower()
        return made

    def _switch(self, clip: "Clip | None") -> None:
        if clip is None and self._awaiting:
            return
        self._awaiting = False
        self._busy.say("")
        self._error.say("")
        if clip is None:
            self.empty.teach()
        self._stand(clip)

    def _stand(self, clip: "Clip | None") -> None:
        if clip is None:
            self._layout.setCurrentWidget(self._glimpse if self._awaiting else self.empty)
        else:
            self._layout.setCurrentWidget(self.board)
        self._glimpse.show_picture(None)

    def _show_busy(self, busy: bool) -> None:
        self._busy.say(self.tr("Loading the picture…") if busy else "")

    def _clear(self, pair: "Pair") -> None:
        del pair
        if self._error.text:
            self._error.say("")


class _Edge(QWidget):
    """A border over the picture while something is held over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        with QPainter(self) as painter:
            pen = QPen(theme.colour(theme.ACCENT), 3, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(self.rect().adjusted(2, 2, -3, -3))
