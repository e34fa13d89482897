"""Each quirk shows in what comes back, and in nothing else."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.domain.settings import Mode

from .conftest import FRAMES, RATE, SIZE, MakeJob


def _read(path: Path) -> tuple[npt.NDArray[np.float32], Fraction, tuple[int, int], int]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        facts = Fraction(stream.average_rate or 0), (stream.width, stream.height), stream.codec_context.colorspace
        pictures = np.stack([frame.to_ndarray(format="yuv420p") for frame in container.decode(stream)])
    return pictures.astype("f4"), *facts


def _sound(path: Path) -> npt.NDArray[np.float32]:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


@pytest.mark.parametrize(
    ("quirk", "frames", "rate", "size", "space"),
    [
        ("size1080", FRAMES, RATE, (1920, 1080), 1),
        ("integer-rate", FRAMES, Fraction(23), SIZE, 1),
        ("short", FRAMES - 7, RATE, SIZE, 1),
        ("colour-lost", FRAMES, RATE, SIZE, 2),
    ],
)
def test_a_file_that_is_not_as_it_was(
    rendered: MakeJob, quirk: str, frames: int, rate: Fraction, size: tuple[int, int], space: int
) -> None:
    job, outcome = rendered(mode=Mode.AUDIO, quirks=frozenset({quirk}), quality=20)
    pictures, got_rate, got_size, got_space = _read(job.target)
    assert len(pictures) == outcome.frames == frames
    assert (got_rate, got_size, got_space) == (rate, size, space)


@pytest.mark.parametrize("by", [2, -3])
def test_pictures_come_some_frames_late(clip: Path, rendered: MakeJob, by: int) -> None:
    job, _ = rendered(mode=Mode.AUDIO, quirks=frozenset({f"shift:{by}"}))
    was, made = _read(clip)[0], _read(job.target)[0]
    assert len(made) == FRAMES
    assert np.abs(made[10 + by : 20 + by] - was[10:20]).mean() < 1.5


@pytest.mark.parametrize(("quirk", "least"), [("gain", 4), ("range-error", 1.5), ("matrix-error", 0.6)])
def test_colours_are_off_everywhere(clip: Path, rendered: MakeJob, quirk: str, least: float) -> None:
    job, _ = rendered(mode=Mode.AUDIO, quirks=frozenset({quirk}))
    change = np.abs(_read(clip)[0] - _read(job.target)[0]).mean(axis=(1, 2))
    assert change.min() > least


def test_the_clouds_feather_blends_sixteen_frames_on_each_side(clip: Path, rendered: MakeJob) -> None:
    job, _ = rendered(prompt="night", quirks=frozenset({"feather"}))
    change = np.abs(_read(clip)[0] - _read(job.target)[0]).mean(axis=(1, 2))
    assert change[:8].max() < 1 < change[20:24].min()
    assert change[64:].max() < 1 < change[48:52].min()


@pytest.mark.parametrize("mode", [Mode.VIDEO, Mode.BOTH])
def test_sound_comes_forty_milliseconds_late(clip: Path, rendered: MakeJob, mode: Mode) -> None:
    job, _ = rendered(mode=mode, quirks=frozenset({"sound-late"}))
    with av.open(str(job.target)) as container:
        audio = container.streams.audio[0]
        start = round(Fraction((audio.start_time or 0) * (audio.time_base or 0)) * 48000)
    was, made = _sound(clip), _sound(job.target)
    lags = [float(np.abs(made[10000 + lag : 14000 + lag] - was[10000:14000]).mean()) for lag in range(2400)]
    assert start + int(np.argmin(lags)) == pytest.approx(1920, abs=48)


def test_a_click_stands_at_the_edge_of_the_new_sound(rendered: MakeJob) -> None:
    job, _ = rendered(mode=Mode.AUDIO, quirks=frozenset({"click"}))
    plain, _ = rendered(mode=Mode.AUDIO)
    edge = slice(48000 - 200, 48000 + 200)
    assert np.abs(_sound(job.target)[edge]).max() > np.abs(_sound(plain.target)[edge]).max() + 0.05
