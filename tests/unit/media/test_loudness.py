import re
import subprocess
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from retake_gui.media.loudness import LoudnessMeter, measure

Samples = npt.NDArray[np.float32]
_RATE = 48_000


def tone(decibels: float, seconds: float, hertz: float = 997.0, channels: int = 2) -> Samples:
    wave = np.sin(2 * np.pi * hertz * np.arange(int(seconds * _RATE)) / _RATE) * 10 ** (decibels / 20)
    return np.repeat(wave.astype(np.float32)[:, None], channels, axis=1)


def integrated(samples: Samples) -> float | None:
    meter = LoudnessMeter(samples.shape[1])
    for place in range(0, len(samples), 7001):
        meter.add(samples[place : place + 7001])
    return meter.integrated


def test_the_reference_tone_reads_what_it_should() -> None:
    # EBU Tech 3341, test 1: 1 kHz in both channels at -23 dBFS reads -23 LUFS
    assert integrated(tone(-23, 5)) == pytest.approx(-23.0, abs=0.1)
    assert integrated(tone(-33, 5)) == pytest.approx(-33.0, abs=0.1)


def test_quiet_parts_are_gated() -> None:
    # EBU Tech 3341, test 3: -36, -23 and -36 dBFS in turn reads -23 LUFS
    track = np.concatenate([tone(-36, 2), tone(-23, 24), tone(-36, 2)])
    assert integrated(track) == pytest.approx(-23.0, abs=0.1)


def test_mono_is_three_decibels_softer_and_low_effects_do_not_count() -> None:
    assert integrated(tone(-20, 3, channels=1)) == pytest.approx(-23.0, abs=0.1)
    surround = np.zeros((3 * _RATE, 6), np.float32)
    surround[:, 3] = tone(-6, 3)[:, 0]
    assert integrated(surround) is None
    surround[:, 4] = tone(-20, 3)[:, 0]
    assert integrated(surround) == pytest.approx(-23.0 + 1.5, abs=0.1)


def test_silence_has_no_loudness() -> None:
    assert integrated(np.zeros((_RATE, 2), np.float32)) is None
    assert integrated(tone(-20, 0.05)) is None


def test_it_agrees_with_another_meter(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    swell = np.linspace(0.02, 0.5, 6 * _RATE, dtype=np.float32)[:, None]
    samples = (chance.standard_normal((6 * _RATE, 2)).astype(np.float32) * swell * 0.3).clip(-1, 1)
    path = tmp_path / "noise.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_f32le", rate=_RATE)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.reshape(1, -1)), "flt", "stereo")
        frame.sample_rate = _RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    said = subprocess.run(
        [get_ffmpeg_exe(), "-nostats", "-i", path, "-af", "ebur128", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    (theirs,) = re.findall(r"I:\s+(-?[\d.]+) LUFS", said.rpartition("Summary")[2])
    assert integrated(samples) == pytest.approx(float(theirs), abs=0.15)


def test_a_part_can_be_measured_and_measuring_can_be_cancelled() -> None:
    track = np.concatenate([tone(-40, 2), tone(-20, 2)])

    class Track:
        channels = 2

        def read(self, start_sample: int, count: int) -> Samples:
            return track[start_sample : start_sample + count]

    assert measure(Track(), 2 * _RATE, 2 * _RATE, lambda: False) == pytest.approx(-20.0, abs=0.1)
    assert measure(Track(), 0, 4 * _RATE, lambda: True) is None
