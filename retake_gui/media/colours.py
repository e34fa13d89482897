"""FFmpeg's names for its colour numbers, and which matrix and range to use where a file says nothing."""

from collections.abc import Mapping
from types import MappingProxyType

from retake_gui.domain.clip import Colour

RANGES: Mapping[int, str] = MappingProxyType({1: "tv", 2: "pc"})
SPACES: Mapping[int, str] = MappingProxyType(
    {
        0: "gbr",
        1: "bt709",
        4: "fcc",
        5: "bt470bg",
        6: "smpte170m",
        7: "smpte240m",
        8: "ycgco",
        9: "bt2020nc",
        10: "bt2020c",
        14: "ictcp",
    }
)
TRANSFERS: Mapping[int, str] = MappingProxyType(
    {
        1: "bt709",
        4: "bt470m",
        5: "bt470bg",
        6: "smpte170m",
        7: "smpte240m",
        8: "linear",
        9: "log100",
        10: "log316",
        11: "iec61966-2-4",
        12: "bt1361e",
        13: "iec61966-2-1",
        14: "bt2020-10",
        15: "bt2020-12",
        16: "smpte2084",
        17: "smpte428",
        18: "arib-std-b67",
    }
)
PRIMARIES: Mapping[int, str] = MappingProxyType(
    {
        1: "bt709",
        4: "bt470m",
        5: "bt470bg",
        6: "smpte170m",
        7: "smpte240m",
        8: "film",
        9: "bt2020",
        10: "smpte428",
        11: "smpte431",
        12: "smpte432",
        22: "ebu3213",
    }
)

HD_HEIGHT = 720
"""From this height on (or 1280 pixels of width), pictures without a tag are BT.709; smaller ones BT.601."""
HD_WIDTH = 1280


def colour_of(range_: int, space: int, transfer: int, primaries: int) -> Colour:
    """Name the four numbers; what is unspecified or unknown stays empty."""
    return Colour(
        RANGES.get(range_, ""), SPACES.get(space, ""), TRANSFERS.get(transfer, ""), PRIMARIES.get(primaries, "")
    )


def matrix_for(space: int, width: int, height: int) -> int:
    """The matrix to decode with: the tagged one, else the one that the picture's size implies.

    Args:
        space: FFmpeg's ``AVCOL_SPC_*``; 2 is *unspecified*.
        width: Stored pixels.
        height: Stored pixels.

    Returns:
        swscale's number of the matrix (``SWS_CS_*``): 1, 4, 5, 7 or 9.
    """
    if space in (1, 4, 7):
        return space
    if space in (9, 10):
        return 9
    if space in (5, 6):
        return 5
    return 1 if height >= HD_HEIGHT or width >= HD_WIDTH else 5


def is_hdr(colour: Colour) -> bool:
    """Whether luminance is coded for a high dynamic range (PQ or HLG)."""
    return colour.transfer in ("smpte2084", "arib-std-b67")
