"""The column beside the picture: what to make, what is being made, what was made; each as high as it has need of."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QWidget

from retake_gui.ui import theme
from retake_gui.ui.jobs import JobPanel
from retake_gui.ui.prompt import RetakePanel
from retake_gui.ui.takes import TakePanel

_FIRST = (360, 100, 430)
_WIDTH = 384
_MOST_JOBS = 200


class SideColumn(QSplitter):
    """Gives the jobs the room that their cards need and the takes the rest, until the user chooses otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("sideSplitter")
        theme.set_role(self, "panel")
        self._before: list[int] = []
        self._chosen = False
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self.splitterMoved.connect(self._keep)

    def hold(self, retake: RetakePanel, jobs: JobPanel, takes: TakePanel) -> None:
        """Take the panels, from top to bottom; they are best made inside it already."""
        self._retake, self._jobs, self._takes = retake, jobs, takes
        for panel, share in ((retake, 3), (jobs, 1), (takes, 3)):
            self.addWidget(panel)
            self.setStretchFactor(self.count() - 1, share)
        self.setSizes(list(_FIRST))
        self.setMinimumWidth(max(_WIDTH, retake.minimumSizeHint().width()))
        retake.moreShown.connect(self._make_room)
        jobs.heightWanted.connect(self._fitting.start)
        self._fitting.start()

    def _keep(self) -> None:
        self._chosen = True

    def _fit(self) -> None:
        """The jobs need another height: the takes have what is left."""
        sizes = self.sizes()
        if self._chosen or self._before or not all(sizes):
            return
        least = self._jobs.minimumSizeHint().height()
        jobs = max(least, min(self._jobs.wanted_height, _MOST_JOBS))
        takes = sum(sizes[1:]) - jobs
        if jobs != sizes[1] and takes >= self._takes.minimumSizeHint().height():
            self.setSizes([sizes[0], jobs, takes])

    def _make_room(self, more: bool) -> None:
        """The rarer settings take room from the jobs and the takes, and give it back."""
        if not more:
            if self._before:
                self.setSizes(self._before)
                self._before = []
            return
        self._before = self.sizes()
        jobs, takes = (panel.minimumSizeHint().height() for panel in (self._jobs, self._takes))
        total = sum(self._before)
        wanted = min(self._retake.sizeHint().height(), total - jobs - takes)
        if wanted > self._before[0]:
            self.setSizes([wanted, jobs, total - wanted - jobs])
