from collections.abc import Iterator
from decimal import Decimal

import keyring
import pytest

from retake_gui.domain.errors import Category, ServiceError, ServiceUnreachable, SettingRefused
from retake_gui.services.named_keys import NamedKeys
from retake_gui.store.secrets import KeyPlace, KeyStore
from retake_gui.store.settings_file import AppSettings
from tests.memory_keyring import MemoryKeyring


@pytest.fixture(autouse=True)
def memory() -> Iterator[MemoryKeyring]:
    before, fresh = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(fresh)
    yield fresh
    keyring.set_keyring(before)


class Desk:
    def __init__(self) -> None:
        self.settings = AppSettings()
        self.answer: Decimal | Exception = Decimal(12)
        self.keys = NamedKeys(KeyStore({}), self.settings, self.change, self.check)

    def change(self, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self.settings, name, value)

    async def check(self, _key: str) -> Decimal:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def test_keys_come_are_used_and_go(memory: MemoryKeyring) -> None:
    desk = Desk()
    assert desk.keys.all() == []
    added = await desk.keys.add("studio", " k-1 ")
    assert (added.balance, added.place) == (Decimal(12), KeyPlace.KEYRING)
    await desk.keys.add("home", "k-2")
    assert [(key.name, key.in_use) for key in desk.keys.all()] == [("home", True), ("studio", False)]
    desk.keys.use("studio")
    assert desk.settings.key_name == "studio"
    assert "k-1" not in desk.settings.model_dump_json()
    desk.keys.remove("studio")
    assert [(key.name, key.in_use) for key in desk.keys.all()] == [("home", True)]
    assert list(memory.kept.values()) == ["k-2"]


async def test_a_key_that_is_not_accepted_is_not_kept(memory: MemoryKeyring) -> None:
    desk = Desk()
    desk.answer = ServiceError("No.", category=Category.AUTHENTICATION)
    with pytest.raises(ServiceError):
        await desk.keys.add("studio", "k-1")
    assert memory.kept == {}
    assert desk.settings.key_names == []


async def test_a_key_that_cannot_be_checked_is_kept_and_said() -> None:
    desk = Desk()
    desk.answer = ServiceUnreachable("No network.")
    added = await desk.keys.add("studio", "k-1")
    assert (added.balance, added.unchecked) == (None, "No network.")


@pytest.mark.parametrize(("name", "key"), [("", "k"), ("a/b", "k"), ("a", ""), ("a", "two words")])
async def test_what_cannot_be_is_refused(name: str, key: str) -> None:
    with pytest.raises(SettingRefused):
        await Desk().keys.add(name, key)


@pytest.mark.parametrize("act", ["use", "remove"])
def test_nobody_of_that_name(act: str) -> None:
    with pytest.raises(SettingRefused, match="nobody"):
        getattr(Desk().keys, act)("nobody")


@pytest.mark.parametrize("key", ["kéy-7f3a", "key 7f3a", "key\n7f3a", "key\udce97f3a"])
async def test_what_cannot_be_a_key_is_refused_without_being_shown(memory: MemoryKeyring, key: str) -> None:
    with pytest.raises(SettingRefused, match="not a key") as refused:
        await Desk().keys.add("studio", key)
    assert "7f3a" not in refused.value.sentence + refused.value.details
    assert memory.kept == {}
