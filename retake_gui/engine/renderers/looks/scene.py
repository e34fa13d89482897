"""What a look is told about the segment that it paints, and the tones it paints with."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retake_gui.engine.renderers.fields import Floats
from retake_gui.media.draft_files import Bytes, Picture
from retake_gui.media.opencv import cv2

Paint = Callable[[Picture, int, float], Picture]


@dataclass(frozen=True, slots=True)
class Scene:
    """The segment as a look sees it.

    Attributes:
        size: Width and height.
        rate: Frames a second.
        full: Whether luma goes from 0 to 255, else from 16 to 235.
        seed: Another seed, another place of drops and clouds.
    """

    size: tuple[int, int]
    rate: float
    full: bool
    seed: int

    @property
    def black(self) -> int:
        """Luma of black."""
        return 0 if self.full else 16

    @property
    def reach(self) -> int:
        """Luma of white above black."""
        return 255 if self.full else 219

    def chance(self, stream: int) -> np.random.Generator:
        """Random numbers of the seed."""
        return np.random.default_rng([self.seed & 0xFFFFFFFF, stream])

    def curve(self, tone: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]) -> Bytes:
        """A luma table from a function of brightness 0 to 1."""
        brightness = np.clip((np.arange(256) - self.black) / self.reach, 0, 1)
        return np.asarray(np.clip(np.rint(tone(brightness) * self.reach + self.black), 0, 255), np.uint8)


@dataclass(frozen=True, slots=True)
class Look:
    """A look that words call for.

    Attributes:
        words: What calls for it.
        prepare: Makes its painter for a scene; the painter takes a frame, its number and a strength from 0 to 1.
    """

    words: tuple[str, ...]
    prepare: Callable[[Scene], Paint]


def blended_table(table: Bytes, strength: float) -> Bytes:
    """A table that changes only in part."""
    own = np.arange(256, dtype=np.float32)
    return np.asarray(np.rint(own + (table - own) * strength), np.uint8)


def tinted(uv: Bytes, saturation: float, towards: tuple[float, float]) -> Bytes:
    """Chroma with another saturation, shifted by an amount in each of its two directions."""
    tables = []
    for shift in towards:
        values = 128 + (np.arange(256) - 128) * saturation + shift
        tables.append(np.clip(np.rint(values), 0, 255).astype(np.uint8))
    return np.asarray(cv2.LUT(uv, np.stack(tables, axis=-1).reshape(1, 256, 2)), np.uint8)


def toward(plane: Bytes, value: int, amount: Floats) -> Bytes:
    """Luma taken toward a value by an amount for each pixel, 0 to 1."""
    flat = np.full_like(plane, value)
    return np.asarray(cv2.blendLinear(plane, flat, 1 - amount, amount), np.uint8)


def clouds(size: tuple[int, int], chance: np.random.Generator, detail: int) -> Floats:
    """A soft random landscape from 0 to 1."""
    made = np.zeros((size[1], size[0]), np.float32)
    for octave in range(3):
        cells = detail * 2**octave
        rough = chance.uniform(0, 1, (max(2, cells * size[1] // size[0]) + 1, cells + 1)).astype(np.float32)
        made += np.asarray(cv2.resize(rough, size, interpolation=cv2.INTER_CUBIC), np.float32) / 2**octave
    return np.asarray(np.clip(made / 1.75, 0, 1), np.float32)
