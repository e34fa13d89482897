"""The bar under the viewer."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from retake_gui.ui.later import Later, at_once
from retake_gui.ui.transport.buttons import ToolButton
from retake_gui.ui.transport.compare_bar import CompareBar
from retake_gui.ui.transport.levels import LevelsButton
from retake_gui.ui.transport.loop import LoopButton
from retake_gui.ui.transport.speed import SpeedButton
from retake_gui.ui.transport.timecode import TimecodeLabel
from retake_gui.ui.viewer import ViewerWidget
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.player import PlayerModel

_VOLUME_WIDTH = 84
_MARGIN = 8


class TransportBar(QWidget):
    """Comparing and hearing in the first line, moving through the clip in the second.

    Args:
        later: Makes what the menus of its buttons hold.
    """

    def __init__(
        self, player: PlayerModel, actions: ActionSet, parent: QWidget | None = None, later: Later = at_once
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setAccessibleName(self.tr("Playback"))
        self._player, self._actions = player, actions
        self._compare = CompareBar(player, actions, self)
        self.timecode = TimecodeLabel(player, self)
        self._speed = SpeedButton(player, self, later)
        self._zoom = ToolButton("viewerZoom", self.tr("Fit the picture, or show it at actual size"), "", "", self)
        self._show_zoom(self.devicePixelRatioF(), fitted=True)
        upper = self._upper = QHBoxLayout()
        upper.setSpacing(6)
        upper.addWidget(self._compare)
        self._levels = LevelsButton(player, actions, self, later)
        upper.addWidget(self._levels)
        upper.addStretch(1)
        upper.addWidget(self._zoom)
        upper.addSpacing(4)
        self._add_volume(upper, actions)
        lower = self._lower = QHBoxLayout()
        lower.setSpacing(2)
        self._add_transport(lower, actions, later)
        lower.addStretch(1)
        lower.addWidget(self._speed)
        lower.addSpacing(6)
        lower.addWidget(self.timecode)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        layout.setSpacing(2)
        layout.addLayout(upper)
        layout.addLayout(lower)
        self._later = later
        later(self._add_keys)
        later(self._order_tabs)
        actions[ActionId.GO_TO].triggered.connect(self.timecode.ask)
        player.playingChanged.connect(self._show_playing)
        player.volumeChanged.connect(self._show_volume)
        for signal in (player.compareChanged, player.takeChanged, player.levels.changed, player.displayChanged):
            signal.connect(self._make_room)
        self._show_playing()
        self._show_volume()

    def _add_keys(self) -> None:
        from retake_gui.ui.transport.shuttle import ShuttleKeys

        self._keys = ShuttleKeys(self._player, self._actions, self)

    def _order_tabs(self) -> None:
        """Tab goes as one reads."""
        upper = (self._levels, self._zoom, self._mute, self._volume)
        lower = (*self._buttons.values(), self._loop, self._speed, *self.timecode.reached)
        for before, after in pairwise((*upper, *lower)):
            QWidget.setTabOrder(before, after)

    def follow(self, viewer: ViewerWidget) -> None:
        """Show and change the zoom of a viewer, and give it the keyboard when asked."""
        board = viewer.board

        def show() -> None:
            self._show_zoom(board.scale, fitted=board.fitted)

        self._zoom.clicked.connect(lambda: board.actual_size() if board.fitted else board.fit())
        self._actions[ActionId.VIEWER_FIT].triggered.connect(board.fit)
        self._actions[ActionId.VIEWER_ACTUAL].triggered.connect(board.actual_size)
        self._actions[ActionId.INSPECTOR].toggled.connect(board.set_inspecting)
        self._actions[ActionId.FOCUS_VIEWER].triggered.connect(viewer.setFocus)
        self.timecode.done.connect(viewer.setFocus)
        board.viewChanged.connect(show)
        show()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on there is a window whose keys can be watched."""
        super().showEvent(event)
        self._later(lambda: self._keys.watch(self.window().windowHandle()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the least needed gives way."""
        super().resizeEvent(event)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        """What gives way where it is narrow takes no room from the window."""
        hint = super().minimumSizeHint()
        widths = (self._least(row, spare) for row, spare in self._rows())
        return QSize(max(widths) + 2 * _MARGIN, hint.height())

    def _rows(self) -> tuple[tuple[QHBoxLayout, tuple[QWidget, ...]], ...]:
        """Each row, and what in it gives way, the least needed first."""
        upper = (self._volume, self._compare.hear_label, self._zoom)
        return (self._upper, upper), (self._lower, (self.timecode.total,))

    def _least(self, row: QHBoxLayout, spare: Sequence[QWidget]) -> int:
        shown = [widget for widget in spare if not widget.isHidden()]
        held = sum(widget.minimumSizeHint().expandedTo(widget.minimumSize()).width() for widget in shown)
        return row.minimumSize().width() - held

    def _show_zoom(self, scale: float, *, fitted: bool) -> None:
        share = f"{scale * 100:.0f} %"
        self._zoom.setText(self.tr("Fit · {0}").format(share) if fitted else share)
        self._zoom.setEnabled(self._player.clip is not None)

    def _make_room(self) -> None:
        """Hide what can be had elsewhere (keys, menus, the ruler) until every word that is left can be read."""
        for row, spare in self._rows():
            self._fit(row, spare)

    def _fit(self, row: QHBoxLayout, spare: Sequence[QWidget]) -> None:
        room, gap = self.width() - 2 * _MARGIN, row.spacing()
        taken = {widget: widget.sizeHint().expandedTo(widget.minimumSize()).width() + gap for widget in spare}
        wanted = row.sizeHint().width() + sum(taken[widget] for widget in spare if widget.isHidden())
        for widget in spare:
            fits = wanted <= room
            wanted -= 0 if fits else taken[widget]
            if widget.isHidden() is fits:
                widget.setVisible(fits)

    def _add_volume(self, layout: QHBoxLayout, actions: ActionSet) -> None:
        self._mute = ToolButton("muteButton", self.tr("Mute"), "volume", self.tr("Vol"), self)
        self._mute.follow(actions[ActionId.MUTE])
        self._volume = QSlider(Qt.Orientation.Horizontal, self)
        self._volume.setObjectName("volumeSlider")
        self._volume.setAccessibleName(self.tr("Volume"))
        self._volume.setToolTip(self.tr("Volume"))
        self._volume.setRange(0, 100)
        self._volume.setFixedWidth(_VOLUME_WIDTH)
        self._volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._volume.valueChanged.connect(lambda value: self._player.set_volume(value / 100))
        layout.addWidget(self._mute)
        layout.addWidget(self._volume)

    def _add_transport(self, layout: QHBoxLayout, actions: ActionSet, later: Later) -> None:
        rows: tuple[tuple[str, ActionId, str, str, str], ...] = (
            ("goStartButton", ActionId.GO_START, self.tr("To the first frame"), "go-start", "⏮"),
            ("stepBackButton", ActionId.STEP_BACK, self.tr("One frame back"), "step-back", "◂"),
            ("playButton", ActionId.PLAY, self.tr("Play"), "play", "▶"),
            ("stepForwardButton", ActionId.STEP_FORWARD, self.tr("One frame on"), "step-forward", "▸"),
            ("goEndButton", ActionId.GO_END, self.tr("To the last frame"), "go-end", "⏭"),
            ("seamButton", ActionId.NEXT_SEAM, self.tr("To the other seam"), "seam", "⇤⇥"),
        )
        self._buttons: dict[str, ToolButton] = {}
        for name, action, title, drawing, words in rows:
            button = ToolButton(name, title, drawing, words, self)
            button.setAutoRepeat(action in (ActionId.STEP_BACK, ActionId.STEP_FORWARD))
            button.follow(actions[action])
            self._buttons[name] = button
            layout.addWidget(button)
        self._loop = LoopButton(self._player, actions, self, later)
        layout.addWidget(self._loop)
        self._buttons["playButton"].setMinimumWidth(44)

    def _show_playing(self) -> None:
        button, playing = self._buttons["playButton"], self._player.playing
        button.set_drawing("pause" if playing else "play", "⏸" if playing else "▶")
        button.setAccessibleName(self.tr("Pause") if playing else self.tr("Play"))

    def _show_volume(self) -> None:
        muted = self._player.muted or not self._player.volume
        self._mute.set_drawing("muted" if muted else "volume", self.tr("Vol"))
        self._volume.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._volume.setValue(round(self._player.volume * 100))
        self._volume.blockSignals(False)  # noqa: FBT003 - Qt's own
