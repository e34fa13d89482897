"""Which service is used, what it needs, and what is left on its account, as the window says it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.price import dollars
from retake_gui.domain.service import RUNWARE, SERVICES
from retake_gui.ui.main_window import MainWindow
from retake_gui.viewmodels.desk import Desk, Stage

ACCOUNT = "account"
"""The cause of notices about the account at the service."""


class EngineConduct:
    """One per window.

    Args:
        ask_for_key: Lets the user enter a key.
    """

    def __init__(self, window: MainWindow, desk: Desk, ask_for_key: Callable[[], object]) -> None:
        self._window, self._desk, self._ask_for_key = window, desk, ask_for_key
        self._stage: Stage | None = None

    def begin(self, stage: Stage) -> None:
        """The heavy rooms are loaded."""
        self._stage = stage
        self.use()

    def choose(self, key: str) -> None:
        """The user wants another service: the real one needs a key first."""
        preferences = self._desk.preferences
        if key == RUNWARE.key and not preferences.has_key and not preferences.settings.base_url:
            self._ask_for_key()
            self._window.header.show_engine(preferences.engine, has_key=False)
        else:
            preferences.change(engine=key)

    def use(self) -> None:
        """Another service, address or key is set: its limits and prices apply from now on."""
        if self._stage is None:
            return
        preferences = self._desk.preferences
        key = preferences.engine
        self._desk.models.document.set_service(self._stage.service(key), preferences.settings.context)
        self._desk.models.timeline.set_service(self._stage.service(key))
        self.show()
        if SERVICES[key].is_draft:
            self._window.notices.end_advice()
            self._window.notices.end_cause(ACCOUNT)
        else:
            self.check_key()

    def show(self) -> None:
        """Say which service is used, and whether there is a key."""
        preferences = self._desk.preferences
        self._window.header.show_engine(preferences.engine, has_key=preferences.has_key)

    def check_key(self) -> None:
        """Ask the account what is left, or say that a key is missing."""
        if self._stage is None:
            return
        if not self._desk.preferences.has_key:
            self._say_key_is_missing(self._stage)
        else:
            self._window.notices.end_advice()
            self._desk.tasks.start(self._ask_balance(self._stage), "ask for the balance")

    def _say_key_is_missing(self, stage: Stage) -> None:
        """That is no error: everything but sending works without one."""
        tr, place = self._window.tr, urlsplit(stage.service_url()).netloc
        self._window.header.show_balance("")
        self._window.notices.show_advice(
            tr("Retakes are sent to {0}, which needs a key, and there is none yet. The rest works without.").format(
                place
            ),
            tr("Add a key…"),
            self._ask_for_key,
        )

    async def _ask_balance(self, stage: Stage) -> None:
        preferences = self._desk.preferences
        try:
            balance = await stage.balance(preferences.engine)
        except RetakeError as error:
            self._window.header.show_balance("")
            self._window.notices.show_error(error, ACCOUNT)
            preferences.tell_key(error.sentence)
            return
        self._window.notices.end_cause(ACCOUNT)
        words = self._window.tr("balance {0}").format(dollars(balance))
        self._window.header.show_balance(words)
        preferences.tell_key(f"{preferences.key_words()} {words}")
        preferences.keyAccepted.emit()
