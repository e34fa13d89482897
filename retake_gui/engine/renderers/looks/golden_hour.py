"""Golden hour: warm light that comes low from one side."""

import numpy as np

from retake_gui.engine.renderers.looks.scene import Look, Paint, Scene, blended_table, tinted, toward
from retake_gui.media.draft_files import Picture
from retake_gui.media.opencv import cv2


def _prepare(scene: Scene) -> Paint:
    table = scene.curve(lambda light: 0.03 + 0.97 * light**0.92)
    width, height = scene.size
    side = scene.chance(10).choice([0.08, 0.92])
    x = (np.arange(width, dtype=np.float32) / width - side)[None]
    y = (np.arange(height, dtype=np.float32) / height - 0.22)[:, None] * (height / width)
    glow = np.asarray(0.5 * np.exp(-(x**2 + y**2) / 0.09), np.float32)
    warm_white = scene.black + round(scene.reach * 0.95)

    def paint(picture: Picture, _number: int, strength: float) -> Picture:
        lit = np.asarray(cv2.LUT(picture.y, blended_table(table, strength)), np.uint8)
        lit = toward(lit, warm_white, glow * np.float32(strength))
        return Picture(lit, tinted(picture.uv, 1 - 0.1 * strength, (-26 * strength, 17 * strength)))

    return paint


LOOK = Look(("golden hour", "golden light", "sunset", "sunrise", "sundown", "dusk", "dawn", "warm light"), _prepare)
