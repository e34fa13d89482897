import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from retake_gui.store.secrets import KeyPlace, KeyStore


@pytest.fixture(autouse=True)
def no_keyring() -> object:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield None
    keyring.set_keyring(before)


def test_without_a_keyring_a_key_lives_for_the_session() -> None:
    store = KeyStore({})
    assert (store.get(), store.place()) == (None, KeyPlace.NOWHERE)
    assert store.set("k-123") is KeyPlace.SESSION
    assert (store.get(), store.place()) == ("k-123", KeyPlace.SESSION)
    assert "k-123" not in repr(store)
    store.remove()
    assert store.get() is None


def test_the_environment_comes_first() -> None:
    store = KeyStore({"RUNWARE_API_KEY": "from-env"})
    store.set("k-123")
    assert (store.get(), store.place()) == ("from-env", KeyPlace.ENVIRONMENT)
