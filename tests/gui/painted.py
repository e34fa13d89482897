"""Viewer, transport and timeline in a plain window, over pictures that are painted at once instead of decoded."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.media.source import PictureSource
from retake_gui.ui.timeline import TimelineWidget
from retake_gui.ui.timeline.canvas import TimelineCanvas
from retake_gui.ui.timeline.lanes import MARGIN
from retake_gui.ui.transport import TransportBar
from retake_gui.ui.viewer import ViewerWidget
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.bindings import bind_document, bind_player, bind_timeline
from retake_gui.viewmodels.clip_media import ClipMedia
from retake_gui.viewmodels.compare_model import ShownTake
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.frames import Desk, Listener, Pair, PictureFactory
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.timeline import TimelineModel

SOURCE_COLOUR = (40, 60, 200)
TAKE_COLOUR = (200, 60, 40)
OTHER_COLOURS = ((30, 180, 60), (20, 170, 190), (150, 20, 150))


@dataclass(frozen=True)
class Painted:
    """A picture of one colour (blue, green, red)."""

    number: int
    width: int
    height: int
    colour: tuple[int, int, int]

    @property
    def stride(self) -> int:
        return self.width * 4

    @property
    def data(self) -> bytes:
        return bytes((*self.colour, 255)) * (self.width * self.height)


class PaintedDesk:
    """Answers every request before it returns."""

    def __init__(self) -> None:
        self._listener: Listener | None = None
        self._takes = 0
        self.asked: list[tuple[int, tuple[int, int] | None]] = []

    def listen(self, listener: Listener) -> None:
        self._listener = listener

    def set_sides(
        self,
        source: PictureFactory | None,
        take: PictureFactory | None,
        others: tuple[PictureFactory, ...] = (),
    ) -> None:
        self._takes = 0 if source is None or take is None else 1 + len(others)

    def set_loop(self, loop: Span) -> None:
        pass

    def roll(self) -> None:
        pass

    def picture_shown(self) -> None:
        pass

    def request(self, frame: int, size: tuple[int, int] | None, ticket: int, shift: int = 0) -> None:
        assert self._listener is not None
        self.asked.append((frame, size))
        width, height = size or (64, 36)
        tones = (TAKE_COLOUR, *OTHER_COLOURS)[: self._takes]
        takes = [Painted(max(0, frame + shift), width, height, tone) for tone in tones]
        source = Painted(frame, width, height, SOURCE_COLOUR)
        self._listener(Pair(frame, source, takes[0] if takes else None, tuple(takes[1:])), ticket)

    def close(self) -> None:
        self._listener = None


def no_pictures() -> PictureSource:
    """A factory that a painted desk never calls."""
    raise NotImplementedError


class PlayerStage:
    """All of it, shown."""

    def __init__(self, size: tuple[int, int] = (1000, 640), desk: Desk | None = None) -> None:
        self.undo = QUndoStack()
        self.document = DocumentModel(self.undo)
        self.desk = PaintedDesk()
        self.player = PlayerModel(desk=desk or self.desk)
        self.timeline = TimelineModel()
        self.media = ClipMedia()
        self.actions = ActionSet()
        bind_player(self.actions, self.player)
        bind_timeline(self.actions, self.timeline, self.player)
        bind_document(self.document, self.timeline, self.player, self.media)
        self.window = QWidget()
        self.viewer = ViewerWidget(self.player)
        self.transport = TransportBar(self.player, self.actions)
        self.transport.follow(self.viewer)
        self.strip = TimelineWidget(self.timeline, self.player, self.media)
        layout = QVBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.viewer, 1)
        layout.addWidget(self.transport)
        layout.addWidget(self.strip)
        self.window.addActions(self.actions.all())
        self.window.resize(*size)

    def open(self, clip: Clip, segment: Span) -> None:
        """Open a clip with a range."""
        self.document.open(clip, segment)

    def show_take(self) -> None:
        """Put a take beside the source."""
        self.player.set_take(no_pictures, None, ShownTake("Take 1", is_draft=True))

    @property
    def canvas(self) -> TimelineCanvas:
        """The timeline's drawing area."""
        return self.strip.canvas

    def edge(self, frame: int) -> QPoint:
        """Where a border between frames lies in the middle of the canvas's filmstrip."""
        scale = self.timeline.scale
        assert scale is not None
        return QPoint(round(MARGIN + scale.x_of(frame)), self.canvas.lanes.strip.center().y())

    def drag(self, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press, move and let go on the canvas."""
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(self.canvas, left, modifier, start)
        for step in range(1, 6):
            move_held(self.canvas, start + (end - start) * step / 5, modifier)
        QTest.mouseRelease(self.canvas, left, modifier, end)

    def close(self) -> None:
        """Nothing stays behind."""
        self.player.close()
        self.media.close()
        self.window.close()
        self.window.deleteLater()


def move_held(
    widget: QWidget, position: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Move the mouse with its left button and a key held; QTest itself can hold neither."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    place = QPointF(widget.mapToGlobal(position))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(position), place, none, left, modifier)
    QApplication.sendEvent(widget, event)
