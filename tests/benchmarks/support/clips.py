"""The clips that benchmarks measure on: 1080p H.264, a key frame every 250, motion, grain, sound, numbered frames."""

import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.clips import number_picture, read_number

SIZE = (1920, 1080)
RATE = 30
_BAND = 270
"""Rows at the top that carry the frame's number."""
_GRAINS = 12


def moving_clip(path: Path, seconds: int = 20) -> Path:
    """A textured plane under a moving camera, with grain and a thing that crosses; a tone that swells."""
    chance = np.random.default_rng(1)
    width, height = SIZE
    plane = np.kron(chance.integers(40, 200, (90, 200), dtype=np.uint8), np.ones((24, 24), np.uint8)).astype(np.int16)
    grains = [chance.integers(-7, 8, (height, width), dtype=np.int16) for _ in range(_GRAINS)]
    colours = np.kron(chance.integers(90, 166, (2, 60, 120), dtype=np.uint8), np.ones((1, 16, 16), np.uint8))
    sound = f"sine=frequency=330:sample_rate=48000:duration={seconds},tremolo=f=0.7"
    source = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", str(RATE), "-i", "-"]
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "250", "-keyint_min", "250"]
    coded += ["-sc_threshold", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    line = ["ffmpeg", "-v", "error", "-y", *source, "-f", "lavfi", "-i", sound, *coded, str(path)]
    with subprocess.Popen(line, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in range(seconds * RATE):
            left, top = (5 * number) % 2700, (2 * number) % 1000
            luma = plane[top : top + height, left : left + width] + grains[number % _GRAINS]
            luma[500:800, (number * 11) % 1600 :][:, :260] += 60
            luma[:_BAND] = number_picture(number % 4096, (width, _BAND))[..., 0]
            encoder.stdin.write(luma.clip(16, 235).astype(np.uint8).tobytes())
            across, down = number % 400, number % 300
            chroma = colours[:, down : down + height // 2, across : across + width // 2]
            encoder.stdin.write(np.ascontiguousarray(chroma).tobytes())
        encoder.stdin.close()
        if encoder.wait():
            raise SystemExit("ffmpeg could not make the clip.")
    return path


def repeated(path: Path, piece: Path, seconds: int, piece_seconds: int = 20) -> Path:
    """A long clip out of copies of a short one; numbers start again with each copy."""
    listing = path.with_suffix(".txt")
    listing.write_text(f"file '{piece}'\n" * (seconds // piece_seconds))
    line = ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listing), "-c", "copy", str(path)]
    subprocess.run(line, check=True)
    return path


def number_in(pixels: npt.NDArray[np.uint8]) -> int:
    """The number that a picture of such a clip carries, at any size."""
    return read_number(pixels[: pixels.shape[0] * _BAND // SIZE[1]])
