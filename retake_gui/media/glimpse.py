"""One picture of a file that is not measured: to look at while a long one is, or beside its name in a list."""

from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.colours import colour_of
from retake_gui.media.files import opened, picture_stream
from retake_gui.media.picture import Frame, rotation_of, to_frame
from retake_gui.media.probe import shown_size

_MOST_PACKETS = 200
_MOST_PACKETS_TO_A_TIME = 1000


def glimpse(path: Path, size: tuple[int, int]) -> Frame | None:
    """The first picture that a decoder puts out, no larger than a box; ``None`` where there is none soon."""
    return _picture_at(path, Fraction(0), size, _MOST_PACKETS)


def glimpse_at(path: Path, seconds: Fraction, size: tuple[int, int]) -> Frame | None:
    """The picture that is shown at a time after the file's beginning, or its last one before; ``None`` without any."""
    return _picture_at(path, seconds, size, _MOST_PACKETS_TO_A_TIME)


def _picture_at(path: Path, seconds: Fraction, size: tuple[int, int], most: int) -> Frame | None:
    try:
        with opened(path) as container:
            stream = picture_stream(path, container)
            base = stream.time_base or Fraction(1, 1000)
            wanted = (stream.start_time or 0) + int(seconds / base)
            if seconds:
                container.seek(wanted, stream=stream, backward=True)
            found = _decoded_until(container, stream, wanted, most)
            if found is None:
                return None
            aspect = stream.sample_aspect_ratio or Fraction(1)
            return to_frame(found, 0, _clip_of(path, found, aspect), size)
    except (UnreadableMedia, av.FFmpegError):
        return None  # the measuring says what is wrong with the file


def _decoded_until(container: InputContainer, stream: VideoStream, wanted: int, most: int) -> av.VideoFrame | None:
    """The last picture that begins no later than a presentation time, or else the first one."""
    found: av.VideoFrame | None = None
    for count, packet in enumerate(container.demux(stream)):
        for frame in packet.decode():
            if found is not None and frame.pts is not None and frame.pts > wanted:
                return found
            found = frame
            if frame.pts is None or frame.pts >= wanted:
                return found
        if count > most:
            break
    return found


def _clip_of(path: Path, frame: av.VideoFrame, aspect: Fraction) -> Clip:
    """What is needed to paint one picture."""
    turn = rotation_of(frame)
    width, height = shown_size(frame.width, frame.height, aspect if aspect > 0 else Fraction(1), turn)
    return Clip(
        source=str(path),
        container="",
        width=width,
        height=height,
        rotation=turn,
        rate=Fraction(1),
        frames=1,
        duration=Fraction(1),
        variable=False,
        video_codec="",
        pixel_format=frame.format.name,
        colour=colour_of(frame.color_range, frame.colorspace, frame.color_trc, frame.color_primaries),
    )
