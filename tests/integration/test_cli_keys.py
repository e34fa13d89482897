"""``retake key``: keys by name, checked against their account, and never written where anybody could read them."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from tests.clips import numbered_clip
from tests.integration.mishaps import changed, error
from tests.integration.service import Service, serving_by_the_page
from tests.integration.terminal import Ran, assert_plain, command, environment, retake_here
from tests.memory_keyring import MemoryKeyring

_KEY = "rw-SECRET-7f3a9c21d4"


@pytest.fixture
def memory() -> Iterator[MemoryKeyring]:
    before, fresh = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(fresh)
    yield fresh
    keyring.set_keyring(before)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    film = numbered_clip(tmp_path / "film.mp4", frames=96, rate=24)
    with serving_by_the_page(film.read_bytes()) as served:
        yield served


def key(*words: str, cwd: Path, service: Service, said: str = "", monkeypatch: pytest.MonkeyPatch) -> Ran:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{said}\n"))
    return retake_here("key", *words, cwd=cwd, RETAKE_BASE_URL=service.base_url, RETAKE_POLL_SCALE="0.01")


def test_keys_are_checked_kept_listed_used_and_removed(
    memory: MemoryKeyring, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(*words: str, said: str = "") -> Ran:
        return key(*words, cwd=tmp_path, service=service, said=said, monkeypatch=monkeypatch)

    added = ask("add", "studio", "--json", said=_KEY)
    assert added.status == 0, added.err
    assert added.last == {"name": "studio", "place": "keyring", "balance": 12.5}
    assert service.keys == {f"Bearer {_KEY}"}
    assert ask("add", "home", said="other").status == 0
    assert [(each["name"], each["in_use"]) for each in ask("list", "--json").last["keys"]] == [
        ("home", True),
        ("studio", False),
    ]
    assert ask("use", "studio").status == 0
    assert "* studio" in ask("list").out
    assert ask("remove", "home").status == 0
    assert set(memory.kept.values()) == {_KEY}
    missing = ask("use", "nobody")
    assert missing.status == 2
    assert_plain(missing)


def test_a_key_that_is_not_accepted_is_not_kept(
    memory: MemoryKeyring, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.always["balance"] = error("invalidApiKey", 401)
    refused = key("add", "studio", cwd=tmp_path, service=service, said=_KEY, monkeypatch=monkeypatch)
    assert refused.status == 3
    assert_plain(refused)
    assert memory.kept == {}
    assert _KEY not in refused.out + refused.err


def test_without_a_keyring_nothing_is_kept(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = key("add", "studio", cwd=tmp_path, service=service, said=_KEY, monkeypatch=monkeypatch)
    assert refused.status == 2
    assert "no keyring" in refused.err
    assert _KEY not in refused.out + refused.err


def test_the_key_is_nowhere_afterwards(service: Service, tmp_path: Path, own_state: Path) -> None:
    """Everything that a run leaves behind, and its command line while it goes on."""
    service.faults["submit"] = [error("invalidApiKey", 401, parameter=_KEY)]
    service.always["poll"] = changed(
        lambda answer: answer | {"data": [{**item, "echo": [_KEY]} for item in answer["data"]]}
    )
    words = ("run", "film.mp4", "--start", "1", "--duration", "2", "--prompt", "rain", "--json")
    variables = {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": _KEY}
    with subprocess.Popen(
        command(*words), cwd=tmp_path, env=environment(**variables), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert _KEY.encode() not in Path(f"/proc/{process.pid}/cmdline").read_bytes()
        out, err = process.communicate(timeout=60)
    assert process.returncode == 3, err
    resumed = retake_here("resume", "--json", cwd=tmp_path, **variables)
    assert resumed.status == 0, resumed.err
    assert "This month: $0.605" in retake_here("jobs", cwd=tmp_path, **variables).out
    request = retake_here(*words, "--show-request", cwd=tmp_path, **variables)
    assert json.loads(request.out.splitlines()[-1])
    assert service.keys == {f"Bearer {_KEY}"}
    said = (out.decode(), err.decode(), resumed.out, resumed.err, request.out, request.err)
    assert not [text for text in said if _KEY in text]
    written = [path for path in (*tmp_path.rglob("*"), *own_state.rglob("*")) if path.is_file()]
    assert len(written) > 5
    assert [path for path in written if _KEY.encode() in path.read_bytes()] == []


def test_a_retake_that_is_too_dear_is_refused_before_anything_is_sent(service: Service, tmp_path: Path) -> None:
    words = ("run", "film.mp4", "--start", "1", "--duration", "2", "--prompt", "rain", "--most", "0.1")
    ran = retake_here(*words, cwd=tmp_path, RETAKE_BASE_URL=service.base_url, RUNWARE_API_KEY=_KEY)
    assert ran.status == 2
    assert_plain(ran)
    assert "more than $0.10" in ran.err
    assert service.log == []
