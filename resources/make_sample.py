"""Makes ``sample.mp4``, the clip that the program is tried on: 7 s, 1280×720, 24 frames/s, with sound.

Run it with the project's Python: ``.venv/bin/python resources/make_sample.py [FILE]``.
"""

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from sample_picture import FRAMES, HEIGHT, RATE, WIDTH, frame
from sample_sound import SAMPLE_RATE, sound

_BITS_PER_SECOND = 2_050_000
_SOUND_BITS = 112_000
_BT709 = 1
_LIMITED = 1


def make(target: Path) -> None:
    """Draw and encode all of it."""
    with av.open(str(target), "w", options={"movflags": "+faststart"}) as container:
        video: Any = container.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.bit_rate, video.time_base = _BITS_PER_SECOND, Fraction(1, RATE)
        video.codec_context.gop_size = 2 * RATE
        video.codec_context.options = {"preset": "veryslow", "profile": "high", "maxrate": "4M", "bufsize": "6M"}
        context = video.codec_context
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        audio: Any = container.add_stream("aac", rate=SAMPLE_RATE)
        audio.layout, audio.bit_rate = "stereo", _SOUND_BITS
        for number in range(FRAMES):
            picture = av.VideoFrame.from_ndarray(frame(number), format="rgb24")
            shown = picture.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
            shown.pts, shown.time_base = number, Fraction(1, RATE)
            container.mux(video.encode(shown))
        container.mux(video.encode(None))
        samples = np.ascontiguousarray(sound().T)
        for start in range(0, samples.shape[1], 1024):
            piece = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples[:, start : start + 1024]), format="fltp", layout="stereo"
            )
            piece.sample_rate, piece.pts, piece.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
            container.mux(audio.encode(piece))
        container.mux(audio.encode(None))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("sample.mp4"))
