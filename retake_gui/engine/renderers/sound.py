"""The sound of a segment: room tone modelled on what lies around it, layers that words call for, crossfaded in."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retake_gui.engine.renderers.layers import LAYERS
from retake_gui.engine.renderers.room_tone import quiet_spectrum, room_tone, tone_spectrum
from retake_gui.media.draft_files import Samples

_HANDLE_SECONDS = 3
_FADE_SECONDS = 0.04
_CLICK = 0.6


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """What is to be heard in a segment.

    Attributes:
        start: First sample of the segment.
        end: One past its last.
        rate: Samples a second.
        channels: How many.
        layers: Names of the layers.
        seed: Another seed is other noise.
        click: Whether its edges are to click, as a fault.
    """

    start: int
    end: int
    rate: int
    channels: int
    layers: Sequence[str]
    seed: int
    click: bool = False


def retaken_sound(blocks: Iterator[Samples], plan: SoundPlan) -> Iterator[Samples]:
    """The clip's sound with the segment made anew; memory holds the segment and three seconds on each side."""
    keep = _HANDLE_SECONDS * plan.rate
    passed: deque[Samples] = deque()
    position = 0
    held: list[Samples] = []
    for block in blocks:
        position += len(block)
        if position < plan.start:
            yield block
            _remember(passed, block, keep)
            continue
        held.append(block)
        if position >= plan.end + keep:
            break
    rest = np.concatenate([np.zeros((0, plan.channels), np.float32), *held])
    at = position - len(rest)
    if position < plan.end:
        rest = np.concatenate([rest, np.zeros((plan.end - position, plan.channels), np.float32)])
    cut, stop = plan.start - at, plan.end - at
    head = np.concatenate([*passed, rest[:cut]])[-keep:]
    tail = rest[stop:][:keep]
    yield rest[:cut]
    yield _joined(_made(head, tail, plan), rest[cut:stop], plan, fade_in=plan.start > 0, fade_out=len(tail) > 0)
    yield rest[stop:]
    yield from blocks


def _remember(passed: "deque[Samples]", block: Samples, keep: int) -> None:
    passed.append(block)
    while sum(map(len, passed)) - len(passed[0]) >= keep:
        passed.popleft()


def _made(head: Samples, tail: Samples, plan: SoundPlan) -> Samples:
    chance = np.random.default_rng([plan.seed & 0xFFFFFFFF, 3])
    first, last = tone_spectrum(head), tone_spectrum(tail)
    quiet = quiet_spectrum(plan.channels)
    before = first if first is not None else last if last is not None else quiet
    after = last if last is not None else before
    samples = plan.end - plan.start
    made = room_tone(np.maximum(before, quiet), np.maximum(after, quiet), samples, chance)
    for name in plan.layers:
        layer = LAYERS[name].make(samples, plan.rate, chance)
        made = made + _spread(layer, plan.channels)
    peak = float(np.abs(made).max(initial=0))
    return made * np.float32(0.9 / peak) if peak > 0.9 else made


def _spread(stereo: Samples, channels: int) -> Samples:
    """Two channels on as many as there are; the fourth of six and more carries bass effects and stays silent."""
    if channels == 1:
        return np.asarray(stereo.mean(axis=1, keepdims=True), np.float32)
    spread = stereo[:, np.arange(channels) % 2].copy()
    if channels >= 6:
        spread[:, 2:4] = 0
    return spread


def _joined(made: Samples, was: Samples, plan: SoundPlan, *, fade_in: bool, fade_out: bool) -> Samples:
    """Equal-power crossfades of 40 ms inside the segment, where the clip goes on at that edge."""
    joined = made.copy()
    length = min(round(_FADE_SECONDS * plan.rate), len(made) // 2)
    angle = np.linspace(0, np.pi / 2, length, dtype=np.float32)[:, None]
    if fade_in and length:
        joined[:length] = made[:length] * np.sin(angle) + was[:length] * np.cos(angle)
    if fade_out and length:
        joined[-length:] = made[-length:] * np.cos(angle) + was[-length:] * np.sin(angle)
    if plan.click and len(joined):
        joined[0] = _CLICK
        joined[-1] = -_CLICK
    return joined
