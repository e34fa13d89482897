"""asyncio on Qt's event loop: the one door to qasync, which has no types."""

import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TypeVar

import qasync
from PySide6.QtCore import QSocketNotifier

_T = TypeVar("_T")
_SWITCH_SECONDS = 0.001


def run(main: Coroutine[object, object, _T]) -> _T:
    """Run a coroutine on the application's event loop until it ends.

    There must be an application already; it must not quit by itself before the coroutine ends.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)  # threads that measure give the interpreter back before a hand feels it
    try:
        result: _T = qasync.run(main)
    finally:
        sys.setswitchinterval(before)
    return result


@contextmanager
def interrupts_close(close: Callable[[], object]) -> Iterator[None]:
    """Let an interrupt or a request to terminate end the program as closing the window does.

    Python sees a signal only when it runs, and Qt's loop may not run any Python for a long time: so the signal writes
    a byte that the loop waits for.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)  # noqa: FBT003 - the standard library's own
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: reader.recv(1))
    old_descriptor = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    old = {number: signal.signal(number, lambda *_: close()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(old_descriptor)
        notifier.setEnabled(False)
        reader.close()
        writer.close()
