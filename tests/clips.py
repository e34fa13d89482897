"""Makes clips whose frames carry their number as pixels, and reads the number back.

The number is drawn as twelve black or white blocks with their complement below, which survives compression, scaling,
turning (it is stored turned, so that it stands upright when shown) and wrong colours; the strip under it moves, so
that encoders really use references between frames. Sound is bursts of a tone whose positions are known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]

BITS = 12
BURST_SECONDS = Fraction(1, 20)
TONE_HERTZ = 1000
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


@dataclass(frozen=True)
class ClipOptions:
    """What ``numbered_clip`` makes beside a plain clip.

    Attributes:
        times: Presentation times in seconds, one a frame, for a variable rate.
        start: Seconds at which the picture starts (may be negative in containers that can).
        rotation: Clockwise quarter turns, in degrees, needed to show it.
        sound: Sample rate of the sound, or 0 for none.
        bursts: When tones start, seconds from the first frame of picture.
        sound_start: Seconds from the first frame to the first sample.
        colour: Context attributes such as ``colorspace`` and ``color_range``.
    """

    size: tuple[int, int] = (320, 192)
    gop: int = 24
    bframes: int = 2
    open_gop: bool = False
    times: Sequence[Fraction] = ()
    start: Fraction = Fraction(0)
    rotation: int = 0
    aspect: Fraction = Fraction(1)
    pixel_format: str = "yuv420p"
    sound: int = 0
    channels: int = 2
    bursts: Sequence[Fraction] = ()
    sound_start: Fraction = Fraction(0)
    sound_codec: str = ""
    colour: tuple[tuple[str, int], ...] = ()
    time_base: Fraction | None = None
    codec_options: tuple[tuple[str, str], ...] = ()


def number_picture(number: int, size: tuple[int, int]) -> Bytes:
    """A picture that carries a number, (height, width, 3), blue first."""
    width, height = size
    picture = np.full((height, width, 3), 128, np.uint8)
    third = height // 3
    for bit in range(BITS):
        left, right = bit * width // BITS, (bit + 1) * width // BITS
        white = bool(number >> bit & 1)
        picture[:third, left:right] = 255 if white else 0
        picture[third : 2 * third, left:right] = 0 if white else 255
    ramp = (np.arange(width) * 3 + number * 5) % 256
    picture[2 * third :] = ramp[None, :, None].astype(np.uint8)
    return picture


def read_number(bgr: npt.NDArray[Any]) -> int:
    """The number that a picture carries.

    Args:
        bgr: (height, width, 3 or more) of any size.

    Raises:
        ValueError: It carries none, or two pictures are mixed.
    """
    height, width = bgr.shape[:2]
    third = height // 3
    number = 0
    for bit in range(BITS):
        left, right = bit * width // BITS, (bit + 1) * width // BITS
        inner = slice(left + (right - left) // 4, right - (right - left) // 4)
        upper = float(bgr[third // 4 : third - third // 4, inner, :3].mean())
        lower = float(bgr[third + third // 4 : 2 * third - third // 4, inner, :3].mean())
        if abs(upper - lower) < 100:
            raise ValueError(f"bit {bit} cannot be told: {upper:.0f} over {lower:.0f}")
        number |= (upper > lower) << bit
    return number


def burst_track(rate: int, seconds: Fraction, bursts: Sequence[Fraction], channels: int = 2) -> Samples:
    """Silence with tones, (samples, channels)."""
    track = np.zeros((int(seconds * rate), channels), np.float32)
    tone = np.sin(2 * np.pi * TONE_HERTZ * np.arange(int(BURST_SECONDS * rate)) / rate).astype(np.float32) * 0.8
    for burst in bursts:
        first = round(burst * rate)
        part = track[max(0, first) : max(0, first + len(tone))]
        part += tone[len(tone) - len(part) if first < 0 else 0 :][: len(part), None]
    return track


def burst_starts(samples: Samples, rate: int = 48_000) -> list[float]:
    """When tones start in a track, seconds; quiet stretches of 10 ms end one."""
    loud = np.abs(samples).max(axis=1) > 0.2
    starts: list[float] = []
    quiet = 0
    for place in np.flatnonzero(loud):
        if not starts or place - quiet > rate // 100:
            starts.append(int(place) / rate)
        quiet = int(place)
    return starts


def numbered_clip(
    path: Path, *, frames: int, rate: Fraction | int = 30, codec: str = "libx264", options: ClipOptions | None = None
) -> Path:
    """Make a clip whose frame n carries n."""
    opts = options or ClipOptions()
    exact = Fraction(rate)
    with av.open(str(path), "w") as container:
        base = opts.time_base or (Fraction(1, 90_000) if opts.times else 1 / exact)
        video: Any = container.add_stream(codec, rate=exact, options=dict(_codec_options(codec, opts)))
        _set_up(video, codec, base, opts)
        sound: Any = None
        if opts.sound:
            sound = container.add_stream(opts.sound_codec or _sound_codec(path), rate=opts.sound)
            sound.layout = _LAYOUTS[opts.channels]
        for frame in _pictures(frames, exact, base, opts):
            for packet in video.encode(frame):
                container.mux(packet)
        for packet in video.encode(None):
            container.mux(packet)
        if sound is not None:
            _encode_sound(container, sound, Fraction(frames) / exact, opts)
    return path


def _set_up(video: Any, codec: str, base: Fraction, opts: ClipOptions) -> None:
    video.width, video.height = opts.size[::-1] if opts.rotation % 180 == 90 else opts.size
    video.pix_fmt = opts.pixel_format
    context = video.codec_context
    context.gop_size = opts.gop
    context.time_base = base
    if codec in ("libx264", "libx265", "mpeg2video", "mpeg4"):
        context.max_b_frames = opts.bframes
    if opts.aspect != 1:
        context.sample_aspect_ratio = opts.aspect
    for name, value in opts.colour:
        setattr(context, name, value)
    if opts.rotation:
        video.set_display_rotation(-opts.rotation)


def _codec_options(codec: str, opts: ClipOptions) -> Iterator[tuple[str, str]]:
    if codec == "libx264":
        # A fixed pattern of B-frames, so that every clip really reorders.
        params = f"scenecut=0:b-adapt=0:open-gop={int(opts.open_gop)}:keyint={opts.gop}:min-keyint={opts.gop}"
        yield from (("preset", "veryfast"), ("x264-params", params))
    elif codec == "libx265":
        yield "preset", "ultrafast"
        params = f"scenecut=0:b-adapt=0:bframes={opts.bframes}:open-gop={int(opts.open_gop)}"
        yield "x265-params", f"{params}:keyint={opts.gop}:min-keyint={opts.gop}:log-level=none"
    elif codec == "libvpx-vp9":
        yield from (("deadline", "realtime"), ("cpu-used", "8"), ("b", "1M"))
    yield from opts.codec_options


def _sound_codec(path: Path) -> str:
    return {".webm": "libopus", ".mkv": "flac", ".mov": "pcm_s16le", ".wav": "pcm_s16le"}.get(path.suffix, "aac")


def _pictures(frames: int, rate: Fraction, base: Fraction, opts: ClipOptions) -> Iterator[av.VideoFrame]:
    for number in range(frames):
        bgr = np.rot90(number_picture(number, opts.size), opts.rotation // 90)
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(bgr), "bgr24")
        frame = frame.reformat(format=opts.pixel_format)
        seconds = opts.times[number] if opts.times else number / rate
        frame.pts = round((seconds + opts.start) / base)
        frame.time_base = base
        yield frame


def _encode_sound(container: Any, stream: Any, seconds: Fraction, opts: ClipOptions) -> None:
    shifted = [burst - opts.sound_start for burst in opts.bursts]
    track = burst_track(opts.sound, seconds, shifted, opts.channels)
    first = round((opts.start + opts.sound_start) * opts.sound)
    step = 960
    for place in range(0, len(track), step):
        part = np.ascontiguousarray(track[place : place + step].T)
        frame = av.AudioFrame.from_ndarray(part, "fltp", _LAYOUTS[opts.channels])
        frame.sample_rate = opts.sound
        frame.pts = first + place
        frame.time_base = Fraction(1, opts.sound)
        for packet in stream.encode(frame):
            container.mux(packet)
    for packet in stream.encode(None):
        container.mux(packet)
