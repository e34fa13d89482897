"""Everything behind one window, together, as the composition root made it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoStack

from retake_gui.domain.clip import Clip
from retake_gui.domain.service import Service
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.comparing import ComparingModel, FitSources
from retake_gui.viewmodels.exporting import ExportingModel
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.preferences import PreferencesModel
from retake_gui.viewmodels.queueing import QueueModel
from retake_gui.viewmodels.request import RequestModel
from retake_gui.viewmodels.retaking import RetakingModel
from retake_gui.viewmodels.seams import Inspect, SeamsModel
from retake_gui.viewmodels.session import CloseSession, OpenSession, SessionModel
from retake_gui.viewmodels.tasks import Tasks

if TYPE_CHECKING:
    from retake_gui.services.named_keys import NamedKeys
    from retake_gui.store.secrets import KeyStore


@dataclass(frozen=True, slots=True)
class Desk:
    """The models that act."""

    models: Models
    actions: ActionSet
    undo: QUndoStack
    tasks: Tasks
    preferences: PreferencesModel
    sessions: SessionModel
    retaking: RetakingModel
    request: RequestModel
    queue: QueueModel
    comparing: ComparingModel
    exporting: ExportingModel
    seams: SeamsModel


@dataclass(frozen=True, slots=True)
class Stage:
    """What the heavy rooms offer, once they are loaded.

    Attributes:
        fit: Gives the fitted clip of a take for looking and listening.
        inspect: Looks at the seams of a take.
        still: Writes one frame of a clip as a picture file.
        service: Limits and price of a service as the settings have it.
        service_url: Where the real service is reached.
        probe: Measures a file.
        balance: Dollars left on the account of a service.
        close: Ends the engine and every connection.
    """

    keys: "KeyStore"
    named_keys: "NamedKeys"
    data_folder: Path
    default_engine: Callable[[], str]
    service: Callable[[str], Service]
    service_url: Callable[[], str]
    probe: Callable[[Path], Awaitable[Clip]]
    balance: Callable[[str], Awaitable[Decimal]]
    open_session: OpenSession
    close_session: CloseSession
    fit: FitSources
    inspect: Inspect
    still: Callable[[Clip, int, Path], None]
    close: Callable[[], Awaitable[None]]
