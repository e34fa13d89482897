"""What is made ahead comes in order, no more of it than was allowed, and ends with who asks for it."""

import itertools
import threading
from collections.abc import Iterator

import pytest

from retake_gui.media.ahead import Ahead

_PATIENCE = 20.0


def test_items_come_in_order_and_end() -> None:
    with Ahead(iter(range(10)), 3) as coming:
        assert list(coming) == list(range(10))
        assert list(coming) == []


def test_no_more_are_made_than_allowed() -> None:
    made: list[int] = []
    enough = threading.Event()

    def items() -> Iterator[int]:
        for number in itertools.count():
            made.append(number)
            if number == 3:
                enough.set()
            yield number

    with Ahead(items(), 4) as coming:
        assert enough.wait(_PATIENCE)
        assert next(coming) == 0
    assert len(made) <= 5


def test_what_goes_wrong_is_raised_where_it_is_asked_for() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    with Ahead(items(), 4) as coming:
        assert next(coming) == 1
        with pytest.raises(ValueError, match="the second"):
            next(coming)


def test_its_thread_ends_with_it() -> None:
    threads: set[threading.Thread] = set()

    def items() -> Iterator[int]:
        for number in itertools.count():
            threads.add(threading.current_thread())
            yield number

    with Ahead(items(), 2) as coming:
        next(coming)
    (worker,) = threads
    assert worker is not threading.current_thread()
    assert not worker.is_alive()
