import sys

from retake_gui.viewmodels import event_loop


def test_other_threads_give_the_interpreter_back_soon_while_the_window_runs(qapp: object) -> None:
    before = sys.getswitchinterval()

    async def look() -> float:
        return sys.getswitchinterval()

    assert event_loop.run(look()) < before
    assert sys.getswitchinterval() == before
