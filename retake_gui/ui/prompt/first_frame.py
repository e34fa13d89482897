"""The image that the range starts from, where one is wanted."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from retake_gui.domain.settings import FrameImage, is_web_address
from retake_gui.ui import theme
from retake_gui.ui.later import Later, at_once
from retake_gui.viewmodels.document import DocumentModel

if TYPE_CHECKING:
    from PySide6.QtCore import QIODevice
    from PySide6.QtGui import QPixmap

_THUMB = QSize(64, 36)
_LONGEST_PATH = 4096


class FirstFrame(QWidget):
    """Shows the first frame and lets it be chosen, or taken away.

    Args:
        later: Makes what the menu holds.

    Signals:
        playheadWanted: Use the frame under the playhead.
        fileWanted: Choose an image.
        addressWanted: Enter a URL or a media UUID.
    """

    playheadWanted = Signal()
    fileWanted = Signal()
    addressWanted = Signal()

    def __init__(self, document: DocumentModel, parent: QWidget | None = None, later: Later = at_once) -> None:
        super().__init__(parent)
        self._document = document
        self._menu = QMenu(self)
        title = QLabel(self.tr("First frame"), self)
        theme.set_role(title, "hint")
        self.button = QToolButton(self)
        self.button.setObjectName("firstFrameField")
        self.button.setAccessibleName(self.tr("First frame"))
        self._help = self.tr("An image that the range starts from; drop one here, or choose")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self._menu)
        self.button.setMinimumSize(72, 32)
        title.setBuddy(self.button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(title)
        layout.addWidget(self.button)
        document.settingsChanged.connect(self._show)
        self._show()
        later(self._fill_menu)

    def _fill_menu(self) -> None:
        self._menu.addAction(self.tr("Frame under the playhead"), self.playheadWanted.emit)
        self._menu.addAction(self.tr("Image from a file…"), self.fileWanted.emit)
        self._menu.addAction(self.tr("URL or media UUID…"), self.addressWanted.emit)
        self._menu.addSeparator()
        self._form = self._menu.addAction(self.tr("Send with “frame”: “first”"))
        self._form.setObjectName("firstFrameObjectForm")
        self._form.setCheckable(True)
        self._form.setToolTip(self.tr("The contract's object form; the plain form means the same"))
        self._form.triggered.connect(self._set_form)
        self._none = self._menu.addAction(self.tr("No first frame"), self._remove)
        self._document.settingsChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        images = self._document.settings.frame_images
        self._none.setEnabled(bool(images))
        self._form.setEnabled(bool(images))
        self._form.setChecked(bool(images) and images[0].as_object)

    def _remove(self) -> None:
        self._document.edit_settings(self.tr("Remove the first frame"), frame_images=())

    def _set_form(self, as_object: bool) -> None:
        images = self._document.settings.frame_images
        changed = tuple(FrameImage(image.value, as_object) for image in images)
        self._document.edit_settings(self.tr("Choose the form of the first frame"), frame_images=changed)

    def _show(self) -> None:
        images = self._document.settings.frame_images
        told = images[0].value[:300] if images else self._help
        self.button.setToolTip(told)
        picture = _thumbnail(images[0]) if images else None
        if picture is not None:
            self.button.setIcon(picture)
            self.button.setIconSize(_THUMB)
            self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        else:
            self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            self.button.setText(_words(images[0]) if images else self.tr("None ▾"))


def _thumbnail(image: FrameImage) -> "QPixmap | None":
    """A small picture of an image that is here: in a file, or in the text itself."""
    from PySide6.QtGui import QImageReader, QPixmap

    device = _device(image.value)
    if device is None:
        return None
    reader = QImageReader(device)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(_THUMB * 2, Qt.AspectRatioMode.KeepAspectRatio))
    read = reader.read()
    device.close()
    return None if read.isNull() else QPixmap.fromImage(read)


def _device(value: str) -> "QIODevice | None":
    from PySide6.QtCore import QBuffer, QByteArray, QFile

    if value.startswith("data:"):
        device = QBuffer()
        device.setData(QByteArray.fromBase64(value.partition(",")[2].encode()))
        return device
    if is_web_address(value) or len(value) > _LONGEST_PATH or not Path(value).is_file():
        return None
    return QFile(value)


def _words(image: FrameImage) -> str:
    value = image.value.removeprefix("https://").removeprefix("http://")
    short = value if len(value) <= 14 else f"{value[:12]}…"
    return f"{short} ▾"
