"""The window: viewer and timeline on the left, retake, jobs and takes on the right. Layout and forwarding only."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMainWindow, QSplitter, QVBoxLayout, QWidget

from retake_gui.ui.drops import take_files

if TYPE_CHECKING:
    from retake_gui.domain.errors import RetakeError
    from retake_gui.ui.later import Later
    from retake_gui.ui.side_column import SideColumn
    from retake_gui.viewmodels.action_set import ActionSet
    from retake_gui.viewmodels.clip_media import ClipMedia
    from retake_gui.viewmodels.document import DocumentModel
    from retake_gui.viewmodels.player import PlayerModel
    from retake_gui.viewmodels.timeline import TimelineModel

_SIDE_WIDTH = 400
_TITLE_HEIGHT = 40


class MainWindow(QMainWindow):
    """Shows the models; what cannot be done by a model alone leaves as a signal.

    Signals:
        filesDropped: Files were dropped anywhere on the window (``list[Path]``).
        closing: The window was closed; geometry is still known.
    """

    filesDropped = Signal(list)
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAccessibleName("Retake")
        self.setWindowTitle("Retake")
        self.resize(1480, 920)
        self._first_paint: Callable[[], None] | None = _nothing
        self._closed = False

    @property
    def was_closed(self) -> bool:
        """Whether the user is through with it, perhaps before the program was loaded."""
        return self._closed

    @property
    def was_painted(self) -> bool:
        """Whether it can be seen."""
        return self._first_paint is None

    def fill(
        self,
        document: "DocumentModel",
        player: "PlayerModel",
        timeline: "TimelineModel",
        media: "ClipMedia",
        actions: "ActionSet",
        later: "Later",
    ) -> None:
        """Put everything in its place; what cannot be seen yet is left for later."""
        from retake_gui.ui.header import Header
        from retake_gui.ui.jobs import JobPanel
        from retake_gui.ui.menus import fill_menu_bar
        from retake_gui.ui.notices import NoticeStrip
        from retake_gui.ui.prompt import RetakePanel
        from retake_gui.ui.side_column import SideColumn
        from retake_gui.ui.takes import TakePanel
        from retake_gui.ui.timeline import TimelineWidget
        from retake_gui.ui.transport import TransportBar
        from retake_gui.ui.viewer import ViewerWidget

        self.setAcceptDrops(True)
        self._player, self._actions = player, actions
        self.header = Header(self.menuBar())
        # Each is made where it stays: a widget that moves to another parent has its style worked out anew.
        self._sides = QSplitter(Qt.Orientation.Horizontal, self)
        left = QSplitter(Qt.Orientation.Vertical, self._sides)
        picture, right = QWidget(left), SideColumn(self._sides)
        self.notices = NoticeStrip(picture)
        self.viewer = ViewerWidget(player, picture, later)
        self.transport = TransportBar(player, actions, picture, later)
        self.timeline = TimelineWidget(timeline, player, media, left, later)
        self.retake = RetakePanel(document, actions, right, later)
        self.jobs = JobPanel(right)
        self.takes = TakePanel(actions, right)
        self._lay_out(left, picture, right)
        fill_menu_bar(self.menuBar(), actions, later)
        self._place_header()
        self.header.widthChanged.connect(self._place_header)
        self.viewer.setFocus()
        later(self._connect)

    def restore_place(self, geometry: bytes) -> None:
        """Be where the window was when it was last closed, but never larger than the screen has room for now."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if self.isMaximized() or self.isFullScreen():
            return
        screen = self.screen().availableGeometry()
        # What the window manager puts around a window is not known before it is shown.
        room = screen.adjusted(0, _TITLE_HEIGHT, 0, 0)
        self.resize(self.size().boundedTo(room.size()))
        if geometry and not screen.contains(self.geometry()):
            self.move(room.topLeft())

    def restore(self, geometry: bytes, layout: bytes) -> None:
        """Be as the window was when it was last closed; one that is shown already stays where it is."""
        if not self.isVisible():
            self.restore_place(geometry)
        if layout:
            self._sides.restoreState(QByteArray(layout))

    def remembered(self) -> tuple[bytes, bytes]:
        """Geometry and layout, for the next time."""
        return bytes(self.saveGeometry().data()), bytes(self._sides.saveState().data())

    def await_clip(self, name: str) -> None:
        """Ask for no clip, since one is on its way.

        Args:
            name: What will be opened.
        """
        self.viewer.await_clip(name)
        self.timeline.canvas.set_teaching(False)

    def end_wait(self) -> None:
        """What was awaited is there, or does not come."""
        self.viewer.end_wait()
        self.timeline.canvas.set_teaching(True)

    def show_error(self, error: "RetakeError") -> None:
        """Say what went wrong."""
        self.notices.show_error(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """The whole window is a target, but not for what is dragged out of it."""
        if take_files(event):
            self.viewer.set_drop_highlight(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Stay a target, for a copy."""
        take_files(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They are gone again."""
        super().dragLeaveEvent(event)
        self.viewer.set_drop_highlight(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files on."""
        self.viewer.set_drop_highlight(False)
        if files := take_files(event):
            self.filesDropped.emit(files)

    async def painted(self) -> None:
        """Wait until the window was painted for the first time, or was closed before that."""
        if self._first_paint is None or self._closed:
            return
        import asyncio

        painted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._first_paint = lambda: painted.set_result(None)
        await painted

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first one lets the heavy rooms load."""
        super().paintEvent(event)
        if self._first_paint is not None:
            QTimer.singleShot(0, self._first_paint)
            self._first_paint = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name of the project has more room, or less."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place_header()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is unsaved and jobs are kept, so closing asks nothing."""
        self._closed = True
        if self._first_paint is not None:
            self._first_paint()
            self._first_paint = None
        self.closing.emit()
        super().closeEvent(event)

    def _place_header(self) -> None:
        bar = self.menuBar()
        menus = bar.sizeHint().width() - self.header.sizeHint().width()
        self.header.fit(self.width() - menus)
        bar.setCornerWidget(self.header, Qt.Corner.TopRightCorner)

    def _lay_out(self, left: QSplitter, picture: QWidget, right: "SideColumn") -> None:
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.viewer, 1)
        column.addWidget(self.transport)
        left.setObjectName("pictureSplitter")
        left.addWidget(picture)
        left.addWidget(self.timeline)
        left.setStretchFactor(0, 1)
        left.setSizes([640, 240])
        right.hold(self.retake, self.jobs, self.takes)
        self._sides.setObjectName("mainSplitter")
        self._sides.addWidget(left)
        self._sides.addWidget(right)
        self._sides.setStretchFactor(0, 1)
        self._sides.setSizes([1480 - _SIDE_WIDTH, _SIDE_WIDTH])
        for splitter in (left, right, self._sides):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(4)
        self.setCentralWidget(self._sides)

    def _connect(self) -> None:
        from retake_gui.ui.focus_keys import FocusKeys
        from retake_gui.viewmodels.actions import ActionId

        a, player = ActionId, self._player
        self.viewer.dropped.connect(self.filesDropped)
        self.viewer.openRequested.connect(self._actions[a.OPEN_CLIP].trigger)
        self.viewer.sampleRequested.connect(self._actions[a.OPEN_SAMPLE].trigger)
        self._actions[a.FOCUS_VIEWER].triggered.connect(lambda: self.viewer.setFocus())  # noqa: PLW0108 - not the flag
        self._actions[a.RETAKE].triggered.connect(lambda: self.viewer.setFocus())  # noqa: PLW0108 - not the flag
        self._actions[a.FOCUS_PROMPT].triggered.connect(lambda: self.retake.prompt.editor.setFocus())  # noqa: PLW0108 - not the flag
        self._actions[a.FULL_SCREEN].toggled.connect(self._show_full_screen)
        self.retake.range.done.connect(self.viewer.setFocus)
        self.takes.noteDone.connect(self.viewer.setFocus)
        self.transport.follow(self.viewer)
        self.timeline.keep_clear(self.transport.timecode)
        player.displayChanged.connect(self.retake.set_display)
        FocusKeys(self)
        for action in self._actions.all():
            self.addAction(action)
        for line in self.findChildren(QLineEdit):
            line.setAcceptDrops(False)  # a file that falls on one is for the window
        for button in self.findChildren(QAbstractButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the player

    def _show_full_screen(self, full: bool) -> None:
        if full:
            self.showFullScreen()
        else:
            self.showNormal()


def _nothing() -> None:
    pass
