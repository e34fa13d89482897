"""The pictures of the sample clip: a lighthouse at dusk, a sailing boat, a bell buoy, and a camera that drifts along.

Everything is drawn from code. Painted layers (sky, ridges, headland) are made once, larger than the picture, and moved
by parallax; sea, beam, boat, buoy, gulls, and grass are drawn for each frame. Colours are RGB in 0…1, display-referred.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]
Points = list[tuple[float, float]]

WIDTH, HEIGHT = 1280, 720
RATE = 24
FRAMES = 168
BEAM_PERIOD = 3.5  # seconds of one turn of the light
ROCK_PERIOD = 1.75  # seconds of one rocking of the buoy
_MARGIN = 240  # pixels painted beyond each side, for the camera to move into
_LAYER_WIDTH = WIDTH + 2 * _MARGIN
_HORIZON = 424
_SHORE = 452  # the headland's waterline
_LANTERN = (962.0, 168.0)  # the light, in picture coordinates of the unmoved camera
_FAR, _RIDGE, _LAND, _BOAT, _BUOY, _GRASS = 0.12, 0.25, 0.55, 0.85, 1.15, 2.1  # parallax of the layers

_SKY = [
    (0.0, (0.075, 0.094, 0.220)),
    (0.34, (0.231, 0.184, 0.380)),
    (0.62, (0.576, 0.310, 0.431)),
    (0.82, (0.886, 0.475, 0.400)),
    (0.95, (0.976, 0.690, 0.420)),
    (1.0, (0.992, 0.792, 0.510)),
]


@dataclass(frozen=True)
class Camera:
    """Where the camera looks at some moment: a pan, a breath up and down, and a slow push in."""

    x: float
    y: float
    zoom: float

    def matrix(self, parallax: float, left: float = 0.0) -> Plane:
        """The transform from a layer, whose first column stands at ``left``, to the picture."""
        zoom = 1 + (self.zoom - 1) * parallax
        dx = WIDTH / 2 + zoom * (left - WIDTH / 2) - self.x * parallax * zoom
        dy = _HORIZON * (1 - zoom) + self.y * parallax
        return np.array([[zoom, 0, dx], [0, zoom, dy]], np.float32)

    def point(self, x: float, y: float, parallax: float) -> tuple[float, float]:
        """Where a point of a layer stands in the picture."""
        place = self.matrix(parallax) @ np.array([x, y, 1], np.float32)
        return float(place[0]), float(place[1])


def camera_at(seconds: float) -> Camera:
    """The camera's course: it eases from left to right as if on a dolly, held by hand."""
    share = seconds * RATE / FRAMES
    eased = share * share * (3 - 2 * share)
    sway = 2.4 * math.sin(seconds * 1.9) + 1.3 * math.sin(seconds * 3.1 + 1)
    return Camera(-70 + 150 * eased + sway, 2.0 * math.sin(seconds * 1.3), 1 + 0.05 * share)


def swell_at(seconds: float) -> float:
    """How far a wave has come in at the shore, 0…1; the surf is heard by the same measure."""
    return 0.5 + 0.5 * math.sin(2 * math.pi * (seconds / 3.5 - 0.1))


def facing_at(seconds: float) -> tuple[float, float]:
    """The beam's direction: to the side (1 is right) and towards the camera (1 is straight at it)."""
    turn = 2 * math.pi * (seconds / BEAM_PERIOD + 0.12)
    return math.cos(turn), math.sin(turn)


def tilt_at(seconds: float) -> float:
    """The buoy's tilt in radians; its bell strikes at each extreme."""
    return 0.24 * math.sin(2 * math.pi * seconds / ROCK_PERIOD)


# Painted once


def _noise(shape: tuple[int, int], cell: tuple[float, float], seed: int, octaves: int = 5) -> Plane:
    """Smooth noise in 0…1 whose largest features are ``cell`` (wide, high) pixels."""
    rng = np.random.default_rng(seed)
    total = np.zeros(shape, np.float32)
    weight = 0.0
    for octave in range(octaves):
        cells = [max(2, int(size / extent * 2**octave) + 2) for size, extent in zip(shape[::-1], cell, strict=True)]
        field = rng.random((cells[1], cells[0])).astype(np.float32)
        total += cv2.resize(field, shape[::-1], interpolation=cv2.INTER_CUBIC) * 0.5**octave
        weight += 0.5**octave
    return np.asarray(np.clip(total / weight, 0, 1), np.float32)


