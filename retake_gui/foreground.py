"""What the first paint needs: the window with all its panels, and the models that these show.

Everything that is imported here keeps the first paint waiting: no services, no network, no decoding, no loop. The rest
of the program is built around this once it is painted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoStack

from retake_gui.store.fingerprint import fingerprint
from retake_gui.store.folders import cache_folder
from retake_gui.store.window_state import load_window_state
from retake_gui.ui.later import AfterPaint
from retake_gui.ui.main_window import MainWindow
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.clip_media import ClipMedia
from retake_gui.viewmodels.clock import Output, SilentOutput
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.frame_desk import FrameDesk
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.scrubbing import ScrubRoom
from retake_gui.viewmodels.sound_feed import SoundFeed
from retake_gui.viewmodels.timeline import TimelineModel

if TYPE_CHECKING:
    from retake_gui.viewmodels.models import Models


@dataclass(frozen=True, slots=True, eq=False)
class Foreground:
    """The window and what it shows while nothing is open.

    Attributes:
        hidden: What cannot be seen yet.
    """

    window: MainWindow
    document: DocumentModel
    player: PlayerModel
    timeline: TimelineModel
    media: ClipMedia
    actions: ActionSet
    undo: QUndoStack
    hidden: AfterPaint

    def complete(self) -> "Models":
        """Make what cannot be seen yet; nothing can be done with the window before.

        Returns:
            All models, those of the lists as well, which begin empty.
        """
        from retake_gui.viewmodels.jobs import JobsModel
        from retake_gui.viewmodels.models import Models
        from retake_gui.viewmodels.takes import TakesModel

        models = Models(self.document, self.player, self.timeline, JobsModel(), TakesModel())
        self.window.jobs.watch(models.jobs)
        self.window.takes.watch(models.takes, models.document)
        self.hidden.make_all()
        return models


def build_foreground(output: Callable[[SoundFeed], Output] = SilentOutput, clip: str = "") -> Foreground:
    """Build it, as the user left it; it is not shown yet.

    Args:
        output: Makes what plays the sound.
        clip: What is the first that will be opened, so that it is waited for; where it is empty, what was open last is.
    """
    room, undo, actions = ScrubRoom(cache_folder, fingerprint), QUndoStack(), ActionSet()
    document, player, timeline = DocumentModel(undo), PlayerModel(output, FrameDesk(room)), TimelineModel()
    media, window, hidden = ClipMedia(room), MainWindow(), AfterPaint()
    window.fill(document, player, timeline, media, actions, hidden)
    state = load_window_state()
    if awaited := clip or state.clip:
        window.await_clip(awaited)
    window.restore(state.geometry, state.panels)
    return Foreground(window, document, player, timeline, media, actions, undo, hidden)
