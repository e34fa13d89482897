"""The first picture of a file that is not measured yet: something to look at while a long one is."""

from fractions import Fraction
from pathlib import Path

import av

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.colours import colour_of
from retake_gui.media.files import opened, picture_stream
from retake_gui.media.picture import Frame, rotation_of, to_frame
from retake_gui.media.probe import shown_size

_MOST_PACKETS = 200


def glimpse(path: Path, size: tuple[int, int]) -> Frame | None:
    """The first picture that a decoder puts out, no larger than a box; ``None`` where there is none soon."""
    try:
        with opened(path) as container:
            stream = picture_stream(path, container)
            for count, packet in enumerate(container.demux(stream)):
                for frame in packet.decode():
                    aspect = stream.sample_aspect_ratio or Fraction(1)
                    return to_frame(frame, 0, _clip_of(path, frame, aspect), size)
                if count > _MOST_PACKETS:
                    break
    except (UnreadableMedia, av.FFmpegError):
        return None  # the measuring says what is wrong with the file
    return None


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
