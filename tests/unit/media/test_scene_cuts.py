from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.domain.span import Span
from retake_gui.media.scene_cuts import SceneCuts

FRAMES = 90
Pixels = npt.NDArray[np.uint8]


def scene(seed: int) -> Pixels:
    chance = np.random.default_rng(seed)
    return np.kron(chance.integers(30, 220, (9, 32, 3), dtype=np.uint8), np.ones((20, 20, 1), np.uint8))


def panned(seed: int, frame: int) -> Pixels:
    """A scene under a camera that moves six pixels a frame, with grain."""
    grain = np.random.default_rng(frame).integers(-8, 9, (180, 320, 1))
    moved = np.roll(scene(seed), -6 * frame, axis=1)[:, :320]
    return (moved.astype(int) + grain).clip(0, 255).astype(np.uint8)


def noted(pictures: "Iterator[Pixels]", order: list[int] | None = None) -> SceneCuts:
    made, all_pictures = SceneCuts(FRAMES), list(pictures)
    for number in order or range(FRAMES):
        made.note(number, all_pictures[number])
    made.look(Span(0, FRAMES))
    return made


def test_cuts_are_found_and_motion_is_none() -> None:
    assert noted(panned(frame // 30, frame) for frame in range(FRAMES)).cuts == (30, 60)
    assert noted(panned(5, frame) for frame in range(FRAMES)).cuts == ()


def test_a_flash_is_no_cut() -> None:
    white = np.full((180, 320, 3), 250, np.uint8)
    assert noted(white if frame == 40 else panned(2, frame) for frame in range(FRAMES)).cuts == ()


def test_a_fade_is_no_cut() -> None:
    def faded(frame: int) -> Pixels:
        share = min(1.0, max(0.0, (frame - 30) / 30))
        return (panned(1, frame) * (1 - share) + panned(2, frame) * share).astype(np.uint8)

    assert noted(faded(frame) for frame in range(FRAMES)).cuts == ()


@pytest.mark.parametrize("size", [10, 30])
def test_blocks_may_come_in_any_order(size: int) -> None:
    pictures = [panned(frame // 30, frame) for frame in range(FRAMES)]
    made = SceneCuts(FRAMES)
    for start in reversed(range(0, FRAMES, size)):
        for number in range(start, start + size):
            made.note(number, pictures[number])
        made.look(Span(start, start + size))
    assert made.cuts == (30, 60)


def test_two_dark_frames_between_scenes_begin_one_each() -> None:
    black = np.zeros((180, 320, 3), np.uint8)
    made = noted(black if 30 <= frame < 40 else panned(frame // 40, frame) for frame in range(FRAMES))
    assert made.cuts[:2] == (30, 40)


def test_the_last_frame_may_be_a_cut_and_the_first_is_none() -> None:
    assert noted(panned(int(frame == FRAMES - 1), frame) for frame in range(FRAMES)).cuts == (FRAMES - 1,)


def test_they_are_kept_from_run_to_run(tmp_path: Path) -> None:
    made = noted(panned(frame // 30, frame) for frame in range(FRAMES))
    made.save(tmp_path / "scenes.npz")
    again = SceneCuts(FRAMES)
    again.load(tmp_path / "scenes.npz")
    assert again.cuts == (30, 60)
    other = SceneCuts(FRAMES + 1)
    other.load(tmp_path / "scenes.npz")
    (tmp_path / "scenes.npz").write_bytes(b"damaged")
    other.load(tmp_path / "scenes.npz")
    assert other.cuts == ()
