import asyncio
import threading
from concurrent.futures import CancelledError

import pytest

from retake_gui.services.background import Progress, commit, run_blocking


async def test_progress_arrives_on_the_loop_and_always_ends() -> None:
    seen: list[tuple[int, int, int]] = []

    def work(progress: Progress, stop: threading.Event) -> str:
        assert not stop.is_set()
        for done in range(1, 1001):
            progress(done, 1000)
        return "made"

    def note(done: int, total: int) -> None:
        seen.append((done, total, threading.get_ident()))

    assert await run_blocking(work, note) == "made"
    await asyncio.sleep(0)
    assert seen[-1] == (1000, 1000, threading.get_ident())
    assert len(seen) < 100


async def test_cancelling_reaches_the_thread_and_waits_for_it() -> None:
    started, ended = threading.Event(), threading.Event()

    def work(progress: Progress, stop: threading.Event) -> None:
        del progress
        started.set()
        stop.wait()
        ended.set()
        raise CancelledError

    task = asyncio.create_task(run_blocking(work))
    await asyncio.to_thread(started.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_a_commit_is_finished_even_when_its_task_is_cancelled() -> None:
    going, go, done = threading.Event(), threading.Event(), threading.Event()

    def change() -> None:
        going.set()
        go.wait()
        done.set()

    task = asyncio.create_task(commit(change))
    await asyncio.to_thread(going.wait)
    task.cancel()
    await asyncio.sleep(0)
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done.is_set()
