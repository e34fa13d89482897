"""Preferences and keys, kept as they change."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.service import DRAFT, RUNWARE

if TYPE_CHECKING:
    from retake_gui.services.named_keys import NamedKey, NamedKeys
    from retake_gui.store.secrets import KeyStore
    from retake_gui.store.settings_file import AppSettings, SettingsFile

_CONTEXT = "Preferences"


class PreferencesModel(QObject):
    """One set of settings, shared with the services; written whenever one changes.

    Signals:
        changed: A setting changed (its name).
        keyChanged: A key came or went, or something was found out about it (a sentence).
        keyAccepted: The account answered with the key in use.
        checkWanted: A new key is to be checked against the account.
        failed: The settings could not be read or written (``RetakeError``).
    """

    changed = Signal(str)
    keyChanged = Signal(str)
    keyAccepted = Signal()
    checkWanted = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: KeyStore | None = None
        self._named: NamedKeys | None = None
        self._default_engine: Callable[[], str] = lambda: DRAFT.key

    @cached_property
    def _file(self) -> "SettingsFile":
        from retake_gui.store.settings_file import SettingsFile

        return SettingsFile()

    @cached_property
    def settings(self) -> "AppSettings":
        """What is set; read when it is first wanted, which is after the first paint."""
        settings = self._file.load()
        if self._file.problem is not None:
            QTimer.singleShot(0, self, partial(self.failed.emit, self._file.problem))
        return settings

    @property
    def engine(self) -> str:
        """The service that is used: the chosen one, else what environment and keys suggest."""
        return self.settings.engine or self._default_engine()

    @property
    def has_key(self) -> bool:
        """Whether there is a key for the real service."""
        return self._keys is not None and bool(self._keys.get(self.settings.key_name))

    def set_keys(self, keys: "KeyStore", named: "NamedKeys", default_engine: Callable[[], str]) -> None:
        """The keys can be read from now on."""
        self._keys, self._named, self._default_engine = keys, named, default_engine
        self.keyChanged.emit(self.key_words())

    def named_keys(self) -> "list[NamedKey]":
        """Every key that the user gave a name, without the key."""
        return self._named.all() if self._named is not None else []

    def change(self, **changes: Any) -> None:
        """Change settings by name, and write them.

        Raises:
            ValueError: A value is outside its limits; nothing is changed.
        """
        checked = type(self.settings).model_validate(self.settings.model_dump() | changes)
        for name in changes:
            value = getattr(checked, name)
            if getattr(self.settings, name) != value:
                setattr(self.settings, name, value)
                self.changed.emit(name)
        try:
            self._file.save(self.settings)
        except RetakeError as error:
            self.failed.emit(error)

    async def add_key(self, name: str, key: str) -> None:
        """Check a key against its account, keep it under a name, and use the service it is for.

        Raises:
            RetakeError: The key, or its name, is not accepted; nothing is kept.
        """
        if self._named is None:
            return
        self.keyChanged.emit(self._tr("Checking the key…"))
        try:
            checked = await self._named.add(name, key)
        except RetakeError as error:
            self.keyChanged.emit(error.sentence)
            raise
        self.change(engine=RUNWARE.key)
        self.keyChanged.emit(f"{self.key_words()} {checked.unchecked}".strip())
        self.checkWanted.emit()

    def use_key(self, name: str) -> None:
        """Use another key from now on."""
        if self._named is not None and name != self.settings.key_name:
            self._named.use(name)
            self.keyChanged.emit(self.key_words())

    def remove_key(self, name: str) -> None:
        """Forget a key; without any left, go back to drafts."""
        if self._named is not None:
            self._named.remove(name)
            if not self.has_key:
                self.change(engine="")
            self.keyChanged.emit(self.key_words())

    def is_safe_url(self, url: str) -> bool:
        """Whether nobody on the way can read what is sent there, or the user has agreed to it."""
        from retake_gui.services.endpoint import is_private

        return not url or is_private(url) or url == self.settings.trusted_url

    def tell_key(self, words: str) -> None:
        """What was found out about the key."""
        self.keyChanged.emit(words)

    def key_words(self) -> str:
        """Where the key is kept."""
        if self._keys is None:
            return ""
        words = {
            "nowhere": "No key yet. Everything works on the draft engine without one.",
            "environment": "The key comes from RUNWARE_API_KEY, which goes before all others.",
            "keyring": "The key is kept in the system's keyring.",
            "session": "This system has no keyring: the key is kept until the program ends, and never written down.",
        }
        return self._tr(words[self._keys.place(self.settings.key_name).value])

    def _tr(self, words: str) -> str:
        return QCoreApplication.translate(_CONTEXT, words)
