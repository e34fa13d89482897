"""The models of one window, together."""

from dataclasses import dataclass

from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.jobs import JobsModel
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.takes import TakesModel
from retake_gui.viewmodels.timeline import TimelineModel


@dataclass(frozen=True, slots=True)
class Models:
    """What the widgets of a window watch."""

    document: DocumentModel
    player: PlayerModel
    timeline: TimelineModel
    jobs: JobsModel
    takes: TakesModel
