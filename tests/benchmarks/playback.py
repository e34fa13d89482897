"""Ten seconds of two 1080p30 clips side by side, with sound: frames dropped, sides that differ, sound beside picture.

The window plays on the sound card; the card is a null sink of a sound server of the benchmark's own, and what leaves it
is heard back from its monitor. Pictures count when they were painted.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
import wave
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent, QObject, QTimer

from retake_gui.app import Program
from retake_gui.media.probe import probe
from retake_gui.viewmodels.clip_sources import clip_pictures, clip_sound
from retake_gui.viewmodels.compare_model import ShownTake
from tests.benchmarks.support.lines import benchmarked_clip, percentile
from tests.benchmarks.support.margins import Margin
from tests.benchmarks.support.window import in_window, opened
from tests.clips import burst_track
from tests.gui.stage import until
from tests.integration.listening import Ear, sound_server

_SECONDS = 10
_MOST_DROPPED = 0.01
_MOST_APART = 0.020
_RATE = 48_000
_PATIENCE = 120.0
_BURSTS = [Fraction(n, 2) + Fraction(1, 4) for n in range(2 * _SECONDS)]


class Painted(QObject):
    """Notes when which frames were painted on both sides."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        board = program.window.viewer.board
        self._source, self._take = board.source, board.take
        # What is on the screen already is not painted again.
        self.seen: list[tuple[float, int | None, int | None]] = [
            (time.monotonic(), self._source.number, self._take.number)
        ]
        self._take.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint:
            numbers = self._source.number, self._take.number
            if not self.seen or self.seen[-1][1:] != numbers:
                QTimer.singleShot(0, lambda: self.seen.append((time.monotonic(), *numbers)))
        return super().eventFilter(watched, event)


def with_bursts(clip: Path, path: Path) -> Path:
    """The clip's pictures with tones at known times."""
    samples = (burst_track(_RATE, Fraction(_SECONDS + 1), _BURSTS) * 32767).astype("<i2")
    sound = path.with_suffix(".wav")
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    line = ["ffmpeg", "-v", "error", "-y", "-i", str(clip), "-i", str(sound), "-map", "0:v", "-map", "1:a"]
    subprocess.run([*line, "-c:v", "copy", "-c:a", "pcm_s16le", str(path)], check=True)
    return path


async def measure(source: Path, take: Path, environment: dict[str, str]) -> int:
    """Play, and print."""
    async with opened(source, aloud=True) as program:
        player, media = program.models.player, program.media
        facts = probe(take)
        player.set_take(clip_pictures(facts), clip_sound(facts), ShownTake("Take 1"))
        await until(lambda: media.settled, media.settledChanged, patience=_PATIENCE)
        await asyncio.sleep(2)
        player.seek(0)
        await until(lambda: player.settled, player.settledChanged)
        ear = Ear(environment)
        ear.wait()
        painted = Painted(program)
        player.play()
        await asyncio.sleep(_SECONDS + 0.6)
        heard = ear.stop()
        player.pause()
        clip = player.clip
    assert clip is not None
    report(source, painted.seen, heard, clip.rate, round(_SECONDS * clip.rate))
    return 0


def report(
    clip: Path, seen: list[tuple[float, int | None, int | None]], heard: list[float], rate: Fraction, frames: int
) -> None:
    """Print the three figures."""
    times = {number: when for when, number, _ in reversed(seen) if number is not None and number < frames}
    dropped = 1 - len(times) / frames
    unequal = sum(source != take for _, source, take in seen)
    apart = []
    for burst, when in zip(_BURSTS, heard, strict=False):
        number = int(burst * rate)
        if number in times:
            apart.append(float(when - times[number] - float(burst - number / rate)))
    apart.sort()
    Margin("playback/dropped", dropped, "of frames", "none", 0, _MOST_DROPPED).report(clip)
    Margin("playback/unequal", unequal, "paints", "none", 0, 0).report(clip)
    offset = statistics.median(apart) if apart else float("nan")
    Margin("playback/sound", abs(offset), "s", "picture", 0, _MOST_APART).report(clip)
    worst = percentile([abs(value) for value in apart], 0.95) if apart else float("nan")
    Margin("playback/sound-p95", worst, "s", "picture", 0, _MOST_APART).report(clip)


def main() -> int:
    """Measure."""
    with benchmarked_clip(_SECONDS + 1) as clip, TemporaryDirectory(prefix="retake-bench-") as folder:
        place = Path(folder)
        source, take = with_bursts(clip, place / "source.mov"), with_bursts(clip, place / "take.mov")
        with sound_server(place) as environment:
            os.environ.update({name: environment[name] for name in ("PULSE_SERVER", "XDG_RUNTIME_DIR")})
            return in_window(lambda: measure(source, take, environment))


if __name__ == "__main__":
    sys.exit(main())
