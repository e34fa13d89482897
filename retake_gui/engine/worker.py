"""A worker process: takes render jobs as JSON lines on standard input, one after the other, and answers in lines.

Answers are ``{"progress": 0.4}`` any number of times, then ``{"done": {…}}`` or ``{"refused": {…}}``. Whatever else
goes wrong ends the process; the pool takes that for the answer.
"""

import contextlib
import importlib
import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from retake_gui.domain.errors import RetakeError, SettingRefused
from retake_gui.engine.lifeline import die_with_parent
from retake_gui.engine.renderers.job import OnProgress, RenderJob, RenderOutcome

_NICE = 10
_LEAST_PAUSE = 0.1

Renderer = Callable[[RenderJob, OnProgress], RenderOutcome]


def load_renderer(name: str) -> Renderer:
    """Import ``module:function``."""
    module, _, function = name.partition(":")
    renderer: Renderer = getattr(importlib.import_module(module), function)
    return renderer


def _private_output() -> IO[str]:
    """Keep standard output for answers; what libraries print there goes to the log."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _jobs() -> "queue.Queue[str]":
    """Lines of standard input, read ahead so that its end is noticed in the middle of a render, and ends everything."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, name="jobs", daemon=True).start()
    return lines


def _reporter(say: Callable[[dict[str, Any]], None]) -> OnProgress:
    last = time.monotonic()

    def report(done: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _LEAST_PAUSE:
            last = now
            say({"progress": round(done, 4)})

    return report


def _answer(renderer: Renderer, job: RenderJob, on_progress: OnProgress) -> dict[str, Any]:
    try:
        return {"done": asdict(renderer(job, on_progress))}
    except RetakeError as error:
        parameter = error.parameter if isinstance(error, SettingRefused) else ""
        return {"refused": {"message": error.sentence, "kind": type(error).__name__, "parameter": parameter}}


def main() -> None:
    """Serve until standard input ends."""
    if sys.platform != "win32":
        die_with_parent(signal.SIGKILL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with contextlib.suppress(OSError):
            os.nice(_NICE)
    answers = _private_output()

    def say(answer: dict[str, Any]) -> None:
        print(json.dumps(answer), file=answers, flush=True)

    jobs = _jobs()
    renderer = load_renderer(sys.argv[1])
    while True:
        job = RenderJob.from_dict(json.loads(jobs.get()))
        say(_answer(renderer, job, _reporter(say)))


if __name__ == "__main__":
    main()
