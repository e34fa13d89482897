"""The image that the range starts from, where one is wanted."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from retake_gui.domain.settings import FrameImage, is_web_address
from retake_gui.ui import theme
from retake_gui.viewmodels.document import DocumentModel

_THUMB = QSize(64, 36)


class FirstFrame(QWidget):
    """Shows the first frame and lets it be chosen, or taken away.

    Signals:
        playheadWanted: Use the frame under the playhead.
        fileWanted: Choose an image.
        addressWanted: Enter a URL or a media UUID.
    """

    playheadWanted = Signal()
    fileWanted = Signal()
    addressWanted = Signal()

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._menu = QMenu(self)
        self._menu.addAction(self.tr("Frame under the playhead"), self.playheadWanted.emit)
        self._menu.addAction(self.tr("Image from a file…"), self.fileWanted.emit)
        self._menu.addAction(self.tr("URL or media UUID…"), self.addressWanted.emit)
        self._menu.addSeparator()
        self._none = self._menu.addAction(self.tr("No first frame"), self._remove)
        title = QLabel(self.tr("First frame"), self)
        theme.set_role(title, "hint")
        self._button = QToolButton(self)
        self._button.setObjectName("firstFrameField")
        self._button.setAccessibleName(self.tr("First frame"))
        self._button.setToolTip(self.tr("An image that the range starts from; drop one here, or choose"))
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setMenu(self._menu)
        self._button.setMinimumSize(72, 32)
        title.setBuddy(self._button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(title)
        layout.addWidget(self._button)
        document.settingsChanged.connect(self._show)
        self._show()

    def _remove(self) -> None:
        self._document.edit_settings(self.tr("Remove the first frame"), frame_images=())

    def _show(self) -> None:
        images = self._document.settings.frame_images
        self._none.setEnabled(bool(images))
        picture = _thumbnail(images[0]) if images else None
        if picture is not None:
            self._button.setIcon(picture)
            self._button.setIconSize(_THUMB)
            self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        else:
            self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            self._button.setText(_words(images[0]) if images else self.tr("None ▾"))


def _thumbnail(image: FrameImage) -> QPixmap | None:
    """A small picture of a local image file."""
    if image.value.startswith("data:") or is_web_address(image.value) or len(image.value) > 4096:
        return None
    path = Path(image.value)
    if not path.is_file():
        return None
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(_THUMB * 2, Qt.AspectRatioMode.KeepAspectRatio))
    read = reader.read()
    return None if read.isNull() else QPixmap.fromImage(read)


def _words(image: FrameImage) -> str:
    value = image.value
    short = value if len(value) <= 14 else f"{value[:12]}…"
    return f"{short} ▾"
