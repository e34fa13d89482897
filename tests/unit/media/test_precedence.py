import queue
import threading

from retake_gui.media.precedence import Precedence


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
