"""Clips by address: fetched with progress, loaded from a worked example and sent as it stands; media without a file."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QInputDialog, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from retake_gui.app import Program
from retake_gui.domain.settings import Request
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context
from retake_gui.ui.prompt.request_sheet import RequestSheet
from retake_gui.viewmodels.actions import ActionId
from tests.clips import ClipOptions, numbered_clip
from tests.gui.finding import child
from tests.gui.stage import running, until
from tests.integration.served import Served, serving

LEFT = Qt.MouseButton.LeftButton
RATE = 24


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        del args


@contextmanager
def shared(folder: Path) -> Iterator[str]:
    """A folder on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("engine")) as served:
        yield served


@pytest.fixture
def service(engine: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in engine.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RETAKE_POLL_SCALE", "0.05")


def type_address(program: Program, text: str) -> None:
    """File → Open address…, with keys."""
    program.desk.actions[ActionId.OPEN_ADDRESS].trigger()
    dialog = child(program.window, QInputDialog, "clipAddressDialog")
    field = dialog.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


async def first_take(program: Program) -> None:
    takes = program.models.takes
    await until(
        lambda: bool(takes.takes) or bool(program.window.notices.texts),
        takes.takesChanged,
        program.desk.tasks.failed,
        program.desk.retaking.jobFailed,
    )
    assert not program.window.notices.texts


async def test_a_worked_example_is_opened_loaded_and_sent_as_it_stands(
    qtbot: QtBot, tmp_path: Path, service: None
) -> None:
    numbered_clip(tmp_path / "in.mp4", frames=6 * RATE, rate=RATE, options=ClipOptions(sound=48000))
    with shared(tmp_path) as host:
        async with running() as program:
            model = program.desk.request
            (example,) = json.loads(model.templates()[1].text)
            example["inputs"]["video"] = f"{host}/in.mp4"
            program.desk.actions[ActionId.REQUEST].trigger()
            sheet = child(program.window, QDialog, "requestSheet")
            assert isinstance(sheet, RequestSheet)
            sheet.paste(json.dumps(example))
            document = program.models.document
            QTest.mouseClick(child(sheet, QPushButton, "requestOpen"), LEFT)
            await until(lambda: document.task_uuid != "", document.settingsChanged, document.planChanged)
            assert document.segment == Span(2 * RATE, 5 * RATE)
            assert document.context is Context.WHOLE

            QTest.mouseClick(child(program.window, QPushButton, "retakeButton"), LEFT)
            await first_take(program)
            session = program.desk.sessions.session
            assert session is not None
            (job,) = session.project.jobs()
            sent = {name: job.body[name] for name in example}
            assert sent == example
            assert document.task_uuid == "", "no two retakes share a UUID"
            assert program.models.takes.takes[0].fit, "it was fitted to the fetched clip"


async def test_media_of_the_service_is_retaken_and_looked_at_as_returned(
    qtbot: QtBot, tmp_path: Path, service: None
) -> None:
    numbered_clip(tmp_path / "in.mp4", frames=5 * RATE, rate=RATE)
    with shared(tmp_path) as host:
        async with running() as program:
            session, document = program.desk.sessions.session, program.models.document
            assert session is not None
            type_address(program, f"{host}/in.mp4")
            await until(lambda: document.clip is not None, document.clipChanged)
            document.edit_settings("x", prompt="Fog")
            QTest.mouseClick(child(program.window, QPushButton, "retakeButton"), LEFT)
            await first_take(program)
            media = session.project.jobs()[0].media_uuid

            type_address(program, media)
            await until(lambda: document.remote_request is not None, document.clipChanged)
            assert document.clip is None
            for name, text in (("startField", "1"), ("durationField", "2s")):
                field = child(program.window, QLineEdit, name)
                field.setFocus()
                field.selectAll()
                QTest.keyClicks(field, text)
                QTest.keyClick(field, Qt.Key.Key_Return)
            assert document.remote_request == Request(1, 2)
            document.edit_settings("x", prompt="Rain on the window, grey light, quiet room, slow drops, soft hum")
            QTest.mouseClick(child(program.window, QPushButton, "retakeButton"), LEFT)
            await first_take(program)
            (take,) = program.models.takes.takes
            assert take.fit == {}
            player = program.models.player
            await until(lambda: player.clip is not None and player.settled, player.settledChanged, player.clipChanged)
            assert player.clip is not None
            assert player.clip.source == take.returned


@contextmanager
def endless() -> Iterator[str]:
    """A clip that never comes to its end."""
    ended = threading.Event()

    class Slow(_Quiet):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "100000000")
            self.end_headers()
            self.wfile.write(bytes(3_000_000))
            self.wfile.flush()
            ended.wait(60)

    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/slow.mp4"
        finally:
            ended.set()
            server.shutdown()
            thread.join()


async def test_fetching_can_be_given_up(qtbot: QtBot) -> None:
    with endless() as url:
        async with running() as program:
            sessions, done = program.desk.sessions, list[int]()
            sessions.fetcher.progressed.connect(lambda _name, bytes_done, _total: done.append(bytes_done))
            type_address(program, url)
            await until(lambda: any(done), sessions.fetcher.progressed, patience=20)
            stop = child(program.window, QToolButton, "noticeCancel")
            assert stop.isVisible()
            QTest.mouseClick(stop, LEFT)
            await until(lambda: not program.window.notices.isVisible(), sessions.fetcher.ended, patience=20)
            assert program.models.document.clip is None


async def test_an_address_that_is_none_is_said(qtbot: QtBot) -> None:
    async with running() as program:
        type_address(program, "gopher://x")
        await until(lambda: bool(program.window.notices.texts), program.desk.tasks.failed)
        assert "neither a web address" in program.window.notices.texts[0]
