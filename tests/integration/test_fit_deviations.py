"""Every deviation that is planted in a return is found and undone."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from retake_gui.domain.clip import Clip
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode, Seam
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.conform import measure
from retake_gui.media.decoder import FrameReader, GivenUp
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.index import FrameIndex
from retake_gui.media.recipe import Recipe
from retake_gui.media.source import ClipPictures, ClipSound, Origin
from tests.fit_cases import RATE, Planted, delta_e, return_of, scene_clip, sent_window

SEGMENT = Span(53, 101)
Case = tuple[Clip, Window, Path]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("fit")
    return sent_window(folder, scene_clip(folder / "scene.mp4"), SEGMENT)


def measured(case: Case, folder: Path, planted: Planted) -> tuple[Recipe, Path]:
    clip, window, sent = case
    returned = return_of(sent, folder / "returned.mp4", planted)
    return measure(clip, window, returned), returned


def worst_difference(case: Case, recipe: Recipe, returned: Path) -> float:
    clip, window, _ = case
    fitted, source = FittedPictures(clip, window, recipe, returned), ClipPictures(Path(clip.source), clip)
    try:
        places = (SEGMENT.start, SEGMENT.start + 20, SEGMENT.end - 1)
        return max(delta_e(fitted.bgr(place), source.bgr(place)) for place in places)
    finally:
        fitted.close()
        source.close()


@pytest.mark.parametrize("shift", [-3, -2, -1, 1, 2, 3])
def test_a_shift_of_the_picture_is_found_and_undone(case: Case, tmp_path: Path, shift: int) -> None:
    recipe, returned = measured(case, tmp_path, Planted(shift=shift))

    assert recipe.shift == shift
    assert worst_difference(case, recipe, returned) < 1.0


@pytest.mark.parametrize(
    "planted",
    [
        Planted(wrong_range=True),
        Planted(wrong_matrix=True),
        Planted(gain=1.08),
        Planted(wrong_matrix=True, wrong_range=True, gain=0.95),
        Planted(wrong_range=True, shift=2),
        Planted(size=(1920, 1080)),
    ],
    ids=lambda planted: "-".join(name for name, value in vars(planted).items() if value and value != 1.0),
)
def test_colours_come_back_within_one_delta_e(case: Case, tmp_path: Path, planted: Planted) -> None:
    recipe, returned = measured(case, tmp_path, planted)

    assert worst_difference(case, recipe, returned) < 1.0
    assert recipe.shift == planted.shift


def test_nothing_is_corrected_where_nothing_deviates(case: Case, tmp_path: Path) -> None:
    recipe, returned = measured(case, tmp_path, Planted())

    assert worst_difference(case, recipe, returned) < 1.0
    assert recipe.colour == ()
    assert (recipe.shift, recipe.missing, recipe.sound_late, recipe.level) == (0, 0, Fraction(0), 1.0)
    assert recipe.report == ("It came back as it was sent.",)


@pytest.mark.parametrize("late", [1920, -480, 96])
def test_late_sound_is_put_back_in_place(case: Case, tmp_path: Path, late: int) -> None:
    clip, window, _ = case
    recipe, returned = measured(case, tmp_path, Planted(late=late, level=0.7))
    fitted, source = FittedSound(clip, window, recipe, returned), ClipSound(Path(clip.source), clip)
    try:
        first = round(clip.time_of(SEGMENT.start) * RATE)
        ours, own = fitted.read(first, 2 * RATE), source.read(first, 2 * RATE)
    finally:
        fitted.close()
        source.close()

    assert abs(recipe.sound_late * RATE - late) <= 2
    assert recipe.level == pytest.approx(1 / 0.7, rel=0.05)
    assert np.corrcoef(ours[:, 0], own[:, 0])[0, 1] > 0.95


def test_a_short_return_at_another_rate_and_size_fits_all_the_same(case: Case, tmp_path: Path) -> None:
    planted = Planted(short=7, rate=Fraction(23), size=(1920, 1080), silent=True)
    recipe, returned = measured(case, tmp_path, planted)

    assert worst_difference(case, recipe, returned) < 1.0
    assert (recipe.missing, recipe.has_sound) == (0, False)
    words = " ".join(recipe.report)
    assert "1920×1080" in words
    assert "23.000" in words
    assert "7 frames too short" in words
    assert "without sound" in words


def test_a_recipe_survives_json(case: Case, tmp_path: Path) -> None:
    recipe, _ = measured(case, tmp_path, Planted(gain=1.1, late=480, shift=1))

    assert Recipe.from_dict(recipe.as_dict()) == recipe


def test_sound_in_another_form_is_said(case: Case, tmp_path: Path) -> None:
    clip, window, sent = case
    returned = tmp_path / "mono.mp4"
    command = [get_ffmpeg_exe(), "-v", "error", "-i", str(sent), "-c:v", "copy", "-ac", "1", "-ar", "44100"]
    subprocess.run([*command, str(returned)], check=True)

    words = " ".join(measure(clip, window, returned).report)

    assert "one channel; brought to two channels" in words
    assert "44100 Hz instead of 48000; resampled" in words


def test_what_pictures_are_made_of_tells_other_fits_apart(case: Case, tmp_path: Path) -> None:
    recipe, returned = measured(case, tmp_path, Planted())
    clip, window, _ = case

    def origin(recipe: Recipe = recipe, **ways: Any) -> Origin:
        fitted = FittedPictures(clip, window, recipe, returned, **ways)
        fitted.close()
        return fitted.origin

    assert origin() == origin(replace(recipe, report=("Said in other words.",)))
    assert origin().files == (Path(clip.source), returned)
    others = [
        origin(replace(recipe, shift=recipe.shift + 1)),
        origin(seams=Seams.both(Seam.DISSOLVE)),
        origin(seams=Seams.both(Seam.DISSOLVE, 3)),
        origin(mode=Mode.AUDIO),
    ]
    assert len({origin(), *others}) == 5


def test_a_take_opens_the_clip_again_only_where_both_are_mixed(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder takes much memory, and beside a take the clip has one of its own."""
    recipe, returned = measured(case, tmp_path, Planted())
    clip, window, _ = case
    held: list[Path] = []

    class Counted(FrameReader):
        def __init__(self, path: Path, index: FrameIndex, **ways: Any) -> None:
            super().__init__(path, index, **ways)
            self._held = path
            held.append(path)

        def close(self) -> None:
            super().close()
            held.remove(self._held)

    monkeypatch.setattr("retake_gui.media.fitted.FrameReader", Counted)

    def clip_open(seams: Seams) -> list[int]:
        fitted, counts = FittedPictures(clip, window, recipe, returned, seams=seams), []
        try:
            for place in (SEGMENT.start + 8, SEGMENT.start, SEGMENT.start + 1):
                fitted.frame(place)
                counts.append(held.count(Path(clip.source)))
        finally:
            fitted.close()
        return counts

    assert clip_open(Seams()) == [0, 0, 0]
    assert clip_open(Seams.both(Seam.DISSOLVE, 4)) == [0, 1, 1]
    assert held == []


