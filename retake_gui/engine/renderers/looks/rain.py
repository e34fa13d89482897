"""Rain: a dull sky's light, and streaks at three depths."""

import numpy as np

from retake_gui.engine.renderers.looks.falling import Layer, streaks
from retake_gui.engine.renderers.looks.scene import Look, Paint, Scene, blended_table, tinted
from retake_gui.media.draft_files import Picture
from retake_gui.media.opencv import cv2


def _prepare(scene: Scene) -> Paint:
    chance = scene.chance(12)
    lean = float(chance.uniform(-0.18, 0.18))
    depths = ((420, 0.05, 60, 1.6), (220, 0.10, 95, 2.4), (80, 0.2, 125, 3.6))
    ratio = scene.size[1] / scene.size[0]
    layers = [
        Layer(streaks(scene, chance, count, length, bright, lean), fall, fall * lean * ratio)
        for count, length, bright, fall in depths
    ]
    table = scene.curve(lambda light: 0.05 + 0.72 * light)

    def paint(picture: Picture, number: int, strength: float) -> Picture:
        y = np.asarray(cv2.LUT(picture.y, blended_table(table, strength)), np.uint8)
        for layer in layers:
            drops = layer.at(number / scene.rate, scene.size)
            y = np.asarray(cv2.addWeighted(y, 1, drops, strength, 0), np.uint8)
        return Picture(y, tinted(picture.uv, 1 - 0.4 * strength, (4 * strength, -2 * strength)))

    return paint


WORDS = ("rain", "rains", "raining", "rainy", "rainfall", "drizzle", "downpour", "shower", "showers", "rainstorm")
LOOK = Look(WORDS, _prepare)
