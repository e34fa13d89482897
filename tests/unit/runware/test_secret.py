import logging
import pickle

import pytest

from retake_gui.runware.client import RunwareClient
from retake_gui.runware.secret import Secret


def test_a_secret_does_not_show_itself(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("rw-abc")
    caplog.set_level(logging.INFO)
    logging.getLogger("x").info("key %s %r", secret, secret)
    shown = f"{secret} {secret!r} {secret:>20} {[secret]} {caplog.text}"
    assert "rw-abc" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert Secret(secret) == secret
    assert secret.reveal() == "rw-abc"
    assert secret.removed_from("x rw-abc y") == "x ••• y"
    assert not Secret("")
    assert Secret("").removed_from("x") == "x"


async def test_a_client_does_not_show_its_key() -> None:
    async with RunwareClient("https://host.example/v1", "rw-abc") as client:
        assert "rw-abc" not in repr(client) + str(vars(client))
