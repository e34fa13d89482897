"""The menu of clips and projects that were open before."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from retake_gui.viewmodels.recent import RecentModel


class RecentMenu(QMenu):
    """Made anew whenever it is opened.

    Signals:
        chosen: A clip or a project is to be opened (``Path``).
    """

    chosen = Signal(object)

    def __init__(self, model: "RecentModel", parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open recent"))
        self.setObjectName("menuRecent")
        self.setToolTipsVisible(True)
        self._model = model
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        self._add(self.tr("Clips of this project"), {path: path.name for path in self._model.clips()})
        self._add(self.tr("Projects"), {path: self._title(path) for path in self._model.projects()})
        if self.isEmpty():
            self.addAction(self.tr("Nothing else yet")).setEnabled(False)

    def _add(self, heading: str, entries: dict[Path, str]) -> None:
        if entries and not self.isEmpty():
            self.addSeparator()
        if entries:
            self.addAction(heading).setEnabled(False)
        for path, title in entries.items():
            action = self.addAction(title.replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked, chosen=path: self.chosen.emit(chosen))

    def _title(self, path: Path) -> str:
        return self.tr("Untitled project") if path.stem == "Untitled" else path.stem
