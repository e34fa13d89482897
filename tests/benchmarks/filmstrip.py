"""Opening a 10 min clip until filmstrip and waveform in view are there, against ffmpeg on key frames and sound."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from retake_gui.media import index
from tests.benchmarks.support.clips import repeated
from tests.benchmarks.support.lines import Figure, benchmarked_clip
from tests.benchmarks.support.window import in_window, running_window
from tests.gui.stage import until

_RUNS = 3
_SECONDS = 600


async def opened_until_complete(clip: Path) -> float:
    """Seconds from the wish to open it until the timeline has all it shows."""
    async with running_window() as program:
        media, sessions = program.media, program.desk.sessions
        index._read.cache_clear()
        begin = time.perf_counter()
        await sessions.open_clip(clip)
        await until(lambda: media.settled, media.settledChanged)
        return time.perf_counter() - begin


def decoded(clip: Path) -> float:
    """Seconds that ffmpeg takes for the key frames and for the sound."""
    quiet = ["ffmpeg", "-v", "error"]
    begin = time.perf_counter()
    subprocess.run([*quiet, "-skip_frame", "nokey", "-i", str(clip), "-an", "-f", "null", "-"], check=True)
    subprocess.run([*quiet, "-i", str(clip), "-vn", "-f", "null", "-"], check=True)
    return time.perf_counter() - begin


async def measure(clip: Path) -> int:
    """Measure and print."""
    pairs = [(await opened_until_complete(clip), decoded(clip)) for _ in range(_RUNS)]
    own, peer = (statistics.median(values) for values in zip(*pairs, strict=True))
    Figure("filmstrip", own, "s", "ffmpeg", peer, 1.0).report(clip)
    return 0


def main() -> int:
    """Measure."""
    with benchmarked_clip() as piece, tempfile.TemporaryDirectory(prefix="retake-bench-") as folder:
        clip = piece if "--clip" in sys.argv else repeated(Path(folder) / "ten-minutes.mp4", piece, _SECONDS)
        return in_window(lambda: measure(clip))


if __name__ == "__main__":
    sys.exit(main())
