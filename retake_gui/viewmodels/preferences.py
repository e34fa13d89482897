"""Preferences and keys, kept as they change."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.service import DRAFT, RUNWARE

if TYPE_CHECKING:
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
        failed: The settings could not be written (``RetakeError``).
    """

    changed = Signal(str)
    keyChanged = Signal(str)
    keyAccepted = Signal()
    checkWanted = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: KeyStore | None = None
        self._default_engine: Callable[[], str] = lambda: DRAFT.key

    @cached_property
    def _file(self) -> "SettingsFile":
        from retake_gui.store.settings_file import SettingsFile

        return SettingsFile()

    @cached_property
    def settings(self) -> "AppSettings":
        """What is set; read when it is first wanted, which is after the first paint."""
        return self._file.load()

    @property
    def engine(self) -> str:
        """The service that is used: the chosen one, else what environment and keys suggest."""
        return self.settings.engine or self._default_engine()

    @property
    def has_key(self) -> bool:
        """Whether there is a key for the real service."""
        return self._keys is not None and bool(self._keys.get(self.settings.key_name))

    def set_keys(self, keys: "KeyStore", default_engine: Callable[[], str]) -> None:
        """The keys can be read from now on."""
        self._keys, self._default_engine = keys, default_engine
        self.keyChanged.emit(self.key_words())

    def change(self, **changes: Any) -> None:
        """Change settings by name, and write them.

        Raises:
            ValueError: A value is outside its limits; nothing is changed.
        """
        for name, value in changes.items():
            if getattr(self.settings, name) != value:
                setattr(self.settings, name, value)
                self.changed.emit(name)
        try:
            self._file.save(self.settings)
        except RetakeError as error:
            self.failed.emit(error)

    def set_key(self, key: str) -> None:
        """Keep a key, use the service it is for, and ask for a check."""
        if self._keys is None or not key.strip():
            return
        self._keys.set(key.strip(), self.settings.key_name)
        self.change(engine=RUNWARE.key)
        self.keyChanged.emit(self.key_words())
        self.checkWanted.emit()

    def remove_key(self) -> None:
        """Forget the key, and go back to drafts."""
        if self._keys is not None:
            self._keys.remove(self.settings.key_name)
            self.change(engine="")
            self.keyChanged.emit(self.key_words())

    def tell_key(self, words: str) -> None:
        """What was found out about the key."""
        self.keyChanged.emit(words)

    def key_words(self) -> str:
        """Where the key is kept."""
        if self._keys is None:
            return ""
        words = {
            "nowhere": "No key yet. Everything works on the draft engine without one.",
            "environment": "The key comes from RUNWARE_API_KEY.",
            "keyring": "The key is kept in the system's keyring.",
            "session": "This system has no keyring: the key is kept until the program ends, and never written down.",
        }
        return QCoreApplication.translate(_CONTEXT, words[self._keys.place(self.settings.key_name).value])
