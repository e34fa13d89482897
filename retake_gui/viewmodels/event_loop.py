"""asyncio on Qt's event loop: the one door to qasync, which has no types."""

from collections.abc import Coroutine
from typing import TypeVar

import qasync

_T = TypeVar("_T")


def run(main: Coroutine[object, object, _T]) -> _T:
    """Run a coroutine on the application's event loop until it ends.

    There must be an application already; it must not quit by itself before the coroutine ends.
    """
    result: _T = qasync.run(main)
    return result
