"""What HDR pictures were mastered for: the display's colours and brightness (SMPTE ST 2086), and their own light level.

Encoders write it into the stream where their codec has a place for it; each wants it in a notation of its own.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import av
from av.sidedata.sidedata import Type

from retake_gui.media.picture import side_data_of

_DISPLAY = struct.Struct("20i2i")
_LIGHT = struct.Struct("2I")
_COLOUR_STEP, _LIGHT_STEP = 50_000, 10_000
_RED, _GREEN, _BLUE, _WHITE = 0, 2, 4, 6
_DARKEST, _BRIGHTEST = 8, 9

Values = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Mastering:
    """What is known of an HDR clip.

    Attributes:
        display: x and y of red, green, blue and white, then the least and the most light, cd/m²; empty if unknown.
        light: The most light of a pixel and the mean of the brightest picture, cd/m²; empty if unknown.
    """

    display: Values = ()
    light: tuple[int, ...] = ()


def mastering_of(frame: av.VideoFrame) -> Mastering:
    """Out of what is told with a picture."""
    display: Values = ()
    light: tuple[int, ...] = ()
    for told in side_data_of(frame):
        data = bytes(told)
        if told.type == Type.MASTERING_DISPLAY_METADATA and len(data) == _DISPLAY.size:
            *numbers, has_colours, has_light = _DISPLAY.unpack(data)
            if has_colours and has_light and all(numbers[1::2]):
                display = tuple(Fraction(*numbers[place : place + 2]) for place in range(0, 20, 2))
        elif told.type == Type.CONTENT_LIGHT_LEVEL and len(data) == _LIGHT.size:
            light = _LIGHT.unpack(data)
    return Mastering(display, light)


def with_mastering(encoder: str, options: Mapping[str, str], known: Mastering) -> dict[str, str]:
    """An encoder's options with what is known, where it can write that."""
    notation = _NOTATIONS.get(encoder)
    if notation is None:
        return dict(options)
    key, display, light, exact = notation
    parts = [options[key]] if key in options else []
    if known.display:
        parts.append(f"{display}={_display(known.display, exact=exact)}")
    if known.light:
        parts.append(f"{light}={known.light[0]},{known.light[1]}")
    return dict(options) | ({key: ":".join(parts)} if parts else {})


_NOTATIONS: Mapping[str, tuple[str, str, str, bool]] = {
    "libx264": ("x264-params", "mastering-display", "cll", True),
    "libx265": ("x265-params", "master-display", "max-cll", True),
    "libsvtav1": ("svtav1-params", "mastering-display", "content-light", False),
}
"""The option, its two names in there, and whether numbers count the standard's steps."""


def _display(values: Values, *, exact: bool) -> str:
    colour, light = (_COLOUR_STEP, _LIGHT_STEP) if exact else (1, 1)

    def words(value: Fraction, steps: int) -> str:
        return str(round(value * steps)) if exact else f"{float(value):.5f}"

    places = (("G", _GREEN), ("B", _BLUE), ("R", _RED), ("WP", _WHITE))
    points = [f"{name}({words(values[at], colour)},{words(values[at + 1], colour)})" for name, at in places]
    return "".join(points) + f"L({words(values[_BRIGHTEST], light)},{words(values[_DARKEST], light)})"
