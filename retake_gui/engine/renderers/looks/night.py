"""Night: dark and blue, with what was bright left as lights."""

import numpy as np

from retake_gui.engine.renderers.looks.scene import Look, Paint, Scene, blended_table, tinted
from retake_gui.media.draft_files import Picture
from retake_gui.media.opencv import cv2


def _prepare(scene: Scene) -> Paint:
    table = scene.curve(lambda light: 0.30 * light**1.35 + 0.28 * np.clip((light - 0.82) / 0.18, 0, 1) ** 2)

    def paint(picture: Picture, _number: int, strength: float) -> Picture:
        y = np.asarray(cv2.LUT(picture.y, blended_table(table, strength)), np.uint8)
        return Picture(y, tinted(picture.uv, 1 - 0.55 * strength, (10 * strength, -7 * strength)))

    return paint


LOOK = Look(
    ("night", "nights", "nighttime", "night time", "midnight", "moonlight", "moonlit", "nocturnal"),
    _prepare,
)
