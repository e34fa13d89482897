"""Until every frame of a clip can be scrubbed, from its opening on, against ffmpeg decoding it once."""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from retake_gui.domain.span import Span
from retake_gui.media import index
from retake_gui.media.probe import probe
from retake_gui.store.fingerprint import fingerprint
from retake_gui.viewmodels.scrubbing import ScrubRoom
from tests.benchmarks.support.lines import Figure, benchmarked_clip

_RUNS = 5
_PATIENCE = 600


def warm(path: Path) -> float:
    """Seconds until all frames are there, with an empty cache."""
    came = threading.Condition()

    def news() -> None:
        with came:
            came.notify_all()

    with tempfile.TemporaryDirectory(prefix="retake-bench-") as folder:
        room = ScrubRoom(lambda: Path(folder), fingerprint)
        index._read.cache_clear()
        begin = time.perf_counter()
        clip = probe(path)
        room.set_clip(clip, news)
        whole = (Span(0, clip.frames),)
        with came:
            if not came.wait_for(lambda: room.spans() == whole, _PATIENCE):
                raise SystemExit(f"Only {room.spans()} could be filled.")
        took = time.perf_counter() - begin
        room.close()
    return took


def decoded(path: Path) -> float:
    """Seconds that ffmpeg takes to decode the picture."""
    begin = time.perf_counter()
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-an", "-f", "null", "-"], check=True)
    return time.perf_counter() - begin


def main() -> int:
    """Measure and print."""
    with benchmarked_clip() as clip:
        pairs = [(warm(clip), decoded(clip)) for _ in range(_RUNS)]
        own, peer = (statistics.median(values) for values in zip(*pairs, strict=True))
        Figure("warmup", own, "s", "ffmpeg", peer, 1.5).report(clip)
    return 0


if __name__ == "__main__":
    sys.exit(main())
