"""Dialogs and questions of the window; all are opened, none is executed, so the loop always turns."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from retake_gui import __version__
from retake_gui.domain.price import dollars
from retake_gui.domain.project import PROJECT_SUFFIX


class Dialogs:
    """Asks the user for files, names and confirmations.

    Args:
        window: What the dialogs belong to.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def ask_for_clip(self, folder: str, then: Callable[[Path], object]) -> None:
        """Choose a clip: any file, since FFmpeg reads more than a list of endings could say."""
        words = self._window.tr("Open a clip")
        self._ask_for_file(words, folder, [self._window.tr("Clips and all other files (*)")], then)

    def ask_for_image(self, folder: str, then: Callable[[Path], object]) -> None:
        """Choose a picture."""
        words = self._window.tr("First frame")
        kinds = self._window.tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)")
        self._ask_for_file(words, folder, [kinds], then)

    def ask_for_project(self, folder: str, then: Callable[[Path], object]) -> None:
        """Choose a project."""
        kinds = self._window.tr("Retake projects (*{0})").format(PROJECT_SUFFIX)
        self._ask_for_file(self._window.tr("Open a project"), folder, [kinds], then)

    def ask_where_to_save(self, suggestion: Path, then: Callable[[Path], object]) -> None:
        """Name a project that does not exist yet."""
        dialog = QFileDialog(self._window, self._window.tr("Save the project as"), str(suggestion))
        dialog.setObjectName("saveProjectDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(PROJECT_SUFFIX.lstrip("."))
        self._open(dialog)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))

    def ask_for_address(self, then: Callable[[str], object]) -> None:
        """Enter a URL or a UUID of an image."""
        title, words = self._window.tr("First frame"), self._window.tr("URL, media UUID or data URI of the image")
        self._ask_for_text("imageAddressDialog", title, words, then)

    def ask_for_clip_address(self, then: Callable[[str], object]) -> None:
        """Enter a URL or a UUID of a clip."""
        words = self._window.tr(
            "URL or media UUID of the clip.\n"
            "A URL is fetched, to be seen and fitted here. Media of the service is not:\n"
            "its range is whole seconds, and takes stay as they are returned."
        )
        self._ask_for_text("clipAddressDialog", self._window.tr("Open an address"), words, then)

    def _ask_for_text(self, name: str, title: str, words: str, then: Callable[[str], object]) -> None:
        dialog = QInputDialog(self._window)
        dialog.setObjectName(name)
        dialog.setWindowTitle(title)
        dialog.setLabelText(words)
        dialog.setMinimumWidth(460)
        self._open(dialog)
        dialog.textValueSelected.connect(lambda text: then(text.strip()) if text.strip() else None)

    def ask_about_cost(self, price: Decimal, then: Callable[[], object]) -> None:
        """Ask before something dear."""
        box = QMessageBox(self._window)
        box.setObjectName("costQuestion")
        box.setWindowTitle(self._window.tr("Retake"))
        box.setText(self._window.tr("This retake is estimated to cost {0}.").format(dollars(price)))
        box.setInformativeText(self._window.tr("That is above the limit in the preferences. Start it?"))
        start = box.addButton(self._window.tr("Start"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        self._open(box)
        start.clicked.connect(lambda: then())  # noqa: PLW0108 - not the flag

    def ask_about_cancelling(self, then: Callable[[], object]) -> None:
        """Say what cancelling cannot do, before it is done."""
        box = QMessageBox(self._window)
        box.setObjectName("cancelQuestion")
        box.setWindowTitle(self._window.tr("Cancel the job"))
        box.setText(self._window.tr("The service already has this job. It still runs there, and is billed."))
        box.setInformativeText(
            self._window.tr("Cancelling only stops waiting for it here. The result can be fetched later from the list.")
        )
        stop = box.addButton(self._window.tr("Stop waiting"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self._window.tr("Keep waiting"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        self._open(box)
        stop.clicked.connect(lambda: then())  # noqa: PLW0108 - not the flag

    def about(self) -> None:
        """Say what this is."""
        box = QMessageBox(self._window)
        box.setObjectName("aboutBox")
        box.setWindowTitle(self._window.tr("About Retake"))
        box.setText(f"Retake {__version__}")
        box.setInformativeText(
            self._window.tr(
                "Regenerates a part of a clip, and fits it back to the frame. Apache-2.0. "
                "Uses Qt, FFmpeg through PyAV, and OpenCV."
            )
        )
        self._open(box)

    def _ask_for_file(self, title: str, folder: str, kinds: list[str], then: Callable[[Path], object]) -> None:
        dialog = QFileDialog(self._window, title, folder)
        dialog.setObjectName("openDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(kinds)
        self._open(dialog)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))

    def _open(self, dialog: QDialog) -> None:
        """Show it, every part of it with a name."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        name_parts(dialog)


def name_parts(dialog: QDialog) -> None:
    """Give object and accessible names to the parts of a dialog that Qt made."""
    for number, part in enumerate(dialog.findChildren(QWidget)):
        if part.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        words = part.text().replace("&", "") if isinstance(part, QAbstractButton) else ""
        if not part.objectName():
            part.setObjectName(f"{dialog.objectName()}{type(part).__name__}{number}")
        if not part.accessibleName():
            part.setAccessibleName(words or part.toolTip() or dialog.windowTitle())
