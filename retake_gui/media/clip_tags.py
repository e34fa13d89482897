"""What the first picture of a clip tells about all of them: read once, however many sources are opened of it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retake_gui.media.decoder import FrameReader
from retake_gui.media.fields import Fields, fields_of
from retake_gui.media.index import FrameIndex, build_index
from retake_gui.media.mastering import Mastering, mastering_of
from retake_gui.media.picture import Orientation, orientation_of
from retake_gui.media.planes import is_full


@dataclass(frozen=True, slots=True)
class ClipTags:
    """How pictures are stored.

    Attributes:
        width: Pixels as they are stored.
        height: Pixels as they are stored.
        colorspace: FFmpeg's number of the matrix.
        color_range: FFmpeg's number of the range.
        full: Whether values are in full range.
        fields: Which field of the first picture comes first; the clip's others are taken to be alike.
    """

    width: int
    height: int
    colorspace: int
    color_range: int
    orientation: Orientation
    full: bool
    mastering: Mastering
    fields: Fields = Fields.NONE


def clip_tags(path: Path) -> ClipTags:
    """The tags of a file as it is now.

    Raises:
        UnreadableMedia: It cannot be opened any more.
    """
    return _read(path, build_index(path))


@lru_cache(maxsize=16)
def _read(path: Path, index: FrameIndex) -> ClipTags:
    with FrameReader(path, index, kept_bytes=0) as reader:
        first = reader.frame(0)
    return ClipTags(
        first.width,
        first.height,
        int(first.colorspace),
        int(first.color_range),
        orientation_of(first),
        is_full(first),
        mastering_of(first),
        fields_of(first),
    )
