import os
import queue
import sys
import threading

import pytest

from retake_gui.media.precedence import Precedence, step_back


def waiting(precedence: Precedence, given_up: threading.Event) -> "queue.Queue[str]":
    """A thread that waits its turn and says when it has it."""
    said: queue.Queue[str] = queue.Queue()

    def work() -> None:
        precedence.wait(given_up.is_set)
        said.put("done")

    threading.Thread(target=work, daemon=True).start()
    return said


def test_nobody_waits_for_nobody() -> None:
    assert waiting(Precedence(), threading.Event()).get(timeout=5) == "done"


def test_background_work_waits_until_the_last_claim_is_gone() -> None:
    precedence = Precedence()
    with precedence.claimed():
        with precedence.claimed():
            said = waiting(precedence, threading.Event())
        assert said.empty()
    assert said.get(timeout=5) == "done"


def test_while_a_clip_plays_it_waits_for_a_pause() -> None:
    now = [100.0]
    precedence = Precedence(lambda: now[0])
    precedence.claim_for(0.05)
    said = waiting(precedence, threading.Event())
    now[0] += 0.04
    assert said.empty()
    now[0] += 0.02
    assert said.get(timeout=5) == "done"


def test_what_is_given_up_waits_no_longer() -> None:
    precedence, given_up = Precedence(), threading.Event()
    with precedence.claimed():
        said = waiting(precedence, given_up)
        given_up.set()
        precedence.wake()
        assert said.get(timeout=5) == "done"


def test_what_was_claimed_for_some_time_can_be_let_go_before() -> None:
    precedence = Precedence(now=lambda: 0.0)
    precedence.claim_for(60)
    said = waiting(precedence, threading.Event())
    with pytest.raises(queue.Empty):
        said.get(timeout=0.05)
    precedence.let_go()
    assert said.get(timeout=5) == "done"


def test_patience_ends_before_a_claim_does() -> None:
    precedence = Precedence()
    with precedence.claimed():
        assert not precedence.wait(lambda: False, patience=0.02)
    precedence.claim_for(60)
    assert not precedence.wait(lambda: False, patience=0.02)
    assert precedence.wait(lambda: True, patience=0.02)
    precedence.let_go()
    assert precedence.wait(lambda: False, patience=0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority of its own")
@pytest.mark.parametrize("steps", [1, 2])
def test_who_steps_back_takes_along_the_threads_it_starts_and_nobody_else(steps: int) -> None:
    found: queue.Queue[int] = queue.Queue()

    def tell() -> None:
        found.put(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    def work() -> None:
        step_back(steps)
        tell()
        threading.Thread(target=tell).start()

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    threading.Thread(target=work).start()
    assert [found.get(timeout=5), found.get(timeout=5)] == [min(19, before + 5 * steps)] * 2
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
