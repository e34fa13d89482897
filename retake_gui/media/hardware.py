"""Decoding by a device of the machine, where there is one that gives the very same frames sooner.

Nothing depends on it. A clip begins in software; the thread in its background tries the devices on its first frames,
and readers go over to the one that was chosen when they next seek. A device that fails later is not used again for
that file.
"""

import logging
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
from av.codec.hwaccel import hwdevices_available
from av.video.frame import VideoFrame

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.files import close_media, open_media, picture_stream
from retake_gui.media.picture import orientation_of

log = logging.getLogger(__name__)

VARIABLE = "RETAKE_HARDWARE_DECODING"
"""Set to 0, everything is decoded in software."""
SOFTWARE = ""
_TRIED_FRAMES = 32
_WORTH = 1.25
"""How much sooner a device must be to be worth its trouble."""
_PLANAR = {"nv12": "yuv420p", "p010le": "yuv420p10le"}
"""How devices hand frames over, and how software decoders do."""
REFUSALS = (UnreadableMedia, av.FFmpegError, RuntimeError, NotImplementedError, ValueError)
"""What PyAV raises where a device is not there, or cannot decode a stream."""

Decode = Callable[[Path, str], Iterator[VideoFrame]]
_Version = tuple[Path, int, int]

_lock = threading.Lock()
_chosen: dict[_Version, str] = {}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a decoder did with the first frames of a clip: how long it took, and what came out."""

    seconds: float
    frames: tuple[object, ...]


def device_for(path: Path) -> str:
    """The device that was chosen for a file; :data:`SOFTWARE` where none was, or none yet."""
    with _lock:
        return _chosen.get(_version(path), SOFTWARE)


def refuse(path: Path, why: object) -> None:
    """The device failed: this file is decoded in software from now on."""
    with _lock:
        device = _chosen.get(_version(path), SOFTWARE)
        _chosen[_version(path)] = SOFTWARE
    if device:
        log.warning("%s is decoded in software from now on: %s failed (%s).", path.name, device, why)


def consider(
    path: Path,
    devices: Sequence[str] | None = None,
    decode: Decode | None = None,
    now: Callable[[], float] = time.perf_counter,
) -> str:
    """Try all devices on a file, once, and choose the fastest that is exact and worth it; not for the window's thread.

    Args:
        path: The clip.
        devices: Their names; by default all that FFmpeg was built with, unless the environment says no.
        decode: Gives the frames of a file as a device makes them.
        now: Seconds of a clock that never goes back.
    """
    version = _version(path)
    with _lock:
        if version in _chosen:
            return _chosen[version]
    if devices is None:
        devices = [] if os.environ.get(VARIABLE, "").strip() == "0" else hwdevices_available()
    found = _best(path, devices, decode or decoded, now)
    with _lock:
        _chosen[version] = found
    if found:
        log.info("%s is decoded by %s.", path.name, found)
    return found


def _best(path: Path, devices: Sequence[str], decode: Decode, now: Callable[[], float]) -> str:
    trials = {device: trial for device in devices if (trial := _tried(path, device, decode, now)) is not None}
    software = _tried(path, SOFTWARE, decode, now) if trials else None
    best, least = SOFTWARE, software.seconds / _WORTH if software is not None else 0.0
    for device, trial in trials.items():
        if software is None or trial.frames != software.frames:
            log.info("%s does not decode %s exactly.", device, path.name)
        elif trial.seconds < least:
            best, least = device, trial.seconds
    return best


def _tried(path: Path, device: str, decode: Decode, now: Callable[[], float]) -> Trial | None:
    """The first frame is not timed: it waits for the device to wake up."""
    seconds, seen = 0.0, []
    try:
        frames = decode(path, device)
        for number in range(_TRIED_FRAMES):
            begun = now()
            frame = next(frames, None)
            if frame is None:
                break
            seconds += now() - begun if number else 0.0
            seen.append(_facts(frame))
    except REFUSALS as error:
        log.info("%s does not decode %s: %s", device or "software", path.name, error.__cause__ or error)
        return None
    return Trial(seconds, tuple(seen))


def decoded(path: Path, device: str) -> Iterator[VideoFrame]:
    """All frames of a file, in the formats of software decoders."""
    container = open_media(path, device)
    try:
        stream = picture_stream(path, container)
        prepare(stream.codec_context, device)
        for frame in container.decode(stream):
            yield planar(frame)
    finally:
        close_media(container)


def prepare(context: "av.VideoCodecContext", device: str) -> None:
    """Threads are the software decoder's; a device has its own."""
    context.thread_type = "NONE" if device else "AUTO"


def planar(frame: VideoFrame) -> VideoFrame:
    """The same values as a software decoder would lay them out."""
    form = _PLANAR.get(frame.format.name)
    return frame if form is None else frame.reformat(format=form)


def _facts(frame: VideoFrame) -> object:
    """All of a frame that is seen."""
    values = zlib.crc32(frame.to_ndarray().tobytes())
    shape = frame.width, frame.height, frame.format.name, frame.interlaced_frame, orientation_of(frame)
    return frame.pts, values, shape, int(frame.colorspace), int(frame.color_range)


def _version(path: Path) -> _Version:
    try:
        facts = path.stat()
    except OSError:
        return path, 0, 0
    return path, facts.st_size, facts.st_mtime_ns
