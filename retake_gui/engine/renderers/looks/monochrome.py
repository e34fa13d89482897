"""Black and white, with a little more contrast than the colours had."""

import numpy as np

from retake_gui.engine.renderers.looks.scene import Look, Paint, Scene, blended_table, tinted
from retake_gui.media.draft_files import Picture
from retake_gui.media.opencv import cv2


def _prepare(scene: Scene) -> Paint:
    table = scene.curve(lambda light: light + 0.12 * light * (1 - light) * (2 * light - 1) * 4)

    def paint(picture: Picture, _number: int, strength: float) -> Picture:
        y = np.asarray(cv2.LUT(picture.y, blended_table(table, strength)), np.uint8)
        return Picture(y, tinted(picture.uv, 1 - strength, (0, 0)))

    return paint


LOOK = Look(("black and white", "black & white", "b&w", "monochrome", "grayscale", "greyscale", "noir"), _prepare)