def test_a_take_beside_its_clip_has_its_frames_from_there_and_looks_the_same(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe, returned = measured(case, tmp_path, Planted())
    clip, window, _ = case
    alone, beside = (
        FittedPictures(clip, window, recipe, returned, seams=Seams.both(Seam.DISSOLVE, 4)) for _ in range(2)
    )
    source, other = ClipPictures(Path(clip.source), clip), ClipPictures(returned, clip)
    places = (SEGMENT.start, SEGMENT.end - 1, SEGMENT.start + 1, SEGMENT.start + 8)
    try:
        beside.borrow(other)
        beside.borrow(source)
        expected = [alone.frame(place) for place in places]
        with monkeypatch.context() as patch:
            patch.delattr("retake_gui.media.fitted.FrameReader")
            made = [beside.frame(place) for place in places]
        assert [picture.data for picture in made] == [picture.data for picture in expected]
    finally:
        for pictures in (alone, beside, source, other):
            pictures.close()


def test_a_clip_of_another_file_lends_nothing(case: Case, tmp_path: Path) -> None:
    recipe, returned = measured(case, tmp_path, Planted())
    clip, window, _ = case
    fitted = FittedPictures(clip, window, recipe, returned, seams=Seams.both(Seam.DISSOLVE, 4))
    other = ClipPictures(returned, clip)
    try:
        before = fitted.frame(SEGMENT.start).data
        fitted.borrow(other)
        assert fitted.frame(SEGMENT.start).data == before
    finally:
        other.close()
        fitted.close()


def test_what_a_take_was_told_holds_for_the_clip_when_it_is_opened(case: Case, tmp_path: Path) -> None:
    recipe, returned = measured(case, tmp_path, Planted())
    clip, window, _ = case
    fitted = FittedPictures(clip, window, recipe, returned, seams=Seams.both(Seam.DISSOLVE, 4))
    try:
        fitted.frame(SEGMENT.start + 8)
        fitted.heed(lambda: True)
        with pytest.raises(GivenUp):
            fitted.bgr(SEGMENT.start - 3)
    finally:
        fitted.close()


def marked_full(came: Path, target: Path) -> Path:
    """The same pictures, tagged as full range."""
    mark = ("-c", "copy", "-an", "-bsf:v", "h264_metadata=video_full_range_flag=1")
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-i", str(came), *mark, str(target)], check=True)
    return target


def test_a_full_range_return_for_the_whole_clip_is_brought_back_by_its_tags(tmp_path: Path) -> None:
    """There is nothing around the segment to compare with, so that roundings of the return stay."""
    case = sent_window(tmp_path, scene_clip(tmp_path / "whole.mp4", frames=72, sound=False), Span(0, 72))
    clip, window, sent = case
    stretched = return_of(sent, tmp_path / "stretched.mp4", Planted(wrong_range=True))
    returned = marked_full(stretched, tmp_path / "full.mp4")

    recipe = measure(clip, window, returned)
    fitted, source = FittedPictures(clip, window, recipe, returned), ClipPictures(Path(clip.source), clip)
    try:
        assert max(delta_e(fitted.bgr(place), source.bgr(place)) for place in (0, 40, 71)) < 1.5
    finally:
        fitted.close()
        source.close()
    assert "The colour range came back as pc; tv is restored." in recipe.report


def test_a_range_is_called_restored_only_where_values_were_converted(case: Case, tmp_path: Path) -> None:
    clip, window, sent = case
    returned = marked_full(sent, tmp_path / "marked.mp4")

    recipe = measure(clip, window, returned)

    assert recipe.colour == ()
    assert "The colour range came back as pc; taken for tv, as the clip's." in recipe.report
