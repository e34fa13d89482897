"""The engine's process ends with the one that started it, however that ends."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from retake_gui.engine.process import EngineProcess
from tests.integration.terminal import command, environment

_PARENT = """
import asyncio, json, sys
from retake_gui.engine.process import EngineProcess

async def main():
    process = EngineProcess()
    endpoint = await process.start()
    print(json.dumps({"pid": process.pid, "base_url": endpoint.base_url}), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
_SECONDS = 20


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    env = environment(RETAKE_DATA_DIR=str(tmp_path / "data"))
    with subprocess.Popen([sys.executable, "-c", _PARENT], env=env, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        try:
            said = json.loads(parent.stdout.readline())
            ending = os.pidfd_open(said["pid"])
            answer = httpx.post(said["base_url"], json=[{"taskType": "getResponse"}], trust_env=False)
        finally:
            parent.kill()
    try:
        ended = bool(select.select([ending], [], [], _SECONDS)[0])
    finally:
        os.close(ending)
    assert ended
    assert answer.status_code == 401
    assert not _folders(tmp_path), "its working folder stayed"


def _folders(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "data").rglob("engine/*") if path.is_dir()]


async def test_it_starts_stops_and_takes_no_file_from_the_current_folder(tmp_path: Path) -> None:
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        (tmp_path / "uvicorn.py").write_text("raise SystemExit('wrong file')")
        process = EngineProcess()
        endpoint = await process.start()
    finally:
        os.chdir(before)
    assert process.alive
    assert process.pid is not None
    os.kill(process.pid, signal.SIGCONT)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(endpoint.base_url, json=[{"taskType": "authentication", "apiKey": "wrong"}])
    assert answer.status_code == 401
    assert endpoint.api_key.reveal() not in repr(endpoint)
    await process.stop()
    assert not process.alive


def test_interrupted_in_the_middle_of_a_request_it_ends_without_a_traceback(tmp_path: Path) -> None:
    env = environment(RETAKE_DATA_DIR=str(tmp_path / "data"))
    words = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    heeded = signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background it is ignored
    try:
        process = subprocess.Popen(command("engine"), env=env, text=True, **words)  # type: ignore[call-overload]
    finally:
        signal.signal(signal.SIGINT, heeded)
    with process:
        address = urlsplit(json.loads(process.stdout.readline())["base_url"])
        with socket.create_connection((address.hostname, address.port)) as link:
            head = f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 9\r\n"
            link.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
            assert link.recv(100).startswith(b"HTTP/1.1 100"), "it waits for the rest of the request"
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=_SECONDS)
    assert process.returncode == 130
    assert said == ""
    assert not _folders(tmp_path), "its working folder stayed"