def _mix(base: Plane, colour: Plane, amount: Plane) -> Plane:
    return base + (colour - base) * amount[..., None]


@cache
def _sky() -> Plane:
    rows = np.linspace(0, 1, _HORIZON + 60, dtype=np.float32)
    stops = [stop for stop, _ in _SKY]
    column = np.stack([np.interp(rows, stops, [colour[c] for _, colour in _SKY]) for c in range(3)], -1)
    sky = np.repeat(column[:, None, :].astype(np.float32), _LAYER_WIDTH, 1)
    sky = np.concatenate([sky, np.repeat(sky[-1:], HEIGHT - sky.shape[0], 0)])
    ys, xs = np.mgrid[0:HEIGHT, 0:_LAYER_WIDTH].astype(np.float32)
    glow = np.exp(-(((xs - _MARGIN - 420) / 420) ** 2) - ((ys - _HORIZON - 10) / 150) ** 2)
    sky = _mix(sky, np.array([1.0, 0.83, 0.55], np.float32), 0.75 * glow)
    stars = np.zeros((HEIGHT, _LAYER_WIDTH), np.float32)
    rng = np.random.default_rng(7)
    for x, y, light in zip(rng.integers(0, _LAYER_WIDTH, 260), rng.integers(0, 250, 260), rng.random(260), strict=True):
        stars[y, x] = light**3 * max(0.0, 1 - y / 250)
    sky += cv2.GaussianBlur(stars, (0, 0), 0.8)[..., None] * 2.6
    streaks = _noise((HEIGHT, _LAYER_WIDTH), (620, 60), 3, 6)
    height = np.exp(-(((ys - 275) / 105) ** 2)) + 0.55 * np.exp(-(((ys - 120) / 70) ** 2))
    body = np.clip((streaks - 0.47) * 5.2, 0, 1) * height
    under = np.clip(body - np.roll(body, 9, 0), 0, 1)
    sky = _mix(sky, np.array([0.34, 0.21, 0.38], np.float32), 0.5 * body)
    return np.clip(_mix(sky, np.array([1.0, 0.62, 0.47], np.float32), 0.95 * under), 0, 1.2)


@cache
def _ridge(seed: int, base: float, relief: float, colour: tuple[float, float, float]) -> Plane:
    """One line of hills as RGBA, hazier towards its foot."""
    line = _noise((1, _LAYER_WIDTH), (520, 1), seed, 7)[0]
    top = base - relief * (line - 0.25)
    ys = np.arange(HEIGHT, dtype=np.float32)[:, None]
    alpha = np.clip(ys - top[None], 0, 1)
    haze = np.clip((ys - top[None]) / 90, 0, 1)[..., None] * np.ones((1, 1, 3), np.float32)
    rgb = np.array(colour, np.float32) * (1 - 0.5 * haze) + np.array([0.90, 0.56, 0.45], np.float32) * 0.5 * haze
    return np.dstack([rgb, alpha]).astype(np.float32)


def _polygon(layer: Plane, points: Points, colour: tuple[float, float, float]) -> None:
    outline = np.array([[round(x * 16), round(y * 16)] for x, y in points], np.int32)
    cv2.fillPoly(layer, [outline], (*colour, 1.0), cv2.LINE_8, 4)


def _tower_shade(layer: Plane, box: tuple[int, int, int, int]) -> None:
    """Round the tower: warm light from the left, cool dusk to the right."""
    left, top, right, bottom = box
    part = layer[top:bottom, left:right]
    across = np.linspace(-1, 1, right - left, dtype=np.float32)[None, :, None]
    warm = np.array([1.06, 0.86, 0.70], np.float32) * np.clip(0.80 - 0.42 * across, 0, 1)
    cool = np.array([0.16, 0.16, 0.30], np.float32) * np.clip(0.25 + 0.5 * across, 0, 1)
    part[..., :3] = part[..., :3] * warm + cool * 0.35 * part[..., 3:]


