"""Where things lie in the timeline, in device-independent pixels."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

MARGIN = 14
"""Free on both sides, so that handles at the clip's ends can be taken."""
RULER = 26
CACHE = 3
STRIP_LEAST = 30
WAVE_LEAST = 22
TAKES = 10
GAP = 2
HANDLE = 10
"""Width of a drawn handle, outside the range."""
REACH = 12
"""Width of the area in which a handle can be taken, outside the range."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes from top to bottom; all but the ruler and the bar of takes share the height that is left."""

    ruler: QRect
    cache: QRect
    strip: QRect
    wave: QRect
    takes: QRect

    @property
    def body(self) -> QRect:
        """Filmstrip and waveform: where the range is drawn."""
        return self.strip.united(self.wave)

    @staticmethod
    def of(size: QSize) -> "Lanes":
        """Lay the lanes out."""
        width = max(1, size.width() - 2 * MARGIN)
        room = max(STRIP_LEAST + WAVE_LEAST, size.height() - RULER - CACHE - TAKES - 3 * GAP)
        strip = max(STRIP_LEAST, min(room - WAVE_LEAST, room * 58 // 100))
        wave = room - strip
        top = RULER + CACHE + GAP
        return Lanes(
            QRect(0, 0, size.width(), RULER),
            QRect(MARGIN, RULER, width, CACHE),
            QRect(MARGIN, top, width, strip),
            QRect(MARGIN, top + strip + GAP, width, wave),
            QRect(MARGIN, top + strip + wave + 2 * GAP, width, TAKES),
        )

    @staticmethod
    def least_height() -> int:
        """The height below which a lane would vanish."""
        return RULER + CACHE + STRIP_LEAST + WAVE_LEAST + TAKES + 3 * GAP
