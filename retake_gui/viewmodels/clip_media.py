"""Filmstrip and waveform of the open clip, as the timeline paints them; made in the background, shown as they grow."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from retake_gui.domain.clip import Clip


class ClipMedia(QObject):
    """Small pictures and the sound's outline, as far as they are known.

    Signals:
        changed: There is more to show.
        settledChanged: All is known, or no more.
    """

    changed = Signal()
    settledChanged = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clip: Clip | None = None
        self._settled = True

    @property
    def settled(self) -> bool:
        """Whether all is known."""
        return self._settled

    def set_clip(self, clip: Clip | None) -> None:
        """Show another clip's."""
        self._clip = clip
        self.changed.emit()

    def picture_at(self, frame: int) -> QImage | None:
        """A small picture of a frame or of one near it, if there is one."""
        del frame
        return None

    def wave_at(self, start: float, end: float, columns: int) -> Sequence[tuple[float, float]] | None:
        """Least and most of the sound, -1 to 1, in so many columns between two moments; ``None`` while unknown."""
        del start, end, columns
        return None

    def close(self) -> None:
        """Stop and wait for the threads."""