@cache
def _headland() -> Plane:
    """Cliff, lighthouse, and keeper's house as RGBA, painted three times as large and scaled down."""
    scale = 3
    layer = np.zeros((HEIGHT * scale, _LAYER_WIDTH * scale, 4), np.float32)

    def at(points: Points) -> Points:
        return [((x + _MARGIN) * scale, y * scale) for x, y in points]

    x, light = _LANTERN
    tower = [(x - 21, light + 26), (x + 21, light + 26), (x + 34, 384), (x - 34, 384)]
    _polygon(layer, at(tower), (0.90, 0.88, 0.87))
    for band in (0, 2):
        y1, y2 = light + 26 + (band + 0.9) * 43, light + 26 + (band + 1.9) * 43
        half1, half2 = (21 + 13 * (y - light - 26) / (384 - light - 26) for y in (y1, y2))
        _polygon(layer, at([(x - half1, y1), (x + half1, y1), (x + half2, y2), (x - half2, y2)]), (0.72, 0.16, 0.17))
    for y in (light + 62, light + 148):
        _polygon(layer, at([(x - 5, y), (x + 4, y), (x + 4, y + 15), (x - 5, y + 15)]), (0.13, 0.10, 0.15))
    _tower_shade(layer, (int((x - 40 + _MARGIN) * scale), 0, int((x + 40 + _MARGIN) * scale), 384 * scale))
    dark = (0.105, 0.085, 0.135)
    _polygon(layer, at([(x - 31, light + 20), (x + 31, light + 20), (x + 26, light + 29), (x - 26, light + 29)]), dark)
    _polygon(
        layer,
        at([(x - 15, light - 17), (x + 15, light - 17), (x + 15, light + 20), (x - 15, light + 20)]),
        (1.0, 0.80, 0.45),
    )
    for bar in (-15, -6, 3, 12):
        _polygon(
            layer,
            at([(x + bar, light - 17), (x + bar + 3, light - 17), (x + bar + 3, light + 20), (x + bar, light + 20)]),
            dark,
        )
    dome = [(x + 19 * math.cos(a), light - 16 - 17 * math.sin(a)) for a in np.linspace(0, math.pi, 24)]
    _polygon(layer, at(dome), (0.50, 0.12, 0.14))
    _polygon(layer, at([(x - 1, light - 48), (x + 1, light - 48), (x + 2, light - 30), (x - 2, light - 30)]), dark)
    for rail in (8, 13):
        _polygon(
            layer,
            at(
                [(x - 30, light + rail), (x + 30, light + rail), (x + 30, light + rail + 1), (x - 30, light + rail + 1)]
            ),
            dark,
        )
    _house(layer, at)
    _cliff(layer, scale)
    return np.asarray(cv2.resize(layer, (_LAYER_WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def _house(layer: Plane, at: Callable[[Points], Points]) -> None:
    _polygon(layer, at([(1030, 340), (1130, 340), (1130, 392), (1030, 392)]), (0.42, 0.34, 0.40))
    _polygon(layer, at([(1020, 342), (1036, 308), (1124, 308), (1140, 342)]), (0.20, 0.12, 0.17))
    _polygon(layer, at([(1104, 290), (1115, 290), (1115, 312), (1104, 312)]), (0.16, 0.11, 0.16))
    for x in (1046, 1074, 1104):
        _polygon(layer, at([(x, 352), (x + 13, 352), (x + 13, 370), (x, 370)]), (1.0, 0.76, 0.36))


def _cliff(layer: Plane, scale: int) -> None:
    width, rows = layer.shape[1], np.arange(layer.shape[0], dtype=np.float32)[:, None] / scale
    xs = np.arange(width, dtype=np.float32) / scale - _MARGIN
    rise = 1 / (1 + np.exp(-(xs - 800) / 30))
    rough = cv2.resize(_noise((1, _LAYER_WIDTH), (150, 1), 21, 7), (width, 1), interpolation=cv2.INTER_CUBIC)[0]
    top = _SHORE + 6 - rise * (78 + 26 * (rough - 0.5)) - 20 * np.exp(-(((xs - 770) / 46) ** 2)) * rough
    land = (rows > top[None]) & (rows < _SHORE + 3 * rough[None]) & (xs[None] > 690)
    depth = np.clip((rows - top[None]) / 74, 0, 1)
    rock = _noise(layer.shape[:2], (90, 300), 33, 6)
    shade = np.clip(0.26 - 0.16 * depth + 0.22 * (rock - 0.5), 0.03, 1)[..., None]
    warm = np.array([0.94, 0.62, 0.60], np.float32) * shade + np.array([0.05, 0.035, 0.075], np.float32)
    grass = np.clip(1 - depth * 7, 0, 1)[..., None] * np.array([0.11, 0.12, 0.06], np.float32)
    layer[land, :3] = (warm + grass)[land]
    layer[land, 3] = 1


# Drawn for each frame


def _moved(layer: Plane, camera: Camera, parallax: float) -> Plane:
    matrix = camera.matrix(parallax, -_MARGIN)
    moved = cv2.warpAffine(layer, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def _over(base: Plane, layer: Plane) -> Plane:
    return base + (layer[..., :3] - base) * layer[..., 3:]


@cache
def _grid() -> tuple[Plane, Plane]:
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return xs, ys


def _beam(picture: Plane, camera: Camera, seconds: float) -> Plane:
    """The light's cone in hazy air, and its glare when it sweeps across the camera."""
    side, towards = facing_at(seconds)
    x, y = camera.point(*_LANTERN, _LAND)
    xs, ys = _grid()
    along = (xs - x) * (1 if side >= 0 else -1)
    reach = 90 + 1150 * abs(side)
    width = 5 + along * (0.035 + 0.16 * max(0.0, towards) * (1 - abs(side)) + 0.02)
    droop = ys - y - along * 0.02 * towards
    cone = np.exp(-((droop / np.maximum(width, 1)) ** 2)) * np.exp(-np.maximum(along, 0) / reach * 2.2)
    cone *= (along > 0) * np.clip(along / 14, 0, 1) * (0.30 + 0.30 * max(0.0, towards))
    distance = (xs - x) ** 2 + (ys - y) ** 2
    flash = max(0.0, towards) ** 14
    glare = 0.55 * np.exp(-distance / 420) + flash * (1.3 * np.exp(-distance / 2600) + 0.34 * np.exp(-distance / 60000))
    streak = flash * 0.5 * np.exp(-np.abs(xs - x) / 210) * np.exp(-(((ys - y) / 2.2) ** 2))
    light = np.clip(cone + glare + streak, 0, 1.4).astype(np.float32)[..., None] * np.array(
        [1.0, 0.88, 0.62], np.float32
    )
    return np.asarray(1 - (1 - np.clip(picture, 0, 1)) * (1 - np.clip(light, 0, 1)), np.float32)


def _waves(seconds: float, camera: Camera) -> tuple[Plane, Plane, Plane]:
    """Slopes of the sea to the side and away, and how near each row is (0 at the horizon, 1 at the lower edge)."""
    xs, ys = _grid()
    below = np.maximum(ys - _HORIZON, 1.0)
    nearness = np.clip(below / (HEIGHT - _HORIZON), 0, 1)
    away = 2600 / (below + 6)
    across = (xs - WIDTH / 2) * away / 520 + camera.x * 0.012 * np.clip(nearness * 1.4, 0.2, 1.4)
    slope_x, slope_y = np.zeros_like(xs), np.zeros_like(xs)
    for kx, ky, speed, height, phase in (
        (0.35, 0.62, 1.5, 1.0, 0.3),
        (-0.52, 0.95, 1.9, 0.8, 1.7),
        (1.15, 1.6, 2.6, 0.55, 2.9),
        (-1.9, 2.3, 3.3, 0.42, 4.1),
        (3.1, 3.9, 4.4, 0.3, 5.2),
        (-4.6, 5.7, 5.6, 0.2, 0.8),
    ):
        fade = np.clip(1.6 - away * ky / 42, 0, 1)
        angle = kx * across + ky * away + speed * seconds + phase
        angle = angle + 0.7 * np.sin(0.31 * across * kx - 0.23 * away + phase)
        wave = height * fade * np.cos(angle)
        slope_x += wave * kx / (abs(kx) + ky)
        slope_y += wave
    return slope_x.astype(np.float32), slope_y.astype(np.float32), nearness.astype(np.float32)


def _reflected(layer: Plane, mirror: float, shift: Plane, lift: Plane) -> Plane:
    xs, ys = _grid()
    source_y = 2 * mirror - ys + lift
    mapped = cv2.remap(layer, xs + shift, source_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(mapped, np.float32)


def _sea(air: Plane, land: Plane, camera: Camera, seconds: float) -> Plane:
    slope_x, slope_y, nearness = _waves(seconds, camera)
    horizon = camera.point(0, _HORIZON, _FAR)[1]
    shore = camera.point(0, _SHORE, _LAND)[1]
    shift, lift = slope_x * (3 + 46 * nearness), -np.abs(slope_y) * (6 + 120 * nearness)
    mirrored = _over(_reflected(air, horizon, shift, lift), _reflected(land, shore, shift, lift * 0.7))
    facing = np.clip(0.5 + 0.42 * slope_y, 0, 1)
    deep = np.array([0.050, 0.075, 0.150], np.float32) + np.array([0.02, 0.05, 0.07], np.float32) * facing[..., None]
    water = _mix(mirrored, deep, np.clip(0.16 + 0.62 * nearness * (1.25 - facing), 0, 0.9))
    xs, _ = _grid()
    sun = camera.point(420, 0, _FAR)[0]
    path = (
        np.exp(-(((xs - sun) / (70 + 210 * nearness)) ** 2))
        * np.clip(slope_y * 1.1 - 0.55, 0, 1)
        * (1 - 0.55 * nearness)
    )
    return np.asarray(water + path[..., None] * np.array([1.0, 0.66, 0.36], np.float32) * 0.95, np.float32)


def _surf(picture: Plane, camera: Camera, seconds: float) -> Plane:
    """White water at the foot of the cliff that comes and goes with the swell."""
    xs, ys = _grid()
    foot = camera.point(0, _SHORE, _LAND)[1]
    left = camera.point(716, 0, _LAND)[0]
    lace = cv2.warpAffine(
        _foam(), np.array([[1, 0, -camera.x * _LAND - 40], [0, 1, -8 * swell_at(seconds)]], np.float32), (WIDTH, HEIGHT)
    )
    height = 4 + 11 * swell_at(seconds)
    band = np.exp(-(((ys - foot - height * 0.4) / height) ** 2)) * np.clip((xs - left) / 60, 0, 1)
    foam = np.clip((lace - 0.42) * 5, 0, 1) * band * (0.35 + 0.55 * swell_at(seconds))
    return _mix(picture, np.array([0.93, 0.80, 0.80], np.float32), foam.astype(np.float32))


@cache
def _foam() -> Plane:
    return _noise((HEIGHT, WIDTH + 400), (60, 12), 55, 5)


def _sprite(points: Points, place: tuple[float, float], angle: float, scale: float) -> npt.NDArray[np.int32]:
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    moved = np.array(points) @ turn.T * scale + np.array(place)
    return np.asarray(np.round(moved * 16).astype(np.int32), np.int32)


def _draw(
    picture: Plane,
    shapes: list[tuple[Points, tuple[float, float, float]]],
    place: tuple[float, float],
    angle: float,
    scale: float,
) -> None:
    for points, colour in shapes:
        cv2.fillPoly(picture, [_sprite(points, place, angle, scale)], colour, cv2.LINE_AA, 4)


_BOAT_SHAPES = [
    ([(-44.0, -8.0), (46.0, -10.0), (34.0, 6.0), (-36.0, 6.0)], (0.115, 0.075, 0.11)),
    ([(-43.0, -8.0), (46.0, -10.0), (44.0, -6.5), (-42.0, -4.5)], (0.80, 0.44, 0.34)),
    ([(-1.2, -104.0), (1.2, -104.0), (1.6, -9.0), (-1.6, -9.0)], (0.12, 0.08, 0.10)),
    ([(3.0, -100.0), (8.0, -60.0), (13.0, -16.0), (46.0, -16.0), (30.0, -52.0)], (0.97, 0.75, 0.56)),
    ([(3.0, -100.0), (6.0, -60.0), (8.0, -16.0), (22.0, -16.0), (15.0, -56.0)], (0.85, 0.57, 0.46)),
    ([(-3.0, -96.0), (-11.0, -56.0), (-40.0, -15.0), (-5.0, -15.0)], (0.92, 0.63, 0.48)),
]
_BUOY_SHAPES = [
    ([(-30.0, -4.0), (30.0, -4.0), (24.0, 14.0), (-24.0, 14.0)], (0.33, 0.075, 0.085)),
    ([(-30.0, -4.0), (30.0, -4.0), (29.0, 1.0), (-29.0, 1.0)], (0.80, 0.27, 0.21)),
    ([(-20.0, -4.0), (-16.0, -4.0), (-7.0, -74.0), (-10.0, -74.0)], (0.36, 0.10, 0.10)),
    ([(20.0, -4.0), (16.0, -4.0), (7.0, -74.0), (10.0, -74.0)], (0.22, 0.06, 0.08)),
    ([(-16.0, -32.0), (16.0, -32.0), (15.0, -28.0), (-15.0, -28.0)], (0.28, 0.08, 0.09)),
    ([(-12.0, -74.0), (12.0, -74.0), (10.0, -69.0), (-10.0, -69.0)], (0.30, 0.08, 0.09)),
    ([(-5.0, -86.0), (5.0, -86.0), (6.0, -74.0), (-6.0, -74.0)], (0.98, 0.72, 0.30)),
]
_BELL_SHAPES = [([(-8.0, 0.0), (8.0, 0.0), (5.0, -13.0), (0.0, -16.0), (-5.0, -13.0)], (0.85, 0.62, 0.30))]


def _afloat(
    picture: Plane,
    shapes: list[tuple[Points, tuple[float, float, float]]],
    place: tuple[float, float],
    angle: float,
    scale: float,
    seconds: float,
    camera: Camera,
) -> Plane:
    """A thing on the water with its broken reflection."""
    mirror = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    flipped = [([(x, 8 - y * 0.8) for x, y in points], colour) for points, colour in shapes]
    _draw(mirror, flipped, place, -angle, scale)
    _draw(np.ascontiguousarray(mask), [], place, 0, 1)
    for points, _ in flipped:
        cv2.fillPoly(mask, [_sprite(points, place, -angle, scale)], 1.0, cv2.LINE_AA, 4)
    slope_x, slope_y, nearness = _waves(seconds, camera)
    xs, ys = _grid()
    shift, lift = slope_x * (4 + 22 * nearness) + slope_y * 3, slope_y * (2 + 16 * nearness)
    both = cv2.remap(np.dstack([mirror, mask]), xs + shift, ys + lift, cv2.INTER_LINEAR)
    blended = picture + (both[..., :3] * 0.72 - picture * both[..., 3:]) * 0.62
    picture = np.ascontiguousarray(blended, np.float32)
    _draw(picture, shapes, place, angle, scale)
    return picture


def _glow(picture: Plane, x: float, y: float, radius: float, colour: tuple[float, float, float]) -> Plane:
    xs, ys = _grid()
    spot = np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (radius * radius))[..., None] * np.array(colour, np.float32)
    return np.asarray(1 - (1 - np.clip(picture, 0, 1)) * (1 - np.clip(spot, 0, 1)), np.float32)


def _gulls(picture: Plane, camera: Camera, seconds: float) -> None:
    for start_x, start_y, speed, size, beat, phase in (
        (250, 205, 62, 19, 2.3, 0.0),
        (190, 232, 58, 14, 2.7, 1.1),
        (120, 190, 66, 12, 2.5, 2.4),
        (1250, 130, -44, 10, 2.9, 0.5),
    ):
        x, y = camera.point(start_x + speed * seconds, start_y + 14 * math.sin(seconds * 0.9 + phase), 0.45)
        flap = math.sin(2 * math.pi * beat * seconds + phase) * (0.55 + 0.45 * math.sin(seconds * 1.1 + phase))
        for hand in (-1, 1):
            wing = [(0.0, 0.0), (0.35, -0.30 - 0.22 * flap), (0.7, -0.22 - 0.55 * flap), (1.05, 0.02 - 0.75 * flap)]
            upper = [(x + hand * size * px, y + size * py) for px, py in wing]
            lower = [(x + hand * size * px, y + size * (py + 0.13 * (1.1 - px))) for px, py in reversed(wing)]
            outline = np.round(np.array(upper + lower) * 16).astype(np.int32)
            cv2.fillPoly(picture, [outline], (0.13, 0.10, 0.17), cv2.LINE_AA, 4)


def _grass(picture: Plane, camera: Camera, seconds: float) -> Plane:
    """Blades close to the lens, out of focus, that bend with the wind."""
    cover = np.zeros((HEIGHT, WIDTH), np.float32)
    rng = np.random.default_rng(12)
    for _ in range(150):
        right = rng.random() < 0.36
        root = 1210 + 330 * rng.random() if right else -170 + 470 * rng.random() ** 1.4
        height = (
            (70 + 150 * rng.random())
            * (1.0 if right else 1.15)
            * (1.1 - 0.5 * abs(root - (1400 if right else 0)) / 420)
        )
        lean, thick, phase = rng.normal(0.10, 0.2), 2.5 + 3.5 * rng.random(), rng.random() * 6
        wind = (
            lean + 0.13 * math.sin(seconds * 2.1 + phase * 0.35 + root * 0.008) + 0.05 * math.sin(seconds * 5.3 + phase)
        )
        x, y = camera.point(root, 742, _GRASS)
        steps = np.linspace(0, 1, 7)
        spine = [(x + wind * height * s * s, y - height * s * (1 - 0.12 * abs(wind) * s)) for s in steps]
        left = [(px - thick * (1 - s), py) for (px, py), s in zip(spine, steps, strict=True)]
        other = [(px + thick * (1 - s), py) for (px, py), s in zip(spine, steps, strict=True)]
        cv2.fillPoly(cover, [np.round(np.array(left + other[::-1]) * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    soft = np.asarray(cv2.GaussianBlur(cover, (0, 0), 1.5), np.float32)
    return _mix(picture, np.array([0.045, 0.040, 0.070], np.float32), soft)


@cache
def _vignette() -> Plane:
    xs, ys = _grid()
    radius = ((xs - WIDTH / 2) / (WIDTH * 0.72)) ** 2 + ((ys - HEIGHT / 2) / (HEIGHT * 0.78)) ** 2
    return np.asarray(1 - 0.42 * np.clip(radius, 0, 1) ** 1.4, np.float32)[..., None]


def _grain(picture: Plane, number: int) -> Plane:
    rng = np.random.default_rng(1000 + number)
    noise = cv2.GaussianBlur(rng.standard_normal((HEIGHT, WIDTH)).astype(np.float32), (0, 0), 0.75)
    light = picture.mean(-1)
    return np.asarray(picture + (noise * (0.016 + 0.016 * (1 - light)))[..., None], np.float32)


def frame(number: int) -> npt.NDArray[np.uint8]:
    """One finished picture, ``(HEIGHT, WIDTH, 3)`` RGB."""
    seconds = number / RATE
    camera = camera_at(seconds)
    air = _moved(_sky(), camera, _FAR)
    air = _over(air, _moved(_ridge(5, 402, 118, (0.52, 0.33, 0.47)), camera, _RIDGE * 0.7))
    air = _over(air, _moved(_ridge(9, 424, 74, (0.36, 0.22, 0.37)), camera, _RIDGE))
    land = _moved(_headland(), camera, _LAND)
    lit = _beam(_over(air, land), camera, seconds)
    sea = _sea(_beam(air, camera, seconds), land, camera, seconds)
    xs, ys = _grid()
    del xs
    horizon = camera.point(0, _HORIZON, _FAR)[1]
    picture = _mix(lit, sea, np.clip(ys - horizon, 0, 1) * (1 - land[..., 3]))
    picture = np.ascontiguousarray(_surf(picture, camera, seconds), np.float32)
    _gulls(picture, camera, seconds)
    bob = 3 * math.sin(seconds * 1.7)
    boat = camera.point(250 + 34 * seconds, 508 + bob, _BOAT)
    picture = _afloat(picture, _BOAT_SHAPES, boat, 0.05 + 0.05 * math.sin(seconds * 1.7 + 0.8), 1.12, seconds, camera)
    picture = _glow(picture, boat[0] - 44, boat[1] - 22, 9, (1.0, 0.8, 0.45))
    place = camera.point(760, 590 + 5 * math.sin(seconds * 3.2 + 1), _BUOY)
    tilt = tilt_at(seconds)
    picture = _afloat(picture, _BUOY_SHAPES, place, tilt, 1.2, seconds, camera)
    hang = (place[0] + 66 * 1.2 * math.sin(tilt), place[1] - 66 * 1.2 * math.cos(tilt) + 26)
    _draw(picture, _BELL_SHAPES, hang, tilt * -0.8, 1.2)
    lamp = (place[0] + 80 * 1.2 * math.sin(tilt), place[1] - 80 * 1.2 * math.cos(tilt))
    picture = _glow(picture, *lamp, 16 + 22 * (math.sin(2 * math.pi * seconds / 0.875) > 0.6), (0.95, 0.55, 0.25))
    picture = _grass(picture, camera, seconds)
    return np.asarray(np.clip(_grain(picture * _vignette(), number) * 255 + 0.5, 0, 255), np.uint8)
