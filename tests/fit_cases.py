"""Clips with colour and motion, and returns of them with deviations planted, for tests of fitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation

from retake_gui.domain.clip import Clip
from retake_gui.domain.service import DRAFT
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.domain.window_plan import plan_window
from retake_gui.media.cutting import cut_window
from retake_gui.media.opencv import cv2
from retake_gui.media.probe import probe
from retake_gui.media.source import ClipSound

Bytes = npt.NDArray[np.uint8]
RATE = 48_000
_CAREFUL = int(Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INP | Interpolation.FULL_CHR_H_INT)


@dataclass(frozen=True)
class Planted:
    """What is done to a return.

    Attributes:
        shift: Frames that the picture is late.
        gain: Factor of red, green and blue.
        wrong_range: Whether limited values are stretched to full ones.
        wrong_matrix: Whether BT.709 values are read as BT.601 and back as BT.709.
        late: Samples that the sound is late.
        short: Frames missing at the end.
        clicks: When the sound clicks, seconds.
    """

    shift: int = 0
    gain: float = 1.0
    wrong_range: bool = False
    wrong_matrix: bool = False
    late: int = 0
    level: float = 1.0
    short: int = 0
    size: tuple[int, int] | None = None
    rate: Fraction | None = None
    silent: bool = False
    clicks: tuple[Fraction, ...] = ()


def scene(number: int, size: tuple[int, int] = (320, 192)) -> Bytes:
    """A colourful picture that moves, (height, width, 3)."""
    width, height = size
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    planes = [
        128 + 90 * np.sin((x + 4 * number) / 23 + phase) * np.cos((y - 2 * number) / 31 + 2 * phase)
        for phase in (0.0, 1.1, 2.3)
    ]
    picture = np.stack(planes, axis=-1)
    picture[..., 1] += 25 * np.sin(x / 5 + number)
    left = number * 5 % (width - 40)
    picture[40:90, left : left + 40] = (40, 200, 90)
    return np.asarray(np.clip(picture, 20, 235), np.uint8)


def scene_clip(path: Path, frames: int = 144, rate: Fraction | int = 24, *, sound: bool = True) -> Path:
    """A clip of the scene in BT.709, limited range, with speech-like noise."""
    noise = np.random.default_rng(5).normal(0, 0.1, (int(frames / Fraction(rate) * RATE), 1)).astype(np.float32)
    swell = (0.6 + 0.4 * np.sin(np.arange(len(noise)) / 9000))[:, None].astype(np.float32)
    pictures = [_as_709(scene(number)) for number in range(frames)]
    write_clip(path, pictures, Fraction(rate), np.repeat(noise * swell, 2, axis=1) if sound else None)
    return path


def write_clip(
    path: Path, pictures: Sequence[av.VideoFrame], rate: Fraction, sound: npt.NDArray[np.float32] | None
) -> None:
    """Write frames in yuv420p, tagged BT.709 limited, and sound."""
    with av.open(str(path), "w") as container:
        options = {"crf": "4", "preset": "ultrafast", "x264-params": "keyint=24:scenecut=0:bframes=2:b-adapt=0"}
        video = container.add_stream("libx264", rate=rate, options=options)
        video.width, video.height, video.pix_fmt = pictures[0].width, pictures[0].height, "yuv420p"
        context = video.codec_context
        context.color_range, context.colorspace, context.color_trc, context.color_primaries = 1, 1, 1, 1
        audio = container.add_stream("aac", rate=RATE) if sound is not None else None
        layout = {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[1] if sound is not None else 2]
        if audio is not None:
            audio.layout = layout
        for number, frame in enumerate(pictures):
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None and sound is not None:
            audio.bit_rate = 256_000
            block = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), "fltp", layout)
            block.sample_rate, block.time_base, block.pts = RATE, Fraction(1, RATE), 0
            container.mux(audio.encode(block))
            container.mux(audio.encode(None))


def sent_window(folder: Path, source: Path, segment: Span) -> tuple[Clip, Window, Path]:
    """The window of a clip, cut."""
    clip = probe(source)
    window = plan_window(clip, segment, DRAFT)
    sent = folder / "sent.mp4"
    cut_window(clip, window, sent, DRAFT)
    return clip, window, sent


def return_of(sent: Path, target: Path, planted: Planted) -> Path:
    """What was sent, encoded again with deviations."""
    facts = probe(sent)
    with av.open(str(sent)) as container:
        frames = [_deviated(frame, planted) for frame in container.decode(video=0)]
    if planted.shift:
        frames = [frames[min(max(n - planted.shift, 0), len(frames) - 1)] for n in range(len(frames))]
    frames = frames[: len(frames) - planted.short]
    sound = None
    if facts.sound and not planted.silent:
        heard = ClipSound(sent, facts)
        sound = heard.read(-planted.late, int(facts.duration * RATE)) * np.float32(planted.level)
        heard.close()
        for click in planted.clicks:
            sound[round(click * RATE) + planted.late] = 0.8
    write_clip(target, frames, planted.rate or facts.rate, sound)
    return target


def delta_e(one: Bytes, other: Bytes) -> float:
    """Mean CIE76 difference of two pictures' colours, blue first; the noise of codecs is averaged away."""
    size = (one.shape[1] // 32, one.shape[0] // 32)
    small = [cv2.resize(each.astype(np.float32) / 255, size, interpolation=cv2.INTER_AREA) for each in (one, other)]
    labs = [cv2.cvtColor(each, cv2.COLOR_BGR2LAB) for each in small]
    return float(np.linalg.norm(np.asarray(labs[0]) - np.asarray(labs[1]), axis=-1).mean())


def psnr(one: Bytes, other: Bytes) -> float:
    """Decibels; 100 for the same."""
    error = float(np.mean((one.astype(np.float64) - other) ** 2))
    return 100.0 if error == 0 else float(10 * np.log10(255**2 / error))


def _as_709(bgr: Bytes) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(bgr, "bgr24")
    return frame.reformat(format="yuv420p", dst_colorspace=1, dst_color_range=1)


def _deviated(frame: av.VideoFrame, planted: Planted) -> av.VideoFrame:
    if planted.size:
        frame = frame.reformat(*planted.size)
    if planted.gain == 1 and not planted.wrong_range and not planted.wrong_matrix:
        return frame
    read_as = 5 if planted.wrong_matrix else 1
    rgb = frame.reformat(format="rgb24", src_colorspace=read_as, src_color_range=1, interpolation=_CAREFUL)
    values = np.clip(rgb.to_ndarray().astype(np.float32) * planted.gain, 0, 255).astype(np.uint8)
    changed = av.VideoFrame.from_ndarray(values, "rgb24")
    range_ = 2 if planted.wrong_range else 1
    return changed.reformat(format="yuv420p", dst_colorspace=1, dst_color_range=range_, interpolation=_CAREFUL)
