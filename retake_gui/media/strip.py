"""The first pictures of a filmstrip: key frames near evenly spread places, each decoded alone."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
from av.video.stream import VideoStream

from retake_gui.domain.clip import Clip
from retake_gui.media.files import opened, picture_stream
from retake_gui.media.index import FrameIndex, build_index
from retake_gui.media.picture import Frame, Painter


def spread_keys(index: FrameIndex, most: int) -> list[int]:
    """Numbers of key frames nearest to so many places at equal distances, in order, each once."""
    keys, frames = index.keys, len(index)
    if not len(keys):
        return []
    count = min(most, frames)
    places = [(2 * part + 1) * frames // (2 * count) for part in range(count)]
    nearest: set[int] = set()
    for place in places:
        at = int(keys.searchsorted(place))
        near = keys[max(0, at - 1) : at + 1]
        nearest.add(int(min(near, key=lambda key: abs(int(key) - place))))
    return sorted(nearest)


def key_pictures(clip: Clip, numbers: Sequence[int], size: tuple[int, int]) -> Iterator[Frame]:
    """Pictures of key frames, no larger than a box; one that cannot be decoded is left out.

    Raises:
        UnreadableMedia: The file cannot be opened any more.
    """
    path = Path(clip.source)
    index, painter = build_index(path), Painter(clip)
    with opened(path) as container:
        stream = picture_stream(path, container)
        context = stream.codec_context
        context.skip_frame = "NONKEY"
        for number in numbers:
            pts = index.pts_of(number)
            try:
                container.seek(pts, stream=stream)
                context.flush_buffers()
                found = _at(container.demux(stream), stream, pts)
            except av.FFmpegError:
                continue
            if found is not None:
                yield painter.frame(found, number, size)


def _at(packets: "Iterator[av.Packet[VideoStream]]", stream: VideoStream, pts: int) -> av.VideoFrame | None:
    """The frame of the packet with a time; the decoder is emptied at once, since nothing else is wanted."""
    for packet in packets:
        if packet.pts is None or not packet.is_keyframe:
            continue
        if packet.pts > pts:
            return None
        if packet.pts == pts:
            frames = [*packet.decode(), *stream.codec_context.decode(None)]
            return next((frame for frame in frames if frame.pts == pts), None)
    return None
