"""Things that fall through the picture: tiles of streaks or flakes that scroll at several depths."""

import numpy as np

from retake_gui.engine.renderers.looks.scene import Scene
from retake_gui.media.draft_files import Bytes
from retake_gui.media.opencv import cv2

_FULL_HEIGHT = 540


class Layer:
    """One depth: a tile larger than the picture that wraps around.

    Attributes:
        fall: Heights of the picture that it falls in a second.
        slant: Widths of the picture that it goes aside in a second.
    """

    def __init__(self, tile: Bytes, fall: float, slant: float) -> None:
        self._tile = tile
        self.fall = fall
        self.slant = slant

    def at(self, seconds: float, size: tuple[int, int], sway: float = 0.0) -> Bytes:
        """What covers the picture at a time."""
        width, height = size
        down = -round(self.fall * seconds * height) % self._tile.shape[0]
        aside = -round((self.slant * seconds + sway) * width) % self._tile.shape[1]
        return np.roll(self._tile, (-down, -aside), (0, 1))[:height, :width]


def streaks(
    scene: Scene, chance: np.random.Generator, count: int, length: float, brightness: int, lean: float
) -> Bytes:
    """A tile of thin slanted lines, their length in heights of the picture."""
    width, height = scene.size
    count = _fitting(count, height)
    tile = np.zeros((height, width), np.uint8)
    thickness = max(1, round(height / 540))
    for _ in range(count):
        x, y = int(chance.integers(0, width)), int(chance.integers(0, height))
        long = length * height * chance.uniform(0.5, 1.3)
        tone = int(brightness * chance.uniform(0.4, 1))
        for shift in (0, -height):
            end = (round(x + lean * long), round(y + shift + long))
            cv2.line(tile, (x, y + shift), end, tone, thickness, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(tile, (3, 3), 0), np.uint8)


def flakes(scene: Scene, chance: np.random.Generator, count: int, radius: float, brightness: int) -> Bytes:
    """A tile of soft round spots, their radius in heights of the picture."""
    width, height = scene.size
    count = _fitting(count, height)
    tile = np.zeros((height, width), np.uint8)
    for _ in range(count):
        place = (int(chance.integers(0, width)), int(chance.integers(0, height)))
        size = max(1, round(radius * height * chance.uniform(0.5, 1.2)))
        cv2.circle(tile, place, size, int(brightness * chance.uniform(0.5, 1)), -1, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(tile, (0, 0), max(0.6, radius * height * 0.4)), np.uint8)


def _fitting(count: int, height: int) -> int:
    """Fewer of them in a small picture, where none can be thinner than a pixel."""
    return max(6, round(count * min(1.0, height / _FULL_HEIGHT)))
