"""Several keys by name: each is checked against its account before it is kept, and none is ever shown again."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from retake_gui.domain.errors import ServiceUnreachable, SettingRefused
from retake_gui.runware.secret import Secret
from retake_gui.store.secrets import KeyPlace, KeyStore
from retake_gui.store.settings_file import AppSettings

_NAME = re.compile(r"[\w .@-]{1,60}")


class Change(Protocol):
    """Changes settings by name, and keeps them."""

    def __call__(self, **changes: object) -> None:
        """Change them."""


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A key without the key.

    Attributes:
        place: Where it is kept.
        in_use: Whether it is the one that is chosen; one from the environment goes before it.
    """

    name: str
    place: KeyPlace
    in_use: bool


@dataclass(frozen=True, slots=True)
class CheckedKey:
    """What was found out about a key when it came.

    Attributes:
        balance: Dollars on its account; ``None`` when the service could not be asked.
        unchecked: Why it could not be asked, in a sentence, or empty.
    """

    name: str
    place: KeyPlace
    balance: Decimal | None
    unchecked: str = ""


class NamedKeys:
    """The keys that the user gave a name.

    Args:
        keys: Where they are kept.
        settings: Knows their names, and which one is used.
        change: Writes the settings.
        check: Asks a key's account for its balance.
    """

    def __init__(
        self,
        keys: KeyStore,
        settings: AppSettings,
        change: Change,
        check: Callable[[str], Awaitable[Decimal]],
    ) -> None:
        self._keys, self._settings, self._change, self._check = keys, settings, change, check

    def all(self) -> list[NamedKey]:
        """Every named key that is there, by name."""
        known = sorted({*self._settings.key_names, self._settings.key_name})
        found = [NamedKey(name, self._keys.kept_in(name), name == self._settings.key_name) for name in known]
        return [key for key in found if key.place is not KeyPlace.NOWHERE]

    async def add(self, name: str, key: str) -> CheckedKey:
        """Check a key, keep it, and use it.

        Raises:
            SettingRefused: The name or the key cannot be.
            ServiceError: The service does not accept the key; it is not kept.
        """
        name, key = name.strip(), key.strip()
        if not _NAME.fullmatch(name):
            raise SettingRefused("key", f"“{name}” cannot be the name of a key.", do="Use letters and digits.")
        if not key or not Secret(key).can_be_sent:
            raise SettingRefused("key", "This is not a key.", do="Copy the key as the service shows it.")
        balance, unchecked = None, ""
        try:
            balance = await self._check(key)
        except ServiceUnreachable as error:
            unchecked = error.sentence
        place = self._keys.set(key, name)
        self._change(key_names=sorted({*self._settings.key_names, name}), key_name=name)
        return CheckedKey(name, place, balance, unchecked)

    def use(self, name: str) -> None:
        """Use another key from now on.

        Raises:
            SettingRefused: There is none of that name.
        """
        self._expect(name)
        self._change(key_name=name)

    def remove(self, name: str) -> None:
        """Forget a key; when it was the one in use, the next one is.

        Raises:
            SettingRefused: There is none of that name.
        """
        self._expect(name)
        self._keys.remove(name)
        left = [other for other in self._settings.key_names if other != name]
        used = self._settings.key_name
        self._change(key_names=left, key_name=used if used != name else next(iter(left), AppSettings().key_name))

    def _expect(self, name: str) -> None:
        if name not in {key.name for key in self.all()}:
            raise SettingRefused("key", f"There is no key “{name}”.", do="Look at the list of keys.")
