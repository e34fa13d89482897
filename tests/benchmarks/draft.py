"""How long a draft of 3 s takes on a 1080p clip, against the segment's own length.

Prints one JSON line for the renderer alone (motion, bridge and looks, frames in memory) and one for the whole job from
file to file. ``--clip FILE`` takes a clip of one's own.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.engine.renderers.job import RenderJob
from retake_gui.engine.renderers.pipeline import render
from retake_gui.engine.renderers.segment import SegmentPlan, retaken_pictures
from retake_gui.media.draft_files import DraftSource, Picture

_SECONDS = 3
_START = 2
_RUNS = 3


def _make_clip(path: Path) -> Path:
    """Eight seconds of 1080p at 24 frames/s: a textured plane under a moving camera, grain, a thing that crosses."""
    chance = np.random.default_rng(1)
    coarse = chance.integers(40, 200, (68, 160), dtype=np.uint8)
    plane = np.kron(coarse, np.ones((32, 32), np.uint8))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"crf": "20", "preset": "veryfast", "g": "250"})
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        for number in range(8 * 24):
            left, top = 6 * number, 2 * number
            y = plane[top : top + 1080, left : left + 1920].astype(np.int16)
            y[300:700, (number * 9) % 1500 :][:, :240] = 220
            y += chance.integers(-5, 6, y.shape, dtype=np.int16)
            yuv = np.full((1620, 1920), 128, np.uint8)
            yuv[:1080] = y.clip(16, 235)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(yuv, format="yuv420p")))
        container.mux(stream.encode(None))
    return path


def _renderer_alone(pictures: list[Picture], first: int, frames: int, rate: Fraction) -> float:
    plan = SegmentPlan(Span(first, first + frames), float(rate), 1)

    def stream() -> Iterator[Picture]:
        yield from pictures

    begin = time.perf_counter()
    for _ in retaken_pictures(stream(), plan, lambda picture, _number: picture):
        pass
    return time.perf_counter() - begin


def _report(name: str, took: list[float], goal: float, clip: Path) -> None:
    ratio = statistics.median(took) / _SECONDS
    line = {
        "name": f"draft/{name}",
        "value": round(statistics.median(took), 3),
        "unit": "s",
        "peer": "segment",
        "peer_value": _SECONDS,
        "ratio": round(ratio, 3),
        "goal": goal,
        "holds": ratio <= goal,
        "clip": clip.name,
    }
    sys.stdout.write(json.dumps(line) + "\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clip", type=Path)
    given = parser.parse_args().clip
    with tempfile.TemporaryDirectory() as folder:
        clip = given or _make_clip(Path(folder) / "draft.mp4")
        source = DraftSource(clip)
        first, frames = round(_START * source.rate), round(_SECONDS * source.rate)
        margin = 6
        near = [
            picture
            for number, picture in zip(range(first + frames + margin), source.pictures(), strict=False)
            if number >= first - margin
        ]
        alone = [_renderer_alone(near, margin, frames, source.rate) for _ in range(_RUNS)]
        _report("renderer", alone, 1.5, clip)
        whole = []
        for run in range(_RUNS):
            job = RenderJob(clip, Path(folder) / f"{run}.mp4", _START, _SECONDS, Mode.BOTH, "rain at night", 1)
            begin = time.perf_counter()
            render(job, lambda _done: None)
            whole.append(time.perf_counter() - begin)
        _report("file", whole, 4.0, clip)


if __name__ == "__main__":
    main()
