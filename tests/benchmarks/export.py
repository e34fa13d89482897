"""How fast one take of 3 s leaves in a 10 min 1080p clip by smart export, against encoding the whole clip anew.

The peer is ``ffmpeg -c:v libx264 -preset veryfast``. A second line says whether the frames outside the touched groups
are bit-exact. ``--clip FILE`` takes a clip of one's own, ``--minutes N`` another length.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import av
import numpy as np

from retake_gui.domain.service import DRAFT
from retake_gui.domain.span import Span
from retake_gui.domain.window_plan import plan_window
from retake_gui.media.conform import measure
from retake_gui.media.cutting import cut_window
from retake_gui.media.decoder import FrameReader
from retake_gui.media.export import ExportKind, ExportPlan, ExportReport, export
from retake_gui.media.index import build_index
from retake_gui.media.planes import planes_of
from retake_gui.media.probe import probe

_PIECE_SECONDS = 20
_RATE = 24
_GOP = 250
_SECONDS = 3
_GOAL = 20
_SAMPLES = 24


def make_clip(path: Path, minutes: int) -> Path:
    """A textured plane under a moving camera with grain and sound; one piece encoded, then repeated as it is."""
    piece = path.with_name("piece.mp4")
    chance = np.random.default_rng(1)
    plane = np.kron(chance.integers(40, 200, (80, 210), dtype=np.uint8), np.ones((32, 32), np.uint8))
    grain = chance.integers(-5, 6, (1080 + 64, 1920 + 64)).astype(np.int16)
    params = {"crf": "20", "preset": "veryfast", "x264-params": f"keyint={_GOP}:min-keyint={_GOP}:scenecut=0"}
    with av.open(str(piece), "w") as container:
        stream = container.add_stream("libx264", rate=_RATE, options=params)
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        sound = container.add_stream("aac", rate=48_000)
        sound.layout = "stereo"
        for number in range(_PIECE_SECONDS * _RATE):
            left, top, shift = 8 * number, 2 * number, int(chance.integers(0, 64))
            y = plane[top : top + 1080, left : left + 1920].astype(np.int16)
            y[300:700, (number * 9) % 1500 :][:, :240] = 220
            y += grain[shift : shift + 1080, 64 - shift : 64 - shift + 1920]
            yuv = np.full((1620, 1920), 128, np.uint8)
            yuv[:1080] = y.clip(16, 235)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(yuv, format="yuv420p")))
        container.mux(stream.encode(None))
        noise = chance.normal(0, 0.1, (2, _PIECE_SECONDS * 48_000)).astype(np.float32)
        heard = av.AudioFrame.from_ndarray(noise, "fltp", "stereo")
        heard.sample_rate, heard.pts = 48_000, 0
        container.mux(sound.encode(heard))
        container.mux(sound.encode(None))
    names = path.with_name("pieces.txt")
    names.write_text(f"file '{piece}'\n" * (minutes * 60 // _PIECE_SECONDS), encoding="utf-8")
    command = ["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", str(names), "-c", "copy", str(path)]
    subprocess.run(command, check=True)
    return path


def prepare(source: Path, folder: Path) -> ExportPlan:
    """A take of 3 s in the middle: the window as it was sent stands for what a service returns."""
    clip = probe(source)
    start = clip.frames // 2 + 37
    segment = Span(start, start + round(_SECONDS * clip.rate))
    window = plan_window(clip, segment, DRAFT)
    returned = folder / "returned.mp4"
    cut_window(clip, window, returned, DRAFT)
    recipe = measure(clip, window, returned)
    return ExportPlan(clip, window, recipe, returned, folder / "take.mp4", ExportKind.SMART)


def encode_all(source: Path, target: Path) -> float:
    """Seconds that the peer takes."""
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(source), "-c:v", "libx264", "-preset", "veryfast", str(target)]
    begin = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begin


def changed_frames(plan: ExportPlan, report: ExportReport) -> int:
    """How many of some frames outside what was encoded anew do not decode to exactly the source's."""
    outside = [frame for frame in range(plan.clip.frames) if not any(frame in span for span in report.encoded)]
    edges = [edge for span in report.encoded for edge in (span.start - 2, span.start - 1, span.end, span.end + 1)]
    looked = sorted({*outside[:: len(outside) // _SAMPLES], *(edge for edge in edges if 0 <= edge < plan.clip.frames)})
    source = Path(plan.clip.source)
    changed = 0
    with FrameReader(report.path, build_index(report.path)) as ours, FrameReader(source, build_index(source)) as own:
        for frame in looked:
            sums = [[zlib.crc32(plane.tobytes()) for plane in planes_of(each.frame(frame))] for each in (ours, own)]
            changed += sums[0] != sums[1]
    return changed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--minutes", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = asked.clip or make_clip(folder / "long.mp4", asked.minutes)
        plan = prepare(source, folder)
        begin = time.perf_counter()
        report = export(plan)
        took = time.perf_counter() - begin
        changed = changed_frames(plan, report)
        peer = encode_all(source, folder / "peer.mp4")
    anew = sum(len(span) for span in report.encoded)
    ratio = peer / took
    _print("speed", took, "s", "ffmpeg libx264 veryfast", peer, ratio, _GOAL, ratio >= _GOAL, source)
    holds = changed == 0 and report.copied_pictures
    _print("untouched", changed, "changed frames", "frames encoded anew", anew, changed, 0, holds, source)


def _print(
    name: str,
    value: float,
    unit: str,
    peer: str,
    peer_value: float,
    ratio: float,
    goal: float,
    holds: bool,
    clip: Path,
) -> None:
    figures = {"value": round(value, 2), "unit": unit, "peer": peer, "peer_value": round(peer_value, 2)}
    judged = {"ratio": round(ratio, 2), "goal": goal, "holds": holds, "clip": clip.name}
    sys.stdout.write(json.dumps({"name": f"export/{name}"} | figures | judged) + "\n")


if __name__ == "__main__":
    main()
