import subprocess
import sys

import pytest

from retake_gui.domain.errors import Category, ServiceError, ServiceUnreachable, SettingRefused
from retake_gui.services.endpoint import OFFICIAL_URL, Endpoints, is_private
from retake_gui.store.secrets import KeyStore
from retake_gui.store.settings_file import AppSettings


def endpoints(settings: AppSettings | None = None, **environment: str) -> Endpoints:
    return Endpoints(KeyStore(environment), settings or AppSettings(), environment)


@pytest.mark.parametrize(
    ("settings", "environment", "engine"),
    [
        (AppSettings(), {}, "draft"),
        (AppSettings(), {"RUNWARE_API_KEY": "k"}, "runware"),
        (AppSettings(), {"RETAKE_BASE_URL": "http://127.0.0.1:1/v1"}, "runware"),
        (AppSettings(engine="draft"), {"RUNWARE_API_KEY": "k"}, "draft"),
        (AppSettings(engine="runware"), {}, "runware"),
        (AppSettings(base_url="https://h/v1"), {}, "runware"),
    ],
)
def test_the_engine_that_nobody_named(settings: AppSettings, environment: dict[str, str], engine: str) -> None:
    assert endpoints(settings, **environment).default_engine == engine


def test_addresses_model_and_scale() -> None:
    assert endpoints().base_url("runware") == OFFICIAL_URL
    assert endpoints().base_url("draft") == ""
    assert endpoints(AppSettings(base_url="https://h/v1/")).base_url("runware") == "https://h/v1"
    assert endpoints(RETAKE_MODEL="m:1@2").model == "m:1@2"
    assert endpoints(RETAKE_POLL_SCALE="0.5").poll_scale == 0.5
    assert endpoints(RETAKE_POLL_SCALE="much").poll_scale == 1.0
    with pytest.raises(SettingRefused):
        endpoints().service("other")


async def test_no_key_no_client() -> None:
    with pytest.raises(ServiceError) as refused:
        await endpoints().client("runware")
    assert refused.value.category is Category.AUTHENTICATION


async def test_an_address_in_the_clear_needs_the_users_word() -> None:
    url = "http://service.example/v1"
    with pytest.raises(SettingRefused, match="not encrypted"):
        await endpoints(RETAKE_BASE_URL=url, RUNWARE_API_KEY="k").client("runware")
    trusted = endpoints(AppSettings(trusted_url=url), RETAKE_BASE_URL=url, RUNWARE_API_KEY="k")
    client = await trusted.client("runware")
    assert await trusted.client("runware") is client
    await trusted.aclose()


def test_what_is_private() -> None:
    assert all(map(is_private, ("https://a/", "http://127.0.0.1:5/v1", "http://localhost/", "http://[::1]/v1")))
    assert not any(map(is_private, ("http://a/", "http://10.0.0.1/")))


_FIRST_REQUEST = """
import asyncio, ssl, sys, threading

from retake_gui.domain.errors import RetakeError
from retake_gui.services.endpoint import Endpoints
from retake_gui.store.secrets import KeyStore
from retake_gui.store.settings_file import AppSettings

environment = {"RETAKE_BASE_URL": "http://127.0.0.1:9/v1", "RUNWARE_API_KEY": "a-key", "RETAKE_POLL_SCALE": "0"}
threads = []
make = ssl.create_default_context

def noted(*more, **named):
    threads.append(threading.current_thread())
    return make(*more, **named)

ssl.create_default_context = noted

async def main():
    client = await Endpoints(KeyStore(environment), AppSettings(), environment).client("runware")
    loaded = set(sys.modules)
    try:
        await client.balance()
    except RetakeError:
        pass
    late = {name for name in set(sys.modules) - loaded if name.startswith(("anyio", "httpcore", "h11"))}
    print([thread is threading.main_thread() for thread in threads], sorted(late))

if sys.argv[1] == "window":
    from PySide6.QtWidgets import QApplication
    from retake_gui.viewmodels.event_loop import run

    application = QApplication([])
    run(main())
else:
    asyncio.run(main())
"""


@pytest.mark.parametrize("loop", ["window", "terminal"])
def test_nothing_of_the_first_request_is_loaded_on_the_loop(loop: str) -> None:
    command = [sys.executable, "-c", _FIRST_REQUEST, loop]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    assert told.stdout.strip() == "[False] []"


_LOADED = """
import sys
from retake_gui.runware.connection import load_transport

load_transport()
print(sorted({"httpcore", "h11", "anyio._backends._asyncio"} - set(sys.modules)))
"""


def test_the_transport_is_loaded_before_there_is_a_client() -> None:
    told = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True, timeout=20)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("key", ["kéy-7f3a", "key 7f3a", "key\udce97f3a"])
async def test_a_key_that_can_be_none_is_refused_without_being_shown_and_keeps_the_job(key: str) -> None:
    made = endpoints(RUNWARE_API_KEY=key)
    with pytest.raises(ServiceError, match="characters that no key has") as refused:
        await made.client("runware")
    assert refused.value.category is Category.AUTHENTICATION
    assert "7f3a" not in refused.value.sentence + refused.value.details
    assert "7f3a" not in made.account("runware")


@pytest.mark.parametrize("proxy", ["socks5://user:7f3a@proxy.example:1080", "ftp://user:7f3a@proxy.example"])
async def test_a_proxy_that_cannot_be_used_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(ServiceUnreachable, match="HTTPS_PROXY") as refused:
        await endpoints(RUNWARE_API_KEY="k").client("runware")
    assert "7f3a" not in refused.value.sentence + refused.value.details
