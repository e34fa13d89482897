"""Opening media files: one sentence for everything that FFmpeg can refuse, and the choice of streams."""

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.codec.hwaccel import HWAccel
from av.container import InputContainer
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from retake_gui.domain.errors import UnreadableMedia

_STILLS = ("image2", "ico", "tty", "bmp_pipe")
"""Formats of single pictures, beside all that end in ``_pipe``."""
_WITHOUT_TIMES = ("h264", "hevc", "m4v", "mpegvideo", "obu", "vc1")
"""Bare streams without a container: their frames have no times of their own."""


def unreadable(path: Path, why: str, *, do: str = "Choose another file.", details: str = "") -> UnreadableMedia:
    """The error for a file that cannot be used."""
    return UnreadableMedia(f"“{path.name}” {why}", do=do, details=details)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """A file for reading, closed at the end.

    Raises:
        UnreadableMedia: Missing, not allowed, or nothing that FFmpeg knows.
    """
    container = open_media(path)
    try:
        yield container
    finally:
        close_media(container)


def close_media(container: InputContainer) -> None:
    """Close a file, with nobody else kept waiting.

    A decoder is let go with Python's lock held, and that waits until its threads are through with their pictures:
    emptied before, which is done without the lock, they are idle then.
    """
    for stream in container.streams:
        if stream.codec_context is not None:
            stream.codec_context.flush_buffers()
    container.close()


def open_media(path: Path, device: str = "") -> InputContainer:
    """A file for reading; the caller closes it.

    Args:
        path: The file.
        device: What decodes its pictures, by FFmpeg's name; by default the processor.

    Raises:
        UnreadableMedia: Missing, not allowed, or nothing that FFmpeg knows; or the device does not decode it.
        RuntimeError: The device decodes nothing in it.
    """
    hardware = HWAccel(device, allow_software_fallback=False) if device else None
    # Names in a playlist-like file must not reach beyond the disk.
    options = {"protocol_whitelist": "file,crypto,data"}
    try:
        return av.open(str(path), options=options, metadata_errors="replace", hwaccel=hardware)
    except FileNotFoundError as error:
        raise unreadable(path, "is not there.", do="Check whether it was moved or its disk is connected.") from error
    except PermissionError as error:
        raise unreadable(path, "may not be read.", do="Check the file's permissions.") from error
    except IsADirectoryError as error:
        raise unreadable(path, "is a folder.") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        if path.is_file() and path.stat().st_size == 0:
            raise unreadable(path, "is empty.") from error
        raise unreadable(path, "is not a video that can be read, or is damaged.", details=str(error)) from error


def picture_stream(path: Path, container: InputContainer) -> VideoStream:
    """The stream of moving pictures; all others are told to keep quiet.

    Raises:
        UnreadableMedia: There is none, or none that can be decoded.
    """
    format_name = container.format.name
    if format_name in _STILLS or format_name.endswith("_pipe"):
        raise unreadable(path, "is a still picture, not a clip.")
    if format_name in _WITHOUT_TIMES:
        raise unreadable(path, "is a bare stream without times.", do="Put it into a container such as MP4 first.")
    moving = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not moving:
        what = "has sound but no picture." if container.streams.audio else "has no picture."
        raise unreadable(path, what)
    best = max(
        moving, key=lambda stream: (bool(stream.disposition & Disposition.default), stream.width * stream.height)
    )
    if best.codec_context is None or not best.width:
        raise unreadable(path, "has pictures in a codec that is not known here.")
    listen_to(container, best)
    return best


def sound_stream(path: Path, container: InputContainer, number: int) -> AudioStream:
    """The sound that stood under a number when the file was measured; all other streams are told to keep quiet.

    Raises:
        UnreadableMedia: Another file lies there by now, with no sound under that number.
    """
    stream = container.streams[number] if number < len(container.streams) else None
    if not isinstance(stream, AudioStream):
        raise unreadable(path, "does not have the sound any more that it had.", do="Open it again.")
    listen_to(container, stream)
    return stream


def listen_to(container: InputContainer, wanted: Stream) -> None:
    """Let the demuxer drop all other streams as early as it can."""
    for stream in container.streams:
        if stream.index != wanted.index:
            stream.discard = Discard.all


def fresh_name(path: Path) -> Path:
    """A name beside a file under which it can be written before it is put in place."""
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
