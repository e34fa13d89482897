"""What lies over a picture that the service marked as not for every eye, until it is asked for."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from retake_gui.ui import theme

_COARSE = 9
"""Cells across the picture: nothing can be made out, light and colour can."""


class Veil(QWidget):
    """Says why the picture is blurred, in its middle.

    Signals:
        unveilWanted: Show it.
    """

    unveilWanted = Signal()

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.setObjectName(f"{pane.objectName()}Veil")
        self.hide()
        words = QLabel(self.tr("Marked as NSFW by the service"), self)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(words, "badge")
        show = QPushButton(self.tr("Show"), self)
        show.setObjectName(f"{pane.objectName()}Show")
        show.setAccessibleName(self.tr("Show the marked take"))
        show.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        show.clicked.connect(self.unveilWanted)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(show, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        pane.installEventFilter(self)
        self.setGeometry(pane.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be as large as the pane."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False


def blurred(image: QImage) -> QImage:
    """A picture in which nothing can be made out: a few cells, to be drawn smoothly at full size."""
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(_COARSE, _COARSE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
