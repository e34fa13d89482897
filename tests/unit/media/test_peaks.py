from pathlib import Path

import numpy as np
import pytest

from retake_gui.media.peaks import BIN, PeakPyramid

RATE = 48_000


def track(seconds: float, channels: int = 2) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    samples = np.random.default_rng(3).uniform(-0.5, 0.5, (round(seconds * RATE), channels))
    return samples.astype(np.float32)


def filled(samples: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]", step: int, place: int = 0) -> PeakPyramid:
    made = PeakPyramid(RATE, place + len(samples))
    for start in range(0, len(samples), step):
        made.add(place + start, samples[start : start + step])
    return made


def test_columns_hold_least_most_and_mean_square_of_their_part() -> None:
    samples = track(4)
    made = filled(samples, 48_000)
    width = 4 * RATE // 15  # 12 800 samples, whole bins
    for column, ((low, high), loud) in enumerate(zip(made.columns(0, 4, 15), made.loudness(0, 4, 15), strict=True)):
        part = samples[column * width : (column + 1) * width]
        assert low == pytest.approx(part.min())
        assert high == pytest.approx(part.max())
        assert loud == pytest.approx(np.sqrt(np.square(part).mean()), rel=1e-3)


def test_a_drawing_covers_each_column_from_least_to_most() -> None:
    samples = np.repeat(np.array([[0.5], [0.0], [-1.0]], np.float32), 100 * BIN, axis=0)
    samples[: 50 * BIN] *= -1
    samples[::2] *= np.repeat(np.array([[1.0], [1.0], [0.0]], np.float32), 50 * BIN, axis=0)
    made = filled(samples, 48_000)
    rows = np.frombuffer(made.drawn(0.0, 300 * BIN / RATE, 3, 42), np.uint8).reshape(42, 3)
    loud, silent, deep = (np.minimum(rows[:, column] / 127, 1) for column in range(3))
    assert loud.sum() == pytest.approx(20.8, abs=0.1)
    assert (loud[11], loud[30], loud[9], loud[32]) == (1, 1, 0, 0)
    assert silent.sum() == pytest.approx(0.8, abs=0.1)
    assert deep[:20].sum() == 0
    assert (deep[22:41] == 1).all()


def test_how_loud_it_is_is_the_body_inside_the_outline() -> None:
    tone = 0.8 * np.sin(np.arange(100 * BIN) / 5)
    deep = np.tile([0.0, -0.5], 50 * BIN)
    samples = np.concatenate((tone, deep, np.zeros(100 * BIN)))[:, None].astype(np.float32)
    rows = np.frombuffer(filled(samples, 48_000).drawn(0.0, 300 * BIN / RATE, 3, 42), np.uint8).reshape(42, 3)
    body = np.maximum(rows.astype(float) - 127, 0) / 128
    assert body[:, 0].sum() == pytest.approx(2 * 20 * 0.8 / np.sqrt(2), abs=0.1)
    assert np.flatnonzero(body[:, 0]).tolist() == [*range(9, 33)]
    assert np.flatnonzero(body[:, 1]).tolist() == [*range(21, 29)]
    assert body[:, 2].sum() == 0
    assert (rows[:, 0] > 0).sum() > (body[:, 0] > 0).sum() + 6


@pytest.mark.parametrize("step", [BIN - 1, 1000, 44_100])
def test_the_outline_does_not_depend_on_how_it_was_read(step: int) -> None:
    samples = track(2)
    assert np.allclose(filled(samples, step).columns(0, 2, 500), filled(samples, 2 * RATE).columns(0, 2, 500))
    assert np.allclose(filled(samples, step).loudness(0, 2, 50), filled(samples, 2 * RATE).loudness(0, 2, 50))


def test_a_peak_is_seen_at_every_zoom() -> None:
    samples = np.zeros((60 * RATE, 1), np.float32)
    samples[1_777_777] = 1.0
    made = filled(samples, 4 * RATE)
    for count in (1, 10, 100, 1000, 5000):
        assert max(high for _, high in made.columns(0.0, 60.0, count)) == 1.0
        place = int(1_777_777 / RATE / 60 * count)
        assert made.columns(0.0, 60.0, count)[place][1] == 1.0
    assert max(high for _, high in made.columns(37.0, 37.05, 800)) == 1.0


def test_what_is_not_known_is_flat_and_what_comes_late_is_silent_before() -> None:
    made = PeakPyramid(RATE, 10 * RATE)
    made.add(RATE, np.ones((RATE, 1), np.float32))
    assert made.seconds == 2
    before, known, _, after = (high for _, high in made.columns(0.0, 4.0, 4))
    assert (before, known, after) == (0.0, 1.0, 0.0)
    assert made.columns(-1.0, -0.5, 2) == [(0.0, 0.0)] * 2
    made.finish()
    assert made.seconds >= 10


def test_sound_before_the_picture_and_after_its_end_is_left_out() -> None:
    made = PeakPyramid(RATE, RATE)
    made.add(-RATE, np.concatenate([np.ones((RATE, 1)), np.zeros((4 * RATE, 1))]).astype(np.float32))
    assert max(high for _, high in made.columns(0, 1, 10)) == 0.0


def test_it_is_the_same_from_the_disk_and_damage_is_absence(tmp_path: Path) -> None:
    path = tmp_path / "sound.npz"
    made = filled(track(3), RATE)
    made.save(path)
    again = PeakPyramid.load(path)
    assert again is not None
    assert again.columns(0, 3, 300) == made.columns(0, 3, 300)
    assert again.loudness(0, 3, 7) == made.loudness(0, 3, 7)
    assert list(tmp_path.iterdir()) == [path]
    path.write_bytes(path.read_bytes()[:1000])
    assert PeakPyramid.load(path) is None
    assert PeakPyramid.load(tmp_path / "none.npz") is None
