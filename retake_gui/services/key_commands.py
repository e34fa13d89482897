"""What ``retake key`` does: keys by name, read from a prompt or the standard input and never shown."""

import json
import sys
from dataclasses import dataclass

from retake_gui.domain.errors import StorageError
from retake_gui.domain.price import dollars
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.named_keys import NamedKeys
from retake_gui.services.speaking import say, warn
from retake_gui.store.secrets import KeyPlace, KeyStore
from retake_gui.store.settings_file import SettingsFile

_PLACES = {
    KeyPlace.KEYRING: "in the system's keyring",
    KeyPlace.SESSION: "until the program ends",
}


@dataclass(frozen=True, slots=True)
class KeyDesk:
    """The keys of this machine, and the way to ask their accounts."""

    named: NamedKeys
    endpoints: Endpoints
    keys: KeyStore


def key_desk() -> KeyDesk:
    """Build it on the user's own settings."""
    keys, file = KeyStore(), SettingsFile()
    settings = file.load()
    if file.problem is not None:
        warn(file.problem.sentence)
    endpoints = Endpoints(keys, settings)

    def change(**changes: object) -> None:
        for name, value in changes.items():
            setattr(settings, name, value)
        file.save(settings)

    return KeyDesk(NamedKeys(keys, settings, change, endpoints.check_key), endpoints, keys)


async def add_key(desk: KeyDesk, name: str, key: str, *, as_json: bool) -> int:
    """Check a key, and keep it in the keyring.

    Raises:
        RetakeError: It cannot be, is not accepted, or there is no keyring to keep it in.
    """
    try:
        added = await desk.named.add(name, key)
    finally:
        await desk.endpoints.aclose()
    if added.place is not KeyPlace.KEYRING:
        desk.named.remove(added.name)
        raise StorageError("This system has no keyring, so the key was not kept.", do="Set RUNWARE_API_KEY instead.")
    balance = None if added.balance is None else float(added.balance)
    if as_json:
        say(json.dumps({"name": added.name, "place": added.place.value, "balance": balance}))
    else:
        found = f"balance {dollars(added.balance)}" if added.balance is not None else "it could not be checked yet"
        say(f"Key “{added.name}” is kept {_PLACES[added.place]} and used from now on: {found}.")
    if added.unchecked:
        sys.stderr.write(f"{added.unchecked}\n")
    return 0


def list_keys(desk: KeyDesk, *, as_json: bool) -> int:
    """Every key by its name."""
    found = desk.named.all()
    if as_json:
        facts = [{"name": key.name, "place": key.place.value, "in_use": key.in_use} for key in found]
        say(json.dumps({"keys": facts, "environment": desk.keys.place() is KeyPlace.ENVIRONMENT}))
        return 0
    if desk.keys.place() is KeyPlace.ENVIRONMENT:
        say("RUNWARE_API_KEY is set, and goes before every other key.")
    for key in found:
        say(f"{'*' if key.in_use else ' '} {key.name}")
    return 0


def use_key(desk: KeyDesk, name: str) -> int:
    """Use another key from now on.

    Raises:
        SettingRefused: There is none of that name.
    """
    desk.named.use(name)
    return 0


def remove_key(desk: KeyDesk, name: str) -> int:
    """Forget a key.

    Raises:
        SettingRefused: There is none of that name.
    """
    desk.named.remove(name)
    return 0
