"""Fog: pale, thicker towards the horizon, in slowly drifting banks."""

import numpy as np

from retake_gui.engine.renderers.looks.scene import Look, Paint, Scene, clouds, tinted, toward
from retake_gui.media.draft_files import Picture
from retake_gui.media.opencv import cv2

_PACE = 0.02


def _prepare(scene: Scene) -> Paint:
    width, height = scene.size
    small = (max(8, width // 8), max(8, height // 8))
    banks = clouds((small[0] * 2, small[1]), scene.chance(11), 6)
    banks = np.hstack([banks, banks[:, ::-1]])
    depth = np.exp(-(((np.linspace(0, 1, small[1]) - 0.4) / 0.42) ** 2)).astype(np.float32)[:, None]
    pale = scene.black + round(scene.reach * 0.78)

    def paint(picture: Picture, number: int, strength: float) -> Picture:
        offset = int(number / scene.rate * _PACE * width) % small[0]
        thick = (0.42 + 0.3 * depth) * (0.72 + 0.5 * banks[:, offset : offset + small[0]])
        amount = np.clip(thick, 0, 0.92).astype(np.float32) * np.float32(strength)
        wide = np.asarray(cv2.resize(amount, scene.size), np.float32)
        return Picture(toward(picture.y, pale, wide), tinted(picture.uv, 1 - 0.6 * strength, (0, 0)))

    return paint


LOOK = Look(("fog", "foggy", "mist", "misty", "haze", "hazy", "smog"), _prepare)
