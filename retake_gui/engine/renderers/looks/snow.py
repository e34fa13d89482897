"""Snow: paler and colder, with flakes that sway down at three depths."""

import math

import numpy as np

from retake_gui.engine.renderers.looks.falling import Layer, flakes
from retake_gui.engine.renderers.looks.scene import Look, Paint, Scene, blended_table, tinted
from retake_gui.media.draft_files import Picture
from retake_gui.media.opencv import cv2


def _prepare(scene: Scene) -> Paint:
    chance = scene.chance(13)
    depths = ((900, 0.0025, 150, 0.14), (320, 0.005, 200, 0.24), (70, 0.011, 235, 0.4))
    layers = [
        Layer(flakes(scene, chance, count, radius, bright), fall, float(chance.uniform(-0.03, 0.03)))
        for count, radius, bright, fall in depths
    ]
    table = scene.curve(lambda light: 0.12 + 0.86 * light**0.9)

    def paint(picture: Picture, number: int, strength: float) -> Picture:
        seconds = number / scene.rate
        y = np.asarray(cv2.LUT(picture.y, blended_table(table, strength)), np.uint8)
        for depth, layer in enumerate(layers, 1):
            sway = 0.006 * depth * math.sin(1.3 * seconds + 2 * depth)
            y = np.asarray(cv2.addWeighted(y, 1, layer.at(seconds, scene.size, sway), strength, 0), np.uint8)
        return Picture(y, tinted(picture.uv, 1 - 0.4 * strength, (3 * strength, -2 * strength)))

    return paint


LOOK = Look(("snow", "snows", "snowing", "snowy", "snowfall", "snowflakes", "blizzard"), _prepare)
