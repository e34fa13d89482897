"""API keys: in the system's keyring, else for this session only; never in a file of ours."""

import os
import time
from collections.abc import Mapping
from enum import StrEnum

import keyring
from keyring.errors import KeyringError

_SERVICE = "retake"
DEFAULT_NAME = "runware"
KEY_VARIABLE = "RUNWARE_API_KEY"
_BELIEVED_SECONDS = 5.0


class KeyPlace(StrEnum):
    """Where a key comes from."""

    NOWHERE = "nowhere"
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION = "session"


class KeyStore:
    """Keys by name. The environment's key is used before any other.

    What the keyring said is believed for some seconds: asking it takes a trip through another program each time.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment
        self._session: dict[str, str] = {}
        self._heard: dict[str, tuple[float, str | None]] = {}

    def __repr__(self) -> str:
        return "KeyStore(…)"

    def get(self, name: str = DEFAULT_NAME) -> str | None:
        """The key, or ``None``."""
        return self._find(name)[0]

    def place(self, name: str = DEFAULT_NAME) -> KeyPlace:
        """Where the key would come from."""
        return self._find(name)[1]

    def kept_in(self, name: str) -> KeyPlace:
        """Where the key of a name is kept, whatever the environment says."""
        return self._kept(name)[1]

    def set(self, key: str, name: str = DEFAULT_NAME) -> KeyPlace:
        """Keep a key; says where it could be kept."""
        self._heard.pop(name, None)
        try:
            keyring.set_password(_SERVICE, name, key)
            kept = keyring.get_password(_SERVICE, name) == key
        except KeyringError:
            kept = False
        if not kept:
            self._session[name] = key
            return KeyPlace.SESSION
        self._session.pop(name, None)
        return KeyPlace.KEYRING

    def remove(self, name: str = DEFAULT_NAME) -> None:
        """Forget a key wherever we kept it; the environment is not ours."""
        self._session.pop(name, None)
        self._heard.pop(name, None)
        try:
            keyring.delete_password(_SERVICE, name)
        except KeyringError:
            return

    def _find(self, name: str) -> tuple[str | None, KeyPlace]:
        given = self._environment.get(KEY_VARIABLE, "").strip()
        if given:
            return given, KeyPlace.ENVIRONMENT
        return self._kept(name)

    def _kept(self, name: str) -> tuple[str | None, KeyPlace]:
        if name in self._session:
            return self._session[name], KeyPlace.SESSION
        kept = self._heard_of(name)
        return (kept, KeyPlace.KEYRING) if kept else (None, KeyPlace.NOWHERE)

    def _heard_of(self, name: str) -> str | None:
        moment, kept = self._heard.get(name, (-_BELIEVED_SECONDS, None))
        now = time.monotonic()
        if now - moment >= _BELIEVED_SECONDS:
            try:
                kept = keyring.get_password(_SERVICE, name)
            except KeyringError:
                kept = None
            self._heard[name] = now, kept
        return kept
