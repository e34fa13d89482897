"""In which forms takes can be exported, and what the user asks for: plain data between sheet and work."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.take import Take

MOST_HANDLES = 240


class Render(StrEnum):
    """In which form a take leaves; the values are those of the terminal."""

    SMART = "smart"
    FULL = "full"
    SEGMENT = "segment"
    AS_RETURNED = "as-returned"


class Codec(StrEnum):
    """Into which codec the picture is encoded; empty keeps the clip's own."""

    SOURCE = ""
    H264 = "h264"
    HEVC = "hevc"
    PRORES = "prores"
    PRORES_HQ = "prores_hq"
    DNXHR = "dnxhr"
    VP9 = "vp9"
    AV1 = "av1"
    PICTURES = "png"
    SOUND = "wav"


ENDINGS = {
    Codec.H264: ".mp4",
    Codec.HEVC: ".mp4",
    Codec.PRORES: ".mov",
    Codec.PRORES_HQ: ".mov",
    Codec.DNXHR: ".mov",
    Codec.VP9: ".webm",
    Codec.AV1: ".mp4",
    Codec.PICTURES: "",
    Codec.SOUND: ".wav",
}
"""What files of a codec end in; pictures go into a folder."""


@dataclass(frozen=True, slots=True)
class ExportItem:
    """One take that can be written.

    Attributes:
        source: File of its clip.
        clip: Its clip's facts, where they are known already.
    """

    take: Take
    source: Path
    clip: Clip | None = None


@dataclass(frozen=True, slots=True)
class ExportGroup:
    """Takes that are written together.

    Attributes:
        title: Such as ``All chosen takes (3)``.
    """

    title: str
    items: tuple[ExportItem, ...]


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What the user confirmed.

    Attributes:
        files: Each take with its file.
        handles: Frames on each side that a segment brings along.
    """

    files: tuple[tuple[ExportItem, Path], ...]
    render: Render
    codec: Codec
    handles: int = 0
