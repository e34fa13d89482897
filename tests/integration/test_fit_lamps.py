"""What would be seen or heard at a seam is found before the editor finds it."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from retake_gui.domain.clip import Clip
from retake_gui.domain.lamps import Lamp, LampState
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode, Seam
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.conform import measure
from retake_gui.media.fitted import Part
from retake_gui.media.lamps import inspect
from retake_gui.media.sound_lamps import click_strength
from tests.fit_cases import RATE, Planted, return_of, scene_clip, sent_window

Case = tuple[Clip, Window, Path]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("lamps")
    return sent_window(folder, scene_clip(folder / "scene.mp4", frames=110), Span(50, 80))


def lamps(
    case: Case, folder: Path, planted: Planted, mode: Mode = Mode.BOTH, seams: Seams | None = None
) -> dict[str, Lamp]:
    clip, window, sent = case
    returned = return_of(sent, folder / "returned.mp4", planted)
    found = inspect(clip, Part(window, measure(clip, window, returned), returned, mode), seams)
    return {lamp.name: lamp for lamp in found}


def test_all_lamps_are_good_where_nothing_can_be_seen_or_heard(case: Case, tmp_path: Path) -> None:
    found = lamps(case, tmp_path, Planted(wrong_range=True, late=1920))

    assert {lamp.name for lamp in found.values() if lamp.state is not LampState.GOOD} == set()
    assert set(found) == {"outside", "edge_head", "edge_tail", "click_head", "click_tail", "loudness", "sync"}
    assert "+40.0 ms" in found["sync"].sentence
    assert (found["edge_head"].frame, found["edge_tail"].frame) == (50, 80)


def test_only_what_is_replaced_is_looked_at(case: Case, tmp_path: Path) -> None:
    assert set(lamps(case, tmp_path, Planted(), Mode.VIDEO)) == {"outside", "edge_head", "edge_tail"}


def test_frames_outside_the_segment_are_counted_where_a_seam_goes_there(case: Case, tmp_path: Path) -> None:
    found = lamps(case, tmp_path, Planted(), Mode.VIDEO, Seams.both(Seam.SERVICE))

    assert "49 frames outside" in found["outside"].sentence
    assert found["outside"].frame < 50


def test_a_click_in_the_return_is_said_where_it_cannot_be_heard(case: Case, tmp_path: Path) -> None:
    found = lamps(case, tmp_path, Planted(clicks=case[1].regenerated_sound), Mode.AUDIO)

    assert {found[name].state for name in ("click_head", "click_tail")} == {LampState.GOOD}
    assert "clicks at its start" in found["click_head"].sentence
    assert "clicks at its end" in found["click_tail"].sentence


def test_a_click_inside_the_segment_is_heard(case: Case, tmp_path: Path) -> None:
    inside = Fraction(case[1].start_seconds) + Fraction(30, 1000)
    found = lamps(case, tmp_path, Planted(clicks=(inside,), late=480), Mode.AUDIO)

    assert found["click_head"].state is LampState.BAD


def test_a_click_stands_out_of_noise_and_tone() -> None:
    time = np.arange(RATE // 4)[:, None] / RATE
    noise = np.random.default_rng(2).normal(0, 0.05, (len(time), 1))
    for sound in (noise, 0.5 * np.sin(2 * np.pi * 440 * time), np.zeros_like(time)):
        clean = sound.astype(np.float32)
        broken = clean.copy()
        broken[6000] += 0.7

        assert click_strength(clean, 4000, 8000) < 3.5 < click_strength(broken, 4000, 8000)
