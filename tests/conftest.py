"""What every test stands on: state of its own, no screen, no keyring, no key, and nothing left behind."""

import asyncio
import gc
import inspect
import os
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

# Read by Qt, D-Bus, keyring and the children of tests, so they stand before the first import of any of them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
_RUNTIME_FOLDER = tempfile.TemporaryDirectory(prefix="retake-runtime-")
os.environ["XDG_RUNTIME_DIR"] = _RUNTIME_FOLDER.name

import pytest  # noqa: E402  (after the environment)
from hypothesis import settings  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent, QTimer  # noqa: E402
from PySide6.QtGui import QUndoCommand, QUndoStack  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402
from shiboken6 import Shiboken  # noqa: E402

settings.register_profile("sample", derandomize=True, deadline=None, database=None)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile("sample")

_PATIENCE = 5.0
_FOREIGN = ("RUNWARE_API_KEY", "RETAKE_BASE_URL", "RETAKE_MODEL", "RETAKE_POLL_SCALE")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_passed = pytest.StashKey[bool]()
_started_timers: list[QTimer] = []
_used_stacks: list[QUndoStack] = []
_ended_loops: list[bool] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note whether the test itself passed: what a failed one leaves behind is no news."""
    report = yield
    if report.when == "call":
        item.stash[_passed] = report.passed
    return report


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Coroutine tests that use a window run on Qt's event loop, all others on asyncio's."""
    del config
    if "qtbot" in getattr(item, "fixturenames", ()):
        return {"qt": _qt_loop}
    return {"asyncio": asyncio.new_event_loop}


def _qt_loop() -> asyncio.AbstractEventLoop:
    import qasync

    application = QApplication.instance() or QApplication(["retake-gui"])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(application)
    _ended_loops.append(True)
    return loop


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All state of the program under one folder of this test's; neither a key nor a proxy from outside."""
    folder = tmp_path / "data"
    monkeypatch.setenv("RETAKE_DATA_DIR", str(folder))
    for name in (*_FOREIGN, *_PROXIES):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest, own_state: Path) -> Iterator[None]:
    """Fail a test that passed but left a thread, a running timer, a top-level widget or a task behind."""
    del own_state
    if _ended_loops:
        _ended_loops.clear()
        gc.collect()  # here, since a loop's timers cannot be stopped by whichever thread collects it
    threads = set(threading.enumerate())
    windows = {id(widget) for widget in _top_level()}
    _started_timers.clear()
    yield
    if not request.node.stash.get(_passed, False):
        return
    if _timers_running() or _windows_left(windows):
        gc.collect()  # what only a cycle keeps alive was let go of
    left = [*_threads_left(threads), *_stopped_timers(), *_closed_windows(windows)]
    if left:
        pytest.fail(f"left behind: {'; '.join(left)}", pytrace=False)


@pytest.fixture(autouse=True)
def coroutines_are_watched(request: pytest.FixtureRequest, nothing_left: None) -> None:
    """Watch the tasks of tests that have an event loop, and give no loop to the others."""
    del nothing_left
    if inspect.iscoroutinefunction(getattr(request.node, "obj", None)):
        request.getfixturevalue("no_task_left")


@pytest.fixture
async def no_task_left(request: pytest.FixtureRequest, nothing_left: None) -> AsyncIterator[None]:
    """Fail a coroutine test whose tasks outlive it and its fixtures."""
    del nothing_left
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=1)
    if left and request.node.stash.get(_passed, False):
        pytest.fail(f"left behind: {'; '.join(f'task {task!r}' for task in left)}", pytrace=False)


@pytest.fixture(autouse=True)
def undo_stacks_are_emptied(nothing_left: None) -> Iterator[None]:
    """As the program does at its end: Qt must not be left to delete commands that only a cycle in Python holds."""
    del nothing_left
    yield
    while _used_stacks:
        stack = _used_stacks.pop()
        if Shiboken.isValid(stack):
            stack.clear()


@pytest.fixture(scope="session", autouse=True)
def started_timers_are_known() -> Iterator[None]:
    """Keep hold of every timer that Python starts, for :func:`nothing_left`, and of undo stacks."""
    start, push = QTimer.start, QUndoStack.push

    def noted_start(timer: QTimer, *args: Any) -> None:
        _started_timers.append(timer)
        start(timer, *args)

    def noted_push(stack: QUndoStack, command: QUndoCommand) -> None:
        if stack not in _used_stacks:
            _used_stacks.append(stack)
        push(stack, command)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QTimer, "start", noted_start)
        patch.setattr(QUndoStack, "push", noted_push)
        yield


def _threads_left(before: set[threading.Thread]) -> list[str]:
    """Threads begun by the test that do not end within some seconds; those of Qt's own making do not count."""
    deadline = time.monotonic() + _PATIENCE
    left = []
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            left.append(f"thread {thread.name}")
    return left


def _timers_running() -> list[QTimer]:
    return [timer for timer in {*_started_timers} if Shiboken.isValid(timer) and timer.isActive()]


def _stopped_timers() -> list[str]:
    running = _timers_running()
    _started_timers.clear()
    names = [f"timer of {timer.interval()} ms in {type(timer.parent()).__name__}" for timer in running]
    for timer in running:
        timer.stop()
    return names


def _top_level() -> list[QWidget]:
    return QApplication.topLevelWidgets() if QApplication.instance() is not None else []


def _windows_left(before: set[int]) -> list[QWidget]:
    if QApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [widget for widget in _top_level() if widget.parent() is None and id(widget) not in before]


def _closed_windows(before: set[int]) -> list[str]:
    left = _windows_left(before)
    names = [f"window {type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    return names
