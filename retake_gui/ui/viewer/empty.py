"""What the viewer shows when there is no picture: how to begin, or what went wrong."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from retake_gui.ui import theme
from retake_gui.ui.icons import has_icon, icon, paint_icon

_EMBLEM = 56
_FRAME_WIDTH = 460
_TEXT_WIDTH = 390
_PADDING = 34


class EmptyState(QWidget):
    """Teaches the first step.

    Signals:
        openRequested: The user wants to choose a file.
        sampleRequested: The user wants to try the sample.
    """

    openRequested = Signal()
    sampleRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewerEmpty")
        self._highlighted = False
        self._heading = QLabel(self)
        font = self._heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.45)
        self._heading.setFont(font)
        self._hint = QLabel(self)
        theme.set_role(self._hint, "hint")
        for label in (self._heading, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            label.setFixedWidth(_TEXT_WIDTH)
        self._open = QPushButton(self.tr("Open a clip…"), self)
        self._open.setObjectName("viewerOpenButton")
        self._open.setAccessibleName(self.tr("Open a clip"))
        theme.set_role(self._open, "primary")
        self._sample = QPushButton(self.tr("Open the sample"), self)
        self._sample.setObjectName("viewerSampleButton")
        self._sample.setAccessibleName(self.tr("Open the sample"))
        for button, name in ((self._open, "open"), (self._sample, "film")):
            if name != "open" and has_icon(name):
                button.setIcon(icon(name))
        self._open.clicked.connect(self.openRequested)
        self._sample.clicked.connect(self.sampleRequested)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        buttons.addWidget(self._open)
        buttons.addWidget(self._sample)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(10)
        layout.addStretch(1)
        layout.addSpacing(_EMBLEM)
        layout.addWidget(self._heading, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.teach()

    def teach(self) -> None:
        """Say how to begin."""
        self._say(
            self.tr("Drop a clip here"),
            self.tr("Any video works. Then drag a range on the timeline, say what should happen, and press Retake."),
        )
        self._sample.show()

    def explain(self, what: str, rest: str) -> None:
        """Say what went wrong, and what can be done."""
        self._say(what, rest)

    def set_highlighted(self, highlighted: bool) -> None:
        """Whether something is held over the window that can be dropped."""
        self._highlighted = highlighted
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame to drop into."""
        with QPainter(self) as painter:
            theme.fill(painter, event.rect(), theme.PICTURE)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = min(_FRAME_WIDTH, self.width() - 16)
            top = max(8, self._heading.y() - _EMBLEM - _PADDING)
            height = min(self._open.geometry().bottom() + _PADDING, self.height() - 8) - top
            left = (self.width() - width) / 2
            tone = theme.colour(theme.ACCENT if self._highlighted else theme.EDGE)
            pen = QPen(tone, 2 if self._highlighted else 1.2, Qt.PenStyle.DashLine)
            pen.setDashPattern([5, 4])
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(left, top, width, height), 10, 10)
            middle = QPointF(self.width() / 2, self._heading.y() - 10 - _EMBLEM / 2)
            paint_icon(painter, "film", middle, 40, theme.ACCENT if self._highlighted else theme.MUTED)

    def _say(self, heading: str, hint: str) -> None:
        self._heading.setText(heading)
        self._hint.setText(hint)
        for label in (self._heading, self._hint):
            label.setFixedHeight(label.heightForWidth(_TEXT_WIDTH))
        self.setAccessibleName(heading)
        self.setAccessibleDescription(hint)
