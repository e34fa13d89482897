"""How far a job is, as lines for a terminal: one that is rewritten on a screen, few and whole ones in a log."""

from typing import TextIO

from retake_gui.services.events import JobEvent, Stage

_WORDS = {
    Stage.QUEUED: "queued",
    Stage.CUTTING: "cutting the window",
    Stage.UPLOADING: "uploading",
    Stage.SUBMITTING: "submitting",
    Stage.RENDERING: "rendering",
    Stage.DOWNLOADING: "downloading",
    Stage.FITTING: "fitting",
    Stage.WAITING: "waiting",
    Stage.ENDED: "ended",
}
_STEP = 25
_MEGA = 1_000_000


class ProgressLines:
    """Writes what a runner tells."""

    def __init__(self, stream: TextIO, *, several: bool = False) -> None:
        self._stream, self._several = stream, several
        self._screen = stream.isatty()
        self._last: dict[str, tuple[Stage, int]] = {}
        self._width = 0

    def __call__(self, event: JobEvent) -> None:
        """Write news of a job, if there is any."""
        percent = -1 if event.progress is None else int(event.progress * 100)
        coarse = percent if self._screen else percent // _STEP
        if self._last.get(event.job.task_uuid) == (event.stage, coarse):
            return
        self._last[event.job.task_uuid] = (event.stage, coarse)
        self._write(event, percent)

    def counting(self, words: str, done: int, total: int) -> None:
        """Write how far something else is."""
        percent = 100 * done // total if total else 0
        if self._screen:
            self._rewrite(f"{words} {percent}%")
        elif done >= total:
            self._stream.write(f"{words} done\n")
            self._stream.flush()

    def close(self) -> None:
        """Leave the cursor on a fresh line."""
        if self._screen and self._width:
            self._stream.write("\n")
            self._stream.flush()
            self._width = 0

    def _write(self, event: JobEvent, percent: int) -> None:
        name = f"{event.job.task_uuid} " if self._several else ""
        words = f"{name}{_WORDS[event.stage]}"
        if event.stage is Stage.ENDED:
            words = f"{name}{event.job.state.value}"
        if percent >= 0:
            words += f" {percent}%"
        if event.bytes_per_second and self._screen:
            words += f", {event.bytes_per_second / _MEGA:.1f} MB/s"
        if event.seconds_left is not None and self._screen:
            words += f", about {max(1, round(event.seconds_left))} s left"
        if self._screen and event.stage not in (Stage.ENDED, Stage.WAITING):
            self._rewrite(words)
            return
        self.close()
        self._stream.write(f"{words}\n")
        self._stream.flush()

    def _rewrite(self, words: str) -> None:
        self._stream.write("\r" + words.ljust(self._width))
        self._stream.flush()
        self._width = len(words)
