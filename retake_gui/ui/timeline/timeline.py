"""The timeline as one widget: canvas, overview, hover card, and the handles as sliders."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from retake_gui.domain.timebase import TimeDisplay, nominal, show
from retake_gui.ui.later import Later, at_once
from retake_gui.ui.timeline.canvas import TimelineCanvas
from retake_gui.ui.timeline.overview import OverviewBar
from retake_gui.viewmodels.clip_media import ClipMedia
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.segment_drag import Grip
from retake_gui.viewmodels.timeline import TimelineModel

if TYPE_CHECKING:
    from retake_gui.ui.timeline.hover import HoverCard
    from retake_gui.ui.timeline.sliders import HandleSlider

_NEAR_PIXELS = 5


class TimelineWidget(QWidget):
    """Shows and edits where in the clip.

    Args:
        later: Makes the sliders, which are not seen but reached with the keyboard.
    """

    def __init__(
        self,
        timeline: TimelineModel,
        player: PlayerModel,
        media: ClipMedia | None = None,
        parent: QWidget | None = None,
        later: Later = at_once,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName(self.tr("Timeline"))
        self._timeline, self._player, self._media = timeline, player, media
        self.canvas = TimelineCanvas(timeline, player, self)
        self.overview = OverviewBar(timeline, player, self)
        self._card: HoverCard | None = None
        self._clear: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.overview)
        if media is not None:
            self.canvas.backdrop.pictures_of = media.pictures_of
            self.canvas.backdrop.wave_at = media.wave_at
            media.scrubbableChanged.connect(self._show_scrubbable)
            media.tilesReady.connect(self.canvas.renew)
        later(self._add_sliders)

    def keep_clear(self, widget: QWidget) -> None:
        """The card does not hide this widget of the same window."""
        self._clear = widget

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the card along."""
        super().hideEvent(event)
        if self._card is not None:
            self._card.hide()

    def _add_sliders(self) -> None:
        self.playhead = self._slider("playheadSlider", self.tr("Playhead"), "playhead")
        self.start = self._slider("segmentStartSlider", self.tr("Start of the range"), "start")
        self.end = self._slider("segmentEndSlider", self.tr("End of the range"), "end")
        QWidget.setTabOrder(self.canvas, self.playhead)
        QWidget.setTabOrder(self.playhead, self.start)
        QWidget.setTabOrder(self.start, self.end)
        self.setFocusProxy(self.playhead)
        self._connect()
        self._tell()

    def _slider(self, name: str, title: str, part: str) -> "HandleSlider":
        from retake_gui.ui.timeline.sliders import HandleSlider

        slider = HandleSlider(name, title, self._words, self._second, self.canvas)
        slider.focused.connect(lambda focused: self.canvas.set_focus(part if focused else ""))
        slider.show()  # the canvas is on the screen already: what comes later is not shown with it
        return slider

    def _connect(self) -> None:
        timeline, player = self._timeline, self._player
        timeline.seekRequested.connect(player.seek)
        self.canvas.hovered.connect(self._hover)
        self.playhead.nudged.connect(player.step)
        self.playhead.placed.connect(player.seek)
        self.start.nudged.connect(lambda frames: timeline.nudge(Grip.START, frames))
        self.start.placed.connect(lambda frame: timeline.place(Grip.START, frame))
        self.end.nudged.connect(lambda frames: timeline.nudge(Grip.END, frames))
        self.end.placed.connect(lambda frame: timeline.place(Grip.END, frame))
        for signal in (
            timeline.clipChanged,
            timeline.segmentChanged,
            timeline.displayChanged,
            timeline.scaleChanged,
            player.positionChanged,
        ):
            signal.connect(self._tell)

    def _tell(self) -> None:
        """Tell the sliders where they stand."""
        clip, segment = self._timeline.clip, self._timeline.segment
        frames = 0 if clip is None else clip.frames
        self.playhead.setEnabled(frames > 0)
        self.playhead.tell(self._player.position, 0, max(0, frames - 1))
        for slider, value, least, most in (
            (self.start, segment.start, 0, max(0, segment.end - 1)),
            (self.end, segment.end, min(frames, segment.start + 1), frames),
        ):
            slider.setEnabled(bool(segment))
            slider.tell(value, least, most)
        self._place_sliders()

    def _place_sliders(self) -> None:
        """Put each where it is drawn, for magnifiers and screen readers that follow the focus."""
        scale, lanes = self._timeline.scale, self.canvas.lanes
        if scale is None:
            return
        left = lanes.strip.left()
        for slider, frame in (
            (self.playhead, self._player.position),
            (self.start, self._timeline.segment.start),
            (self.end, self._timeline.segment.end),
        ):
            x = min(max(scale.x_of(min(frame, scale.clip.frames)), 0.0), float(scale.width))
            slider.setGeometry(left + round(x) - 6, lanes.body.top(), 12, lanes.body.height())

    def _words(self, frame: int) -> str:
        clip = self._timeline.clip
        return "" if clip is None else show(frame, clip.rate, self._timeline.display)

    def _second(self) -> int:
        clip = self._timeline.clip
        return 1 if clip is None else nominal(clip.rate)

    def _show_scrubbable(self) -> None:
        """Which parts of the clip are there at once."""
        clip = self._timeline.clip
        if clip is not None and self._media is not None:
            spans = self._media.scrubbable
            self.canvas.set_cached([(float(clip.time_of(one.start)), float(clip.time_of(one.end))) for one in spans])

    def _names_near(self, frame: int) -> list[str]:
        """Names of the markers under the pointer."""
        scale = self._timeline.scale
        if scale is None:
            return []
        x = scale.x_of(frame)
        return [mark.name for mark in self._timeline.markers if abs(scale.x_of(mark.frame) - x) <= _NEAR_PIXELS]

    def _hover(self, x: float, frame: int) -> None:
        clip = self._timeline.clip
        if frame < 0 or clip is None:
            if self._card is not None:
                self._card.hide()
            return
        if self._card is None or self._card.parentWidget() is not self.window():
            from retake_gui.ui.timeline.hover import HoverCard

            self._card = HoverCard(self.window())
        picture: QImage | None = self._media.picture_at(frame) if self._media is not None else None
        words = show(frame, clip.rate, self._timeline.display)
        if self._timeline.display is not TimeDisplay.FRAMES:
            words = f"{words}  {frame}f"
        words = "  ".join((words, *self._names_near(frame)))
        if self._timeline.takes_whole_seconds:
            words = f"{words}\n{self.tr('whole seconds · Alt for any length')}"
        top = self.canvas.mapTo(self.window(), QPoint(round(x), 0))
        clear = self._clear
        kept = QRect(clear.mapTo(self.window(), QPoint()), clear.size()) if clear is not None else None
        self._card.show_at(top, words, picture, clip.width / max(1, clip.height), kept)
