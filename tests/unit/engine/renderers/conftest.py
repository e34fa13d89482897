"""A small clip with a moving camera, a moving thing and a hum, made once."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from retake_gui.domain.settings import Mode, OutputFormat
from retake_gui.engine.renderers.job import RenderJob, RenderOutcome
from retake_gui.engine.renderers.pipeline import render

RATE = Fraction(24000, 1001)
FRAMES = 97
SIZE = (192, 112)
MakeJob = Callable[..., tuple[RenderJob, RenderOutcome]]


def _picture(number: int) -> np.ndarray:
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    light = 120 + 50 * np.sin((x + number) / 9) * np.cos(y / 11) + 30 * (((x - 2 * number) % 160 < 30) & (y > 60))
    return np.dstack([light, light * 0.8 + 20, 160 - light * 0.4]).clip(0, 255).astype(np.uint8)


def write_clip(path: Path, *, sound: bool = True) -> Path:
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=RATE, options={"crf": "12", "preset": "veryfast"})
        video.width, video.height = SIZE
        video.pix_fmt = "yuv420p"
        video.codec_context.colorspace, video.codec_context.color_range = 1, 1
        video.codec_context.color_trc, video.codec_context.color_primaries = 1, 1
        audio = container.add_stream("aac", rate=48000, layout="stereo") if sound else None
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(_picture(number), format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=1)
            frame.colorspace, frame.color_range, frame.color_trc, frame.color_primaries = 1, 1, 1, 1
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None:
            count = round(FRAMES / RATE * 48000)
            chance = np.random.default_rng(5)
            hum = 0.2 * np.sin(np.arange(count) * 2 * np.pi * 300 / 48000) + chance.normal(0, 0.02, count)
            block = av.AudioFrame.from_ndarray(np.stack([hum, hum]).astype(np.float32), format="fltp", layout="stereo")
            block.sample_rate, block.pts, block.time_base = 48000, 0, Fraction(1, 48000)
            container.mux(audio.encode(block))
            container.mux(audio.encode(None))
    return path


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clips") / "clip.mp4")


@pytest.fixture(scope="session")
def silent_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clips") / "silent.mp4", sound=False)


@pytest.fixture
def rendered(clip: Path, tmp_path: Path) -> MakeJob:
    """Renders a job on the clip, one second from second 1 unless said otherwise."""

    def make(**changes: object) -> tuple[RenderJob, RenderOutcome]:
        name = f"{len(list(tmp_path.iterdir()))}.out"
        values: dict[str, object] = {
            "source": clip,
            "target": tmp_path / name,
            "start": 1,
            "duration": 1,
            "mode": Mode.VIDEO,
            "prompt": "",
            "seed": 1,
            "output_format": OutputFormat.MP4,
        }
        job = RenderJob(**(values | changes))  # type: ignore[arg-type]
        return job, render(job, lambda _done: None)

    return make
